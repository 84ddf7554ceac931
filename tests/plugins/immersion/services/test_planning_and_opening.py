"""Rounds are planned with a committed draw and frozen with all they are decided on (IM-15)."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from core.audit.models import AuditEntry
from core.contract.acting import NotAllowedError
from core.jobs.models import JobRun
from core.messages.models import Message
from core.tenancy.unit import Unit
from plugins.immersion import matching
from plugins.immersion.deciding import Decided, decide
from plugins.immersion.enums import Pool
from plugins.immersion.errors import (
    AllToldError,
    AlreadyPublishedError,
    EmptyRoundError,
    PassedOverError,
    PreviousRoundError,
    ProposalMovedError,
    ProposalStaleError,
    RegistrationOpenError,
    RoundExistsError,
    RoundStateError,
    SeedFixedError,
    UnknownRoundError,
)
from plugins.immersion.jobs import run_propose
from plugins.immersion.queries.foresight import foresee
from plugins.immersion.queries.instance import Draw, instance_of
from plugins.immersion.services.rounds import (
    Published,
    ask_new_choices,
    cancel_proposal,
    change_seed,
    open_round,
    plan_round,
    preview,
    propose,
    propose_now,
    publish,
    reopen,
)
from plugins.immersion.services.rounds import proposing as proposing_module

BEFORE = datetime(2023, 11, 30, 8, tzinfo=UTC)
pytestmark = pytest.mark.requirement("IM-15")


def silent(_done: int, _total: int) -> None: ...


def test_a_new_edition_plans_its_rounds_and_commits_to_their_draws(world) -> None:
    rounds = [world.round(number) for number in (1, 2, 3)]
    assert [(each.planned_day, each.pool, each.state) for each in rounds] == [
        (date(2024, 2, 19), "priority", "planned"),
        (date(2024, 3, 18), "everybody", "planned"),
        (date(2024, 4, 2), "everybody", "planned"),
    ]
    assert len({each.seed for each in rounds}) == 3
    assert all(len(each.seed) == 64 for each in rounds)
    assert [each.commitment for each in rounds] == [hashlib.sha256(each.seed.encode()).hexdigest() for each in rounds]
    assert {each.committed_at for each in rounds} == {BEFORE}


def test_the_trail_names_the_commitment_and_never_the_seed(world) -> None:
    world.seed(1, "a seed of the demo")
    world.commit()
    entries = world.session.scalars(select(AuditEntry).where(AuditEntry.act.like("immersion.round.%"))).all()
    written = json.dumps([entry.details for entry in entries])
    assert world.round(1).commitment in written
    assert all(world.round(number).seed not in written for number in (1, 2, 3))


def test_a_round_can_be_added_after_the_others_only(world) -> None:
    added = plan_round(world.on(1), world.edition, number=4, day=date(2024, 5, 2), pool=Pool.EVERYBODY)
    assert (added.number, added.commitment) == (4, hashlib.sha256(added.seed.encode()).hexdigest())
    assert added.committed_at == world.on(1).now
    for number in (0, 3, 4):
        with pytest.raises(RoundExistsError):
            plan_round(world.on(1), world.edition, number=number, day=date(2024, 5, 2), pool=Pool.EVERYBODY)


def test_a_draw_can_be_changed_until_somebody_registers(world) -> None:
    world.seed(1, "demo")
    assert world.round(1).seed == "demo"
    world.make_host("H1")
    world.seed(1, "demo again")
    world.make_trainee("S1", "H1")
    with pytest.raises(SeedFixedError):
        world.seed(1, "too late")
    assert world.round(1).seed == "demo again"


def publish_one(unit: Unit, round_id: uuid.UUID) -> Published:
    """Publish what stands at the first version."""
    return publish(unit, round_id, version=1)


def ask_one(unit: Unit, round_id: uuid.UUID) -> int:
    """Ask for new choices as it stands at the first version."""
    return ask_new_choices(unit, round_id, version=1)


@pytest.mark.parametrize("act", [open_round, propose, cancel_proposal, reopen, publish_one, ask_one])
@pytest.mark.parametrize("role", ["referent", "reader"])
def test_only_a_coordinator_acts_on_rounds(world, act, role: str) -> None:
    with pytest.raises(NotAllowedError):
        act(world.on(1, world.actor(role)), world.round(1).id)


def test_a_referent_changes_no_draw_and_plans_no_round(world) -> None:
    unit = world.on(1, world.referent("namur"))
    with pytest.raises(NotAllowedError):
        change_seed(unit, world.round(1).id, "mine")
    with pytest.raises(NotAllowedError):
        plan_round(unit, world.edition, number=4, day=date(2024, 5, 2), pool=Pool.EVERYBODY)


@pytest.mark.requirement("IM-03")
def test_a_round_waits_until_its_pool_cannot_register_any_more(world) -> None:
    world.make_host("H1")
    world.make_trainee("S1", "H1", institution="Hôte H1")
    with pytest.raises(RegistrationOpenError) as caught:
        open_round(world.on(datetime(2024, 2, 18, 22, 59, tzinfo=UTC)), world.round(1).id)
    assert (caught.value.pool, caught.value.last_day) == ("priority", date(2024, 2, 18))
    # It is the 19th in Belgium an hour before it is in UTC.
    assert open_round(world.on(datetime(2024, 2, 18, 23, 0, tzinfo=UTC)), world.round(1).id).state == "open"


def test_a_round_waits_for_the_one_before_it(world) -> None:
    world.make_host("H1")
    world.make_trainee("S1", "H1", institution="Hôte H1")
    with pytest.raises(PreviousRoundError) as caught:
        open_round(world.on(2), world.round(2).id)
    assert (caught.value.number, caught.value.previous) == (2, 1)


def test_a_round_in_which_nobody_is_cannot_be_opened_and_holds_up_no_other(world) -> None:
    """Finding 5 of the review: it would be over for good, and have changed nothing."""
    with pytest.raises(EmptyRoundError):
        open_round(world.on(1), world.round(1).id)
    world.make_host("H1")
    world.make_trainee("S1", "H1", institution="Z")
    world.live(2)
    assert [world.round(number).state for number in (1, 2)] == ["planned", "published"]
    with pytest.raises(PassedOverError) as caught:
        open_round(world.on(2), world.round(1).id)
    assert (caught.value.number, caught.value.later) == (1, 2)
    with pytest.raises(EmptyRoundError):
        open_round(world.on(3), world.round(3).id)


def test_a_proposal_that_decides_on_nobody_is_not_published(world) -> None:
    world.make_host("H1")
    world.make_trainee("S1", "H1", institution="Hôte H1")
    round_ = world.propose(1)
    round_.snapshot = matching.canonical_json(replace(matching.parse_instance(round_.snapshot), requests=()))
    with pytest.raises(EmptyRoundError):
        world.publish(1)
    with pytest.raises(EmptyRoundError):
        preview(world.on(1), round_, version=round_.version)


def test_an_unknown_round_is_named_so(world, unit_for) -> None:
    with pytest.raises(UnknownRoundError):
        open_round(unit_for("bruzel"), world.round(1).id)


def snapshot(world, number: int) -> dict:
    return json.loads(world.round(number).snapshot)


def test_a_frozen_round_holds_pool_offers_places_and_draw(world) -> None:
    world.make_host("H1", 2, institution="A")
    world.make_host("H2", 1, institution="B")
    world.make_host("H3", 5, institution="C", status="withdrawn")
    world.make_trainee("S1", "H2", "H3", institution="A")
    world.make_trainee("S2", "H1", institution="B", at=datetime(2024, 2, 19, 7, 59, tzinfo=UTC))
    world.make_trainee("S3", "H1", institution="B", at=datetime(2024, 2, 19, 8, 1, tzinfo=UTC))
    world.make_trainee("S4", "H1", institution="C")
    world.make_trainee("S5", "H1", institution="Z")
    opened = open_round(world.on(1), world.round(1).id)
    frozen = json.loads(opened.snapshot)
    assert frozen["offers"] == [
        {"capacity": 2, "id": "H1", "institution": None, "lang": []},
        {"capacity": 1, "id": "H2", "institution": None, "lang": []},
    ]
    assert frozen["requests"] == [
        {"choices": ["H2", "H3"], "id": "S1", "institution": None, "lang": [], "priority": True},
        {"choices": ["H1"], "id": "S2", "institution": None, "lang": [], "priority": True},
    ]
    assert (frozen["seed"], frozen["objective"], frozen["max_choices"], frozen["fixed"]) == (
        opened.seed,
        "priority",
        3,
        {},
    )
    assert opened.sha256 == hashlib.sha256(opened.snapshot.encode()).hexdigest()
    assert opened.opened_at == world.on(1).now


def test_an_institution_stands_in_the_file_only_where_somebody_chose_their_own(world) -> None:
    """Finding M7 of the attack: the file is for anybody, and pages say whose each offer is."""
    world.make_host("H1", 2, institution="A")
    world.make_host("H2", 1, institution="B")
    world.make_trainee("S1", "H1", "H2", institution="A")
    world.make_trainee("S2", "H1", institution="B")
    world.propose(1)
    frozen = snapshot(world, 1)
    named = {row["id"]: row["institution"] for row in (*frozen["offers"], *frozen["requests"])}
    assert named == {"H1": "1", "H2": None, "S1": "1", "S2": None}
    assert json.loads(world.round(1).result)["assignment"] == {"S1": "H2", "S2": "H1"}


def test_a_later_round_sees_what_is_left(world) -> None:
    world.make_host("H1", 1, institution="A")
    world.make_host("H2", 1, institution="B")
    world.make_trainee("S1", "H2", institution="A")
    world.make_trainee("S2", "H2", "H1", institution="Z")
    world.live(1)
    open_round(world.on(2), world.round(2).id)
    assert snapshot(world, 2)["fixed"] == {"S1": "H2"}
    assert [request["id"] for request in snapshot(world, 2)["requests"]] == ["S2"]
    assert [offer["capacity"] for offer in snapshot(world, 2)["offers"]] == [1, 1]


def test_only_current_choices_count(world) -> None:
    for reference in ("H1", "H2"):
        world.make_host(reference)
    world.make_trainee("S1", "H1", institution="Hôte H2")
    world.choose("S1", "H2", "H1", wave=2)
    open_round(world.on(1), world.round(1).id)
    assert snapshot(world, 1)["requests"][0]["choices"] == ["H2", "H1"]


def test_the_snapshot_does_not_depend_on_the_order_in_which_rows_came(world_of) -> None:
    forth, back = world_of(), world_of("bruzel")
    for world, order in ((forth, (1, 2, 3)), (back, (3, 2, 1))):
        world.seed(1, "the same")
        for number in order:
            world.make_host(f"H{number}", number, institution=f"I{number} {world.slug}", territory=None)
        for number in order:
            at = f"I{number % 3 + 1} {world.slug}"
            world.make_trainee(f"S{number}", f"H{number}", institution=at, territory=None)
        open_round(world.on(datetime(2024, 2, 19, 9, tzinfo=UTC)), world.round(1).id)
    assert forth.round(1).snapshot == back.round(1).snapshot


def test_the_state_of_an_edition_is_read_in_one_statement(world, statements) -> None:
    world.make_host("H1")
    world.make_trainee("S1", "H1")
    world.session.flush()
    draw = Draw(Pool.EVERYBODY, "priority", 3, "")
    with statements() as sent:
        instance = instance_of(world.session, world.edition.id, draw, world.on(1).now)
    assert (sent.count, len(instance.requests)) == (1, 1)


def test_a_round_taken_back_keeps_its_draw_and_freezes_what_is_there_then(world) -> None:
    world.make_host("H1")
    world.make_trainee("S1", "H1", institution="Hôte H1")
    first = world.propose(1)
    draw, frozen = first.commitment, first.sha256
    cancel_proposal(world.on(1), first.id)
    taken_back = world.round(1)
    assert (taken_back.state, taken_back.snapshot, taken_back.result, taken_back.sha256) == (
        *("planned", None, None),
        None,
    )
    world.make_host("H2")
    again = reopen_after(world)
    assert (again.commitment, again.seed) == (draw, first.seed)
    assert again.sha256 != frozen
    acts = world.session.scalars(
        select(AuditEntry.act).where(AuditEntry.subject_id == first.id).order_by(AuditEntry.at)
    )
    assert [act.rsplit(".", 1)[1] for act in acts] == [
        "planned",
        "opened",
        "proposed",
        "taken_back",
        "opened",
        "taken_back",
        "opened",
    ]


def reopen_after(world):
    open_round(world.on(1), world.round(1).id)
    reopen(world.on(1), world.round(1).id)
    return world.round(1)


def test_a_published_round_is_never_moved_again(world) -> None:
    world.make_host("H1")
    world.make_trainee("S1", "H1", institution="Hôte H1")
    world.live(1)
    for act in (open_round, cancel_proposal, reopen, propose, publish_one, ask_one):
        with pytest.raises(AlreadyPublishedError):
            act(world.on(1), world.round(1).id)


def test_a_planned_round_has_nothing_to_take_back_or_publish(world) -> None:
    for act in (cancel_proposal, propose, publish_one):
        with pytest.raises(RoundStateError):
            act(world.on(1), world.round(1).id)


@pytest.mark.requirement("IM-14")
def test_the_worker_matches_what_was_frozen(world) -> None:
    world.make_host("H1")
    world.make_trainee("S1", "H1", institution="Hôte H1")
    round_ = open_round(world.on(1), world.round(1).id)
    run = propose(world.on(1), round_.id)
    assert (run.kind, run.subject_id, round_.job_run_id) == ("immersion.propose", round_.id, run.id)
    assert propose(world.on(1), round_.id).id == run.id
    assert world.session.scalars(select(JobRun.id)).all() == [run.id]
    steps: list[tuple[int, int]] = []
    run_propose(world.on(1), round_.id, lambda done, total: steps.append((done, total)))
    proposed = world.round(1)
    assert proposed.state == "proposed"
    assert proposed.result == matching.solve_text(proposed.snapshot, "fr")
    assert steps == [(0, 3), (1, 3), (2, 3), (3, 3)]
    before = proposed.version
    run_propose(world.on(1), round_.id, silent)  # A job that is tried again changes nothing.
    assert world.round(1).version == before


def test_a_proposal_on_a_round_that_was_taken_back_meanwhile_is_refused(world, monkeypatch) -> None:
    world.make_host("H1")
    world.make_trainee("S1", "H1", institution="Hôte H1")
    opened = open_round(world.on(1), world.round(1).id)
    world.commit()

    def slow(instance: str, language: str) -> Decided:
        other = world.other(1)
        cancel_proposal(other, opened.id)
        other.session.commit()
        return decide(instance, language)

    monkeypatch.setattr(proposing_module, "decide", slow)
    with pytest.raises(ProposalStaleError):
        propose_now(world.on(1), opened.id, silent)
    with pytest.raises(ProposalStaleError):
        propose_now(world.on(1), opened.id, silent)


def test_the_time_of_a_proposal_is_that_of_the_editions_clock(world_of) -> None:
    world = world_of(state="rehearsal")
    world.edition.clock_offset = datetime(2024, 2, 19, 8, tzinfo=UTC) - datetime.now(UTC)
    world.make_host("H1")
    world.make_trainee("S1", "H1", institution="Hôte H1")
    open_round(world.on(1), world.round(1).id)
    propose_now(replace(world.unit, now=datetime.now(UTC)), world.round(1).id, silent)
    assert world.round(1).proposed_at.date() == date(2024, 2, 19)


@pytest.mark.requirement("IM-20")
def test_when_nobody_can_be_placed_everybody_is_asked_once_whichever_act_asks(world) -> None:
    """Finding 3 of the review: publishing round 2 asks S2; before round 3 only who came since is written to."""
    world.make_host("H1", 1, institution="A")
    world.make_host("H2", 1, institution="B")
    world.make_trainee("S1", "H1", institution="B")
    world.make_trainee("S2", "H1", institution="Z")
    world.live(1)
    world.live(2)
    unit, round_ = world.on(3), world.round(3)
    assert foresee(unit, round_.id).hopeless
    with pytest.raises(AllToldError):
        ask_new_choices(unit, round_.id, version=1)
    world.make_trainee("S3", "H1", institution="Y")
    assert ask_new_choices(unit, round_.id, version=1) == 1
    assert ask_new_choices(unit, round_.id, version=1) == 1  # The second press is answered as the first.
    assert asked_of(world) == ["S2", "S3"]
    with pytest.raises(ProposalMovedError):
        ask_new_choices(unit, round_.id, version=7)
    with pytest.raises(AllToldError):
        ask_new_choices(unit, round_.id, version=2)
    assert ask_new_choices(unit, round_.id, version=2, again=True) == 2
    assert asked_of(world) == ["S2", "S2", "S3", "S3"]
    open_round(unit, round_.id)
    with pytest.raises(RoundStateError):
        ask_new_choices(unit, round_.id, version=4)


def asked_of(world) -> list[str]:
    """Return to whom letters ask for new choices after round 2; each names what is left."""
    query = select(Message).where(Message.kind == "immersion.not_placed_choose_again").order_by(Message.to_address)
    letters = [each for each in world.session.scalars(query) if each.cause == "choices after round 2 for round 3"]
    assert all("H2" in each.body for each in letters)
    return [each.to_address.partition("@")[0].upper() for each in letters]
