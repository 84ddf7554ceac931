"""The release of a place is undone while nothing followed, and what followed is named."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, update

from core.messages.models import Message
from core.programme.errors import FollowedError
from core.programme.models import Offer, Opening
from core.programme.registrations import Withdrawal
from core.programme.returning import given_back
from plugins.immersion.queries.foresight import foresee
from plugins.immersion.returning import RELEASE, WITHDRAWAL
from plugins.immersion.services.rounds import cancel_proposal, open_round
from plugins.immersion.services.withdrawals import take_back, withdraw_many
from plugins.immersion.statuses import OFFER_WITHDRAWN
from tests.plugins.immersion.services.published import HOST_LIST, PLACED, kinds, taken
from tests.plugins.immersion.services.released import AFTER_2, RELEASED, current, free, give, letters, version_of
from tests.standing import let_stand
from tests.together import while_locked

pytestmark = pytest.mark.requirement("IM-28")


@pytest.mark.requirement("IM-20")
def test_the_place_is_given_back_with_the_choices_and_both_are_told(two_at_h1) -> None:
    world = two_at_h1
    free(world)
    world.session.execute(delete(Message))
    give(world, version=2)
    give(world, version=2)  # The second press.
    assert (taken(world)["H1"], current(world, "S1"), version_of(world, "S1")) == (2, [True], 3)
    told = letters(world)
    assert set(told) == {PLACED, HOST_LIST}
    said = told[PLACED].body.replace("\u00a0", " ")
    assert "La place qui avait été libérée est de nouveau la vôtre." in said
    assert "au plus tard le mercredi 3 avril 2024" in said  # As many days as after a round.
    assert "Vient finalement : Stagiaire S1." in told[HOST_LIST].body.replace("\u00a0", " ").splitlines()
    foresight = foresee(world.on(3), world.round(3).id)
    assert (foresight.pool, foresight.places_left) == (0, 2)


def test_a_place_that_is_released_twice_is_told_twice(two_at_h1) -> None:
    world = two_at_h1
    for _time in range(2):
        free(world)
        give(world)
    assert kinds(world) == {RELEASED: 2, PLACED: 2, HOST_LIST: 4}
    assert taken(world)["H1"] == 2


def test_only_the_latest_wave_of_choices_counts_again(two_at_h1) -> None:
    """New choices had come while the round was open that placed them on the earlier ones."""
    world = two_at_h1
    world.choose("S1", "H2", wave=2, at=datetime(2024, 3, 18, tzinfo=UTC))
    free(world)
    assert current(world, "S1") == [False, False]
    give(world)
    assert current(world, "S1") == [False, True]


def offer_over(world) -> None:
    let_stand(world.session.get(Offer, (world.unit.tenant.id, world.offers["H1"])), OFFER_WITHDRAWN)
    world.session.flush()


def full(world) -> None:
    world.session.execute(update(Opening).where(Opening.offer_id == world.offers["H1"]).values(capacity=Opening.taken))


def chosen(world) -> None:
    world.choose("S1", "H2", wave=2, at=AFTER_2)


def placed_again(world) -> None:
    world.choose("S1", "H2", wave=2, at=AFTER_2)
    world.live(3)


def withdrawn(world) -> None:
    withdraw_many(world.on(AFTER_2), world.edition, [Withdrawal(world.trainees["S1"], AFTER_2)])


def opened(world) -> None:
    world.make_trainee("S3", "H2", institution="X")
    world.propose(3)


def published(world) -> None:
    world.make_trainee("S3", "H2", institution="X")
    world.live(3)


@pytest.mark.parametrize(
    ("happens", "followed", "named"),
    [
        (offer_over, "no longer offered", "H1"),
        (full, "given to another", "H1"),
        (chosen, "chosen again", "H1"),
        (placed_again, "placed elsewhere", "H2"),
        (withdrawn, "withdrawn", "S1"),
        (opened, "round opened", "3"),
        (published, "round opened", "3"),
    ],
)
def test_what_followed_stands_in_the_way(two_at_h1, happens, followed: str, named: str) -> None:
    world = two_at_h1
    free(world)
    happens(world)
    before = kinds(world)
    with pytest.raises(FollowedError) as caught:
        give(world)
    assert (caught.value.followed, caught.value.named) == (followed, named)
    assert (kinds(world), current(world, "S1")[0]) == (before, False)


def test_a_round_that_was_taken_back_hinders_nothing(two_at_h1) -> None:
    world = two_at_h1
    free(world)
    opened(world)
    cancel_proposal(world.on(3), world.round(3).id)
    give(world)
    assert taken(world)["H1"] == 2


def test_after_a_withdrawal_that_is_undone_the_release_can_be_undone_too(two_at_h1) -> None:
    """Both acts end a place at one moment of the clock: each gives back its own."""
    world = two_at_h1
    free(world)
    withdrawn(world)
    assert given_back(world.unit, world.trainees["S1"], WITHDRAWAL) == []
    assert [place.offer for place in given_back(world.unit, world.trainees["S1"], RELEASE)] == ["H1"]
    take_back(world.on(AFTER_2), world.edition, world.trainees["S1"], version=version_of(world, "S1"))
    assert (taken(world)["H1"], current(world, "S1")) == (1, [False])
    give(world)
    assert taken(world)["H1"] == 2


def test_a_round_that_is_being_opened_is_waited_for_before_a_place_is_given_back(two_at_h1) -> None:
    world = two_at_h1
    free(world)
    world.make_trainee("S3", "H2", institution="X")
    seen = version_of(world, "S1")
    world.commit()
    opening = world.other(3)
    open_round(opening, world.round(3).id)
    outcome = while_locked(
        world.session.get_bind(), opening.session.commit, lambda: give(world, unit=world.other(3), version=seen)
    )
    assert isinstance(outcome, FollowedError)
    assert (outcome.followed, outcome.named) == ("round opened", "3")
