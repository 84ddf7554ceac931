"""A variant becomes the proposal: once, with a reason, frozen anew with the same draw."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select

from core.programme.models import Offer, Opening
from plugins.immersion import matching
from plugins.immersion.deciding import ALGORITHM
from plugins.immersion.errors import (
    OfferResizedError,
    PlacesTakenError,
    ProposalMovedError,
    ReasonMissingError,
    UnknownVariantError,
)
from plugins.immersion.models import ImmersionRoundVariant
from plugins.immersion.queries.replaying import replay
from plugins.immersion.services.rounds import (
    add_variant,
    adopt_variant,
    propose_now,
    publish,
    remove_variant,
    reopen,
)
from plugins.immersion.variants import Changes, Deviation
from tests.plugins.immersion.conftest import silent
from tests.plugins.immersion.services.what_if.acts import (
    PINNED,
    ROOMIER,
    acts,
    add,
    adopt,
    given,
    numbers,
    places,
    resize,
)
from tests.together import at_once, while_locked

pytestmark = pytest.mark.requirement("IM-14")


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
    assert world.publish(1).placed == 2
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


def test_places_without_a_limit_may_get_one_and_are_not_overwritten_unseen(proposed) -> None:
    world = proposed
    resize(world, "H1", None)
    world.commit()
    with pytest.raises(OfferResizedError, match="has no limit now"):
        adopt(world, add(world, ROOMIER))
    world.session.rollback()
    reopen(world.on(1), world.round(1).id)
    propose_now(world.on(1), world.round(1).id, silent)
    adopt(world, add(world, ROOMIER))
    assert places(world) == {"H1": 2, "H2": 3}


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
    assert outcomes.count("done") == 1
    assert [type(outcome) for outcome in outcomes if outcome != "done"] == [ProposalMovedError]
    assert len(world.round(1).deviations) == 1
    world.session.rollback()
    assert (at_once(press(one), press(one)).count("done"), len(world.round(1).deviations)) == (0, 1)


@pytest.mark.requirement("IM-16")
def test_what_was_looked_at_is_published_or_nothing_whoever_is_quicker(proposed, engine) -> None:
    """A variant is made the proposal, and not committed yet, when somebody publishes what stood there before."""
    world = proposed
    variant = add(world, ROOMIER)
    round_id, version = world.round(1).id, world.round(1).version
    world.commit()
    other = world.other(1, world.coordinator())
    adopt(world, variant)
    told = while_locked(engine, world.commit, lambda: publish(other, round_id, version=version))
    other.session.rollback()
    assert isinstance(told, ProposalMovedError)
    assert (world.round(1).state, world.round(1).version) == ("proposed", version + 1)
    assert publish(other, round_id, version=version + 1).placed == 3


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
