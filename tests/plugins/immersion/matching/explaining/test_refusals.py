"""Every refusal of every request: counted again from the assignment, or solved again with the pair pinned."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, replace
from random import Random

import pytest
from hypothesis import given, settings

from plugins.immersion.matching import (
    LANGUAGES,
    Instance,
    Refusal,
    Request,
    Result,
    host_reasons,
    read_instance,
    solve,
)
from tests.plugins.immersion.matching import recount
from tests.plugins.immersion.matching.oracle import draw_list
from tests.plugins.immersion.matching.seeds import SHARE, seeds
from tests.plugins.immersion.matching.small import OBJECTIVES, random_content
from tests.plugins.immersion.matching.wide import (
    Content,
    contended,
    contents,
    edition,
    fought_over,
    solved,
    wide_content,
)

OBSTACLES = ("unknown_offer", "own_institution", "language", "forbidden", "no_place")
#: What the six counts of V are about, from the rule's text.
PRIORITY = ("priority_placed", "priority_first", "priority_second", "placed", "first", "second")
COVERAGE = ("placed", "priority_placed", "priority_first", "priority_second", "first", "second")


def by_the_thousand(drawn: range = seeds(3_000)) -> Iterator[tuple[Content, Result]]:
    """Small instances, wide ones, and such where places are fought over, with their results."""
    for seed in drawn:
        make = (random_content, wide_content, contended)[seed % 3]
        content = make(Random(seed))
        result = solved(content)
        if result is not None:
            yield content, result


def ranks_in_draw_order(instance: Instance, assignment: dict[str, str | None], order: list[str]) -> list[int]:
    """The list of ranks that decides between equals; no place is the worst."""
    by_id = instance.requests_by_id
    offers = [(by_id[name].choices, assignment[name]) for name in order]
    return [choices.index(offer) + 1 if offer is not None else 10**6 for choices, offer in offers]


def cost_of_pinning(result: Result, order: list[str], request: str, offer: str) -> tuple[str, int]:
    """The first count of V to drop when a pair is pinned and the round solved again; or what "earlier" means."""
    instance = result.explainer.instance
    forced = solve(replace(instance, pinned={**instance.pinned, request: offer}))
    names = COVERAGE if instance.objective == "coverage" else PRIORITY
    for name, mine, theirs in zip(names, result.vector, forced.vector, strict=True):
        if mine != theirs:
            assert theirs < mine
            return name, mine - theirs
    before = ranks_in_draw_order(instance, dict(result.assignment), order)
    after = ranks_in_draw_order(instance, dict(forced.assignment), order)
    first = next(place for place, (mine, theirs) in enumerate(zip(before, after, strict=True)) if mine != theirs)
    assert after[first] > before[first]
    assert first < order.index(request)
    return "earlier", 1


def explained_truly(content: Content, result: Result) -> Counter[str]:
    """Check every reason of every request; returns how often each cause decided, indirect ones as such."""
    explainer, instance = result.explainer, result.explainer.instance
    order = [row["id"] for row in draw_list(content)]
    rows = {row["id"]: row for row in content["requests"]}
    tally: Counter[str] = Counter()
    assert {name: astuple(demand)[1:] for name, demand in explainer.demands.items()} == recount.demands(content)
    for request in instance.requests:
        row, reason = rows[request.id], explainer.reason(request)
        choices = recount.counted_choices(content, row)
        obtained = result.assignment[request.id]
        if request.id in content.get("fixed", {}):
            assert (reason.code, reason.offer, reason.refusals) == ("fixed", obtained, ())
            continue
        if request.id in content.get("pinned", {}):
            assert (reason.code, reason.offer, reason.rank) == ("pinned", obtained, choices.index(str(obtained)) + 1)
            assert reason.refusals == ()
            continue
        if obtained is not None:
            better = choices[: choices.index(obtained)]
            assert (reason.code, reason.offer, reason.rank) == ("placed", obtained, len(better) + 1)
        else:
            better = choices
            assert (reason.code, reason.offer, reason.rank) == ("refused" if choices else "no_choice", "", 0)
        assert [(one.rank, one.offer) for one in reason.refusals] == list(enumerate(better, start=1))
        for refusal in reason.refusals:
            tally[refused_truly(content, result, order, request, refusal)] += 1
    return tally


def refused_truly(content: Content, result: Result, order: list[str], request: Request, refusal: Refusal) -> str:
    row = next(one for one in content["requests"] if one["id"] == request.id)
    obstacle = recount.obstacle(content, row, refusal.offer)
    if obstacle is not None:
        assert refusal == Refusal(refusal.offer, refusal.rank, obstacle)
        assert refusal.facts("fr") == ()
        return obstacle
    demand, before = refusal.demand, refusal.before
    assert demand == result.explainer.demands[refusal.offer]
    assert before is not None
    assert (refusal.number, refusal.drawn) == (order.index(request.id) + 1, len(order))
    ways = [
        (recount.precedence(content, row, refusal.offer, there), cap)
        for cap, there in recount.ways_barred(content, dict(result.assignment), row, refusal.offer)
    ]
    direct = [one for one in ways if one[0][-1] == 0]
    counts, cap = (direct or ways)[0]
    assert (before.by_pin, before.by_priority, before.by_rank, before.by_draw, before.later) == counts
    assert refusal.cap == cap
    if direct:
        assert (refusal.cause, refusal.loss) == (recount.direct_cause(counts), 1)
        return refusal.cause
    assert content["objective"] != "serial"
    assert (refusal.cause, refusal.loss) == cost_of_pinning(result, order, request.id, refusal.offer)
    return f"costs {refusal.cause}"


@pytest.mark.requirement("IM-14")
def test_every_refusal_is_counted_and_priced_truly() -> None:
    tally: Counter[str] = Counter()
    for content, result in by_the_thousand():
        tally += explained_truly(content, result)
    indirect = {f"costs {name}" for name in (*PRIORITY, "earlier")}
    assert {*tally} == {*OBSTACLES, *recount.DIRECT, "cap", *indirect}
    assert min(tally.values()) * SHARE > 30


@pytest.mark.requirement("IM-14")
@pytest.mark.parametrize("objective", OBJECTIVES)
def test_every_refusal_of_whole_editions(objective: str) -> None:
    """290 trainees, with caps and pins; each refusal that is not direct is solved again."""
    tally: Counter[str] = Counter()
    for seed in range(2):
        content = edition(Random(seed), objective)
        tally += explained_truly(content, solve(read_instance(content)))
    assert any(cause.startswith("costs") for cause in tally) == (objective != "serial")


@pytest.mark.requirement("IM-14")
def test_no_smallest_refusal_that_is_told_wrongly() -> None:
    @settings(max_examples=200)
    @given(contents() | fought_over())
    def told(content: Content) -> None:
        result = solved(content)
        if result is not None:
            explained_truly(content, result)

    told()


NAMES = re.compile(r"\b[SH]\d+\b|\bgone\b")


def nobody_else_named(said: str, allowed: set[str]) -> None:
    """One line, in which no request is named, and no offer but those that may be."""
    assert said.splitlines() == [said]
    assert {*NAMES.findall(said)} <= allowed


@pytest.mark.requirement("IM-14")
def test_what_a_person_reads_is_one_line_and_names_nobody() -> None:
    named = 0
    for _, result in by_the_thousand(seeds(1_000)):
        instance = result.explainer.instance
        for request in instance.requests:
            own = {*request.choices[: instance.max_choices], *filter(None, [instance.fixed.get(request.id)])}
            reason = result.explainer.reason(request)
            for lang in LANGUAGES:
                nobody_else_named(reason.text(lang), own)
                for refusal in reason.refusals:
                    nobody_else_named(refusal.text(lang), {refusal.offer})
                    for fact in refusal.facts(lang):
                        nobody_else_named(fact, set())
            named += len(own)
        for offer, told in host_reasons(result.explainer).items():
            for lang in LANGUAGES:
                nobody_else_named(told.text(lang), {offer})
    assert named * SHARE > 1_000


@pytest.mark.requirement("IM-14")
def test_a_host_is_told_of_everybody_who_asked() -> None:
    causes: Counter[str] = Counter()
    for content, result in by_the_thousand():
        rows = draw_list(content)
        hosts = host_reasons(result.explainer)
        assert [*hosts] == [*result.explainer.instance.offers_by_id]
        for name, told in hosts.items():
            asked = {row["id"]: row for row in rows if name in recount.counted_choices(content, row)}
            came = [asked[one] for one in asked if result.assignment[one] == name]
            assert [one for one, _ in told.came] == [row["id"] for row in by_standing(content, came, name)]
            ranks = {one: recount.counted_choices(content, row).index(name) + 1 for one, row in asked.items()}
            others = sorted((ranks[one], one) for one in asked if result.assignment[one] != name)
            assert [(one.rank, one.request) for one in told.missed] == others
            assert told.demand == result.explainer.demands[name]
            for missed in told.missed:
                assert (missed.cause, missed.loss) == cause_of_missing(content, result, asked[missed.request], name)
                causes[missed.cause] += 1
    # An offer of the instance is known, so that nobody misses it as unknown.
    expected = {*OBSTACLES, *recount.DIRECT, "cap", *PRIORITY, "earlier", "preferred"} - {"unknown_offer"}
    assert {*causes} == expected


def by_standing(content: Content, rows: list[Content], offer: str) -> list[Content]:
    """Pinned first, then priority; then by rank (which serial does not ask); then in draw order."""

    def key(row: Content) -> tuple[int, int]:
        kind = -1 if row["id"] in content.get("pinned", {}) else 1 - row["priority"]
        rank = 0 if content["objective"] == "serial" else recount.counted_choices(content, row).index(offer)
        return (kind, rank)

    return sorted(rows, key=key)


def cause_of_missing(content: Content, result: Result, row: Content, offer: str) -> tuple[str, int]:
    """That of the refusal; of whoever is pinned elsewhere, the pin; of all others, that they liked theirs better."""
    explainer, obtained = result.explainer, result.assignment[row["id"]]
    choices = recount.counted_choices(content, row)
    if obtained is not None and choices.index(obtained) < choices.index(offer):
        return ("preferred", 1)
    if row["id"] in content.get("pinned", {}):
        return (recount.obstacle(content, row, offer) or "pinned", 0)
    refusals = explainer.reason(explainer.instance.requests_by_id[row["id"]]).refusals
    return next((one.cause, one.loss) for one in refusals if one.offer == offer)


@pytest.mark.requirement("IM-14")
def test_a_host_is_told_of_those_who_are_pinned_elsewhere() -> None:
    """A place that one of them liked better is free, or given to somebody who comes later: the pin decided."""
    content: Content = {
        "offers": [{"id": "A", "capacity": 2}, {"id": "B", "capacity": 2}, {"id": "C", "capacity": 1}],
        "requests": [
            {"id": "S1", "priority": True, "choices": ["A", "B"]},
            {"id": "S2", "priority": False, "choices": ["C"]},
            {"id": "S3", "priority": True, "choices": ["C", "B", "A"]},
        ],
        "pinned": {"S1": "B", "S3": "B"},
    }
    explainer = solve(read_instance(content)).explainer
    told = [host_reasons(explainer)[offer] for offer in "ABC"]
    assert [[(one.request, one.cause) for one in host.missed] for host in told] == [
        [("S1", "pinned"), ("S3", "preferred")],
        [],
        [("S3", "pinned")],
    ]
    assert told[2].text("en") == (
        "C: 1 place, 2 requests, 1 given in this round. The coordination had pinned other placements: 1."
    )


@pytest.mark.requirement("IM-14")
def test_two_pins_of_one_rank_are_told_in_draw_order_whatever_the_rows() -> None:
    rows = [{"id": f"S{number}", "priority": False, "choices": ["A"]} for number in range(5)]
    pinned = {row["id"]: "A" for row in rows}
    for order in (rows, rows[::-1]):
        content = {"offers": [{"id": "A", "capacity": 5}], "requests": order, "pinned": pinned}
        told = host_reasons(solve(read_instance(content)).explainer)["A"]
        assert [name for name, _ in told.came] == [row["id"] for row in draw_list(content)]
