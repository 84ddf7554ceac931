"""A round that is opened again keeps what was decided, as far as it still fits."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select

from core.programme.registrations import Withdrawal
from plugins.immersion.errors import (
    RoundOutdatedError,
    VariantError,
)
from plugins.immersion.models import ImmersionPlacement
from plugins.immersion.queries import variants as queries
from plugins.immersion.services.rounds import (
    cancel_proposal,
    propose_now,
    reopen,
)
from plugins.immersion.services.withdrawals import withdraw_many
from plugins.immersion.variants import Changes, Deviation
from tests.plugins.immersion.services.what_if.acts import (
    PINNED,
    ROOMIER,
    acts,
    add,
    adopt,
    given,
    numbers,
    places,
)

pytestmark = pytest.mark.requirement("IM-14")


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
        world.publish(1)
    again(world)
    snapshot = json.loads(world.round(1).snapshot)
    assert (snapshot["objective"], snapshot["pinned"], snapshot["seed"]) == (
        "coverage",
        {"S3": "H1"},
        world.seed_given,
    )
    assert (numbers(world), len(world.round(1).deviations)) == ([1], 1)
    assert world.publish(1).placed == 1
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
