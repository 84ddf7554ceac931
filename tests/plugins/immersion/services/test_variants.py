"""Variants of a proposed round: kept side by side, and one made the proposal, for a reason and on record (IM-14)."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from core.audit.models import AuditEntry
from core.contract.acting import NotAllowedError
from core.programme.models import Offer, Opening
from plugins.immersion import matching
from plugins.immersion.errors import (
    AlreadyPublishedError,
    Fault,
    ImmersionError,
    OfferResizedError,
    PlacesTakenError,
    PoolTooLargeError,
    ProposalMovedError,
    ReasonMissingError,
    RoundOutdatedError,
    RoundStateError,
    SameAsProposalError,
    TooManyVariantsError,
    UnknownVariantError,
    VariantError,
)
from plugins.immersion.models import ImmersionPlacement, ImmersionRoundVariant
from plugins.immersion.queries import variants as queries
from plugins.immersion.queries.replaying import ALGORITHM, replay
from plugins.immersion.services.rounds import (
    add_variant,
    adopt_variant,
    cancel_proposal,
    propose_now,
    publish,
    remove_variant,
    reopen,
)
from plugins.immersion.services.withdrawals import Withdrawal, withdraw_many
from plugins.immersion.variants import Changes, Deviation, Share

pytestmark = pytest.mark.requirement("IM-14")

PINNED = Changes("priority", (("S3", "H1"),))
ROOMIER = Changes("priority", (), (), (("H1", 2),))


@pytest.fixture
def proposed(world):
    """H1 has one place, which S2 and S3 want; whoever does not get it stays without. The first round is proposed."""
    world.make_host("H1", 1, institution="A")
    world.make_host("H2", 3, institution="B", territory="liege")
    world.make_trainee("S1", "H2", institution="A")
    world.make_trainee("S2", "H1", institution="B", territory="liege")
    world.make_trainee("S3", "H1", institution="B")
    world.seed_given = world.round(1).seed
    world.propose(1)
    world.commit()
    return world


def given(world) -> dict[str, str | None]:
    return json.loads(world.round(1).result)["assignment"]


def loser(world) -> str:
    return next(name for name, offer in given(world).items() if offer is None)


def add(world, changes: Changes, label: str | None = None) -> ImmersionRoundVariant:
    variant = add_variant(world.on(1, world.coordinator()), world.round(1).id, changes, label)
    world.session.flush()
    return variant


def adopt(world, variant: ImmersionRoundVariant, reason: str = "agreed by telephone", **facts: Any) -> None:
    looked_at = {"variant_id": variant.id, "version": world.round(1).version} | facts
    unit = facts.pop("unit", None) or world.on(1, world.coordinator())
    looked_at.pop("unit", None)
    adopt_variant(unit, world.round(1).id, variant.number, reason=reason, **looked_at)
    world.session.flush()


def places(world) -> dict[str, int | None]:
    query = select(Offer.reference, Opening.capacity).join(Opening, Opening.offer_id == Offer.id)
    return {reference: capacity for reference, capacity in world.session.execute(query)}


def acts(world, act: str) -> list[dict[str, Any]]:
    return [entry.details for entry in world.session.scalars(select(AuditEntry).where(AuditEntry.act == act))]


def numbers(world) -> list[int]:
    return [each.number for each in queries.variants_of(world.session, world.round(1).id)]


def test_a_variant_holds_what_was_asked_and_is_on_record(proposed) -> None:
    variant = add(proposed, Changes("priority", (("S3", "H1"),), (), (("H2", 3), ("H1", 2))), "one more")
    assert (variant.number, variant.label, variant.created_by) == (1, "one more", "coordinator")
    assert Changes.from_json(variant.changes) == Changes("priority", (("S3", "H1"),), (), (("H1", 2),))
    assert acts(proposed, "immersion.variant.added") == [{"number": 1, "variant": 1, "changes": variant.changes}]


def test_asked_twice_it_is_one(proposed) -> None:
    first = add(proposed, ROOMIER, "a")
    assert add(proposed, Changes("priority", (), (), (("H1", 2), ("H2", 3))), "b").id == first.id
    assert numbers(proposed) == [1]


def test_a_variant_says_something_else_than_the_proposal(proposed) -> None:
    for same in (Changes("priority"), Changes("priority", (), (), (("H1", 1),))):
        with pytest.raises(SameAsProposalError):
            add(proposed, same)


def test_no_more_variants_than_can_be_looked_at(proposed) -> None:
    for number in range(6):
        add(proposed, Changes("priority", (), (), (("H1", number + 2),)))
    with pytest.raises(TooManyVariantsError) as caught:
        add(proposed, PINNED)
    assert caught.value.most == 6
    remove_variant(proposed.on(1), proposed.round(1).id, 3)
    assert add(proposed, PINNED).number == 7
    assert numbers(proposed) == [1, 2, 4, 5, 6, 7]


def test_what_cannot_stand_is_refused_with_its_faults(proposed) -> None:
    with pytest.raises(VariantError) as caught:
        add(proposed, Changes("priority", (("S1", "H1"),)))
    assert caught.value.faults == (Fault("pins", 0, "offer", "pinned_not_chosen", {"request": "S1", "offer": "H1"}),)
    assert numbers(proposed) == []


def test_a_pool_nobody_should_wait_for_is_refused(proposed, monkeypatch) -> None:
    add(proposed, ROOMIER)
    monkeypatch.setattr(queries, "MOST_IN_POOL", 2)
    with pytest.raises(PoolTooLargeError) as caught:
        add(proposed, PINNED)
    assert (caught.value.pool, caught.value.most) == (3, 2)
    with pytest.raises(PoolTooLargeError):
        queries.compare(proposed.on(1), proposed.round(1))


def test_a_variant_is_removed_once(proposed) -> None:
    add(proposed, ROOMIER)
    remove_variant(proposed.on(1), proposed.round(1).id, 1)
    with pytest.raises(UnknownVariantError):
        remove_variant(proposed.on(1), proposed.round(1).id, 1)
    assert acts(proposed, "immersion.variant.removed") == [{"number": 1, "variant": 1}]


@pytest.mark.parametrize("role", ["referent", "reader"])
def test_only_those_who_manage_rounds_compare(proposed, role: str) -> None:
    variant, round_ = add(proposed, ROOMIER), proposed.round(1)
    unit = proposed.on(1, proposed.actor(role))
    for attempt in (
        lambda: add_variant(unit, round_.id, PINNED),
        lambda: remove_variant(unit, round_.id, 1),
        lambda: queries.compare(unit, round_),
        lambda: adopt(proposed, variant, unit=unit),
    ):
        with pytest.raises(NotAllowedError):
            attempt()


def test_variants_belong_to_a_proposal(proposed) -> None:
    variant, unit, round_id = add(proposed, ROOMIER), proposed.on(1), proposed.round(1).id
    attempts: tuple[Callable[[], object], ...] = (
        lambda: add_variant(unit, round_id, PINNED),
        lambda: remove_variant(unit, round_id, 1),
        lambda: adopt_variant(unit, round_id, 1, reason="x", variant_id=variant.id, version=1),
    )
    publish(unit, round_id)
    for attempt in attempts:
        with pytest.raises(AlreadyPublishedError):
            attempt()
    assert numbers(proposed) == []
    with pytest.raises(RoundStateError):
        add_variant(unit, proposed.round(2).id, PINNED)


def test_the_comparison_says_what_each_way_gives(proposed) -> None:
    add(proposed, ROOMIER)
    add(proposed, Changes("priority", ((loser(proposed), "H1"),)))
    compared = queries.compare(proposed.on(1), proposed.round(1))
    first, more, other = (column.outcome for column in compared.columns)
    assert [(each.measures.placed, each.measures.pool) for each in (first, more, other)] == [(2, 3), (3, 3), (2, 3)]
    assert [len(each.moves) for each in (first, more, other)] == [0, 1, 2]
    assert (more.cost, more.gain.count, more.gain.by) == (None, "priority_placed", 1)
    assert (other.cost, other.gain) == (None, None)
    # A and B meet, in both directions: one pair.
    assert [each.measures.new_pairs for each in (first, more, other)] == [1, 1, 1]
    assert more.measures.by_territory == {
        proposed.territories["namur"]: Share(2, 2),
        proposed.territories["liege"]: Share(1, 1),
    }


def test_institutions_that_met_in_an_earlier_round_are_not_new(proposed) -> None:
    world = proposed
    publish(world.on(1), world.round(1).id)
    world.make_trainee("S4", "H2", "H1", institution="A")
    world.make_trainee("S5", "H2", institution="C")
    world.propose(2)
    first = queries.compare(world.on(2), world.round(2)).proposal.outcome
    assert (first.measures.placed, first.measures.new_pairs) == (2, 1)


def test_the_comparison_needs_as_many_statements_for_thirty_as_for_three(world_of, statements) -> None:
    sent_for = []
    for slug, trainees in (("immersion-0-23", 3), ("bruzel", 30)):
        world = world_of(slug)
        code = next(iter(world.territories))
        for number in range(trainees):
            world.make_host(f"H{number}", 1, institution=f"{slug} {number}", territory=code)
            world.make_trainee(f"S{number}", f"H{number}", institution=f"{slug} {(number + 1) % 3}", territory=code)
        world.propose(1)
        for number in range(2 if trainees == 3 else 5):
            add(world, Changes("priority", (), (), (("H0", number + 2),)))
        round_, unit = world.round(1), world.on(1)
        world.session.flush()
        with statements() as sent:
            compared = queries.compare(unit, round_)
            queries.who_changes(unit, round_, compared.instance, compared.variants[0].outcome.moves)
        sent_for.append(sent.count)
    assert sent_for == [6, 6]


def test_an_adopted_variant_is_frozen_anew_with_the_same_draw(proposed) -> None:
    world = proposed
    before = world.round(1)
    old, version, algorithm = json.loads(before.snapshot), before.version, before.algorithm
    old_sha256 = before.sha256
    other = add(world, Changes("coverage"))
    adopt(world, add(world, ROOMIER), "  H1 called: one more.  ")
    round_ = world.round(1)
    changed = old | {"offers": [row | ({"capacity": 2} if row["id"] == "H1" else {}) for row in old["offers"]]}
    assert json.loads(round_.snapshot) == changed
    assert round_.sha256 == matching.parse_instance(json.dumps(changed)).sha256
    assert round_.result == matching.solve_text(json.dumps(changed), "fr")
    assert (round_.state, round_.version, round_.algorithm) == ("proposed", version + 1, algorithm)
    assert (changed["seed"], round_.seed) == (world.seed_given, world.seed_given)
    assert places(world) == {"H1": 2, "H2": 3}
    assert numbers(world) == [other.number]
    kept = [Deviation.from_json(each) for each in round_.deviations]
    assert kept == [Deviation(ROOMIER, "H1 called: one more.", "coordinator", world.on(1).now, {"H1": 1})]
    assert acts(world, "immersion.round.variant_proposed") == [
        {
            "number": 1,
            "variant": 2,
            **kept[0].as_json(),
            "sha256_before": old_sha256,
            "sha256": round_.sha256,
            "algorithm": ALGORITHM,
        }
    ]
    assert acts(world, "programme.offer.resized") == [{"old": 1, "new": 2, "reason": "H1 called: one more."}]


@pytest.mark.requirement("IM-15")
def test_an_adopted_variant_is_published_and_replays_to_the_same_bytes(proposed) -> None:
    world = proposed
    adopt(world, add(world, ROOMIER))
    adopt(world, add(world, Changes("serial", (("S2", "H1"),), (("S1", "H2"),))), "the committee asked")
    assert publish(world.on(1), world.round(1).id).placed == 2
    assert given(world) == {"S1": None, "S2": "H1", "S3": "H1"}
    assert replay(world.on(1), "2024", 1).same
    assert [each["reason"] for each in world.round(1).deviations] == ["agreed by telephone", "the committee asked"]


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_without_a_reason_nothing_deviates(proposed, reason: str) -> None:
    with pytest.raises(ReasonMissingError):
        adopt(proposed, add(proposed, ROOMIER), reason)
    assert proposed.round(1).deviations == []


def test_only_what_was_looked_at_becomes_the_proposal(proposed) -> None:
    world = proposed
    seen = add(world, ROOMIER)
    with pytest.raises(ProposalMovedError):
        adopt(world, seen, version=world.round(1).version - 1)
    remove_variant(world.on(1), world.round(1).id, seen.number)
    world.session.flush()
    with pytest.raises(UnknownVariantError):
        adopt(world, seen)
    assert add(world, PINNED).number == seen.number
    with pytest.raises(UnknownVariantError):
        adopt(world, seen)


def resize(world, reference: str, capacity: int) -> None:
    query = select(Opening).join(Offer, Opening.offer_id == Offer.id).where(Offer.reference == reference)
    world.session.scalars(query).one().capacity = capacity
    world.session.flush()


def test_places_that_were_changed_meanwhile_are_not_overwritten(proposed) -> None:
    world = proposed
    variant = add(world, ROOMIER)
    world.commit()
    resize(world, "H1", 5)
    with pytest.raises(OfferResizedError) as caught:
        adopt(world, variant)
    assert (caught.value.offer, caught.value.frozen, caught.value.now) == ("H1", 1, 5)
    world.session.rollback()
    resize(world, "H1", 2)
    adopt(world, variant)  # Somebody did already what the variant asks for.
    assert places(world) == {"H1": 2, "H2": 3}
    assert acts(world, "programme.offer.resized") == []


def test_there_are_never_fewer_places_than_taken(proposed) -> None:
    world = proposed
    fewer = add(world, Changes("priority", (), (), (("H2", 0),)))
    query = select(Opening).join(Offer, Opening.offer_id == Offer.id).where(Offer.reference == "H2")
    opening = world.session.scalars(query).one()
    opening.taken = 1
    world.session.flush()
    with pytest.raises(PlacesTakenError) as caught:
        adopt(world, fewer)
    assert (caught.value.offer, caught.value.taken) == ("H2", 1)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do acts at the same moment, each in a thread; return what came of each."""
    barrier = threading.Barrier(len(acts))
    outcomes: list[object] = [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            outcomes[number] = act()
        except ImmersionError as error:
            outcomes[number] = type(error)

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


def test_two_who_propose_at_once_propose_once(proposed) -> None:
    world = proposed
    one, two = add(world, ROOMIER), add(world, PINNED)
    round_id, version = world.round(1).id, world.round(1).version
    # The variant that is proposed is gone afterwards: what names it is kept.
    named = {variant: (variant.number, variant.id) for variant in (one, two)}
    world.commit()

    def press(variant: ImmersionRoundVariant) -> Callable[[], str]:
        unit, (number, id_) = world.other(1, world.coordinator()), named[variant]

        def act() -> str:
            try:
                adopt_variant(unit, round_id, number, reason="x", variant_id=id_, version=version)
                unit.session.commit()
            finally:
                unit.session.rollback()
            return "done"

        return act

    outcomes = at_once(press(one), press(two))
    assert sorted(outcomes, key=str) == [ProposalMovedError, "done"]
    assert len(world.round(1).deviations) == 1
    world.session.rollback()
    assert (at_once(press(one), press(one)).count("done"), len(world.round(1).deviations)) == (0, 1)


def test_whoever_adds_the_same_at_once_adds_one(proposed) -> None:
    world = proposed
    round_id = world.round(1).id
    world.commit()

    def press() -> object:
        unit = world.other(1, world.coordinator())
        number = add_variant(unit, round_id, ROOMIER).number
        unit.session.commit()
        return number

    assert at_once(press, press) == [1, 1]
    assert numbers(world) == [1]


def again(world) -> None:
    reopen(world.on(1, world.coordinator()), world.round(1).id)
    propose_now(world.on(1), world.round(1).id, lambda _done, _total: None)
    world.session.flush()


def withdraw(world, reference: str) -> None:
    withdraw_many(world.on(1), world.edition, [Withdrawal(world.trainees[reference], world.on(1).now, "x")])
    world.session.flush()


@pytest.mark.requirement("IM-15")
def test_opened_again_a_round_keeps_what_was_decided_and_its_variants(proposed) -> None:
    world = proposed
    add(world, Changes("serial"))
    adopt(world, add(world, Changes("coverage", (("S3", "H1"),))))
    withdraw(world, "S1")
    with pytest.raises(RoundOutdatedError):
        publish(world.on(1), world.round(1).id)
    again(world)
    snapshot = json.loads(world.round(1).snapshot)
    assert (snapshot["objective"], snapshot["pinned"], snapshot["seed"]) == (
        "coverage",
        {"S3": "H1"},
        world.seed_given,
    )
    assert (numbers(world), len(world.round(1).deviations)) == ([1], 1)
    assert publish(world.on(1), world.round(1).id).placed == 1
    assert given(world) == {"S2": None, "S3": "H1"}


@pytest.mark.requirement("IM-15")
def test_what_no_longer_fits_falls_away_when_a_round_is_opened_again(proposed) -> None:
    world = proposed
    add(world, Changes("priority", (("S3", "H1"),), (("S2", "H1"),)))
    adopt(world, add(world, Changes("coverage", (("S3", "H1"),), (("S2", "H1"),))))
    withdraw(world, "S3")
    again(world)
    snapshot = json.loads(world.round(1).snapshot)
    assert (snapshot["objective"], snapshot["pinned"], snapshot["forbidden"]) == ("coverage", {}, [["S2", "H1"]])
    last = Deviation.from_json(world.round(1).deviations[-1])
    assert (last.fell_away, last.by, last.reason) == ((("S3", "H1"),), "coordinator", "agreed by telephone")
    assert acts(world, "immersion.round.decisions_fell_away") == [{"number": 1, "pairs": [["S3", "H1"]]}]
    column = queries.compare(world.on(1), world.round(1)).variants[0]
    assert (column.outcome, [fault.key for fault in column.faults]) == (None, ["unknown_trainee"])
    with pytest.raises(VariantError):
        adopt(world, column.variant)


def test_started_again_a_round_follows_the_rule(proposed) -> None:
    world = proposed
    add(world, PINNED)
    adopt(world, add(world, ROOMIER))
    cancel_proposal(world.on(1), world.round(1).id)
    world.session.flush()
    assert (world.round(1).deviations, numbers(world)) == ([], [])
    assert places(world) == {"H1": 2, "H2": 3}  # Places are the host's, and stay.
    world.propose(1)
    assert json.loads(world.round(1).snapshot)["objective"] == "priority"
    assert world.session.scalar(select(func.count()).select_from(ImmersionPlacement)) == 0
