"""What the database says of the places of openings is what rules.Room says of them."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings, strategies
from sqlalchemy import select

from core.database.base import uuid7
from core.programme.capacity import any_left, capacity_in_all, has_room, left_in_all, over_openings, taken_in_all
from core.programme.models import Offer, Opening
from core.programme.rules import Room, in_all
from tests.core.programme.ground import LAID, Ground

ROOMS = strategies.lists(
    strategies.builds(
        lambda taken, left: Room(None if left is None else taken + left, taken),
        strategies.integers(0, 3),
        strategies.none() | strategies.integers(0, 3),
    ),
    max_size=4,
)


def offer_of(ground: Ground, rooms: list[Room]) -> tuple:
    """Make an offer with an opening for each room; return how its row is found."""
    offer, edition = uuid7(), ground.edition.id
    row = Offer(id=offer, edition_id=edition, title={}, reference=f"L{offer}", **LAID.columns)
    ground.unit.session.add(row)
    ground.unit.session.flush()
    ground.unit.session.add_all(
        Opening(edition_id=edition, offer_id=offer, capacity=room.capacity, taken=room.taken) for room in rooms
    )
    ground.unit.session.flush()
    return Offer.id == offer, Opening.offer_id == offer


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rooms=ROOMS, seats=strategies.integers(0, 4))
def test_the_database_reads_capacities_as_the_rule_does(ground: Ground, rooms: list[Room], seats: int) -> None:
    this_offer, its_openings = offer_of(ground, rooms)
    sums = (capacity_in_all(), taken_in_all(), left_in_all(), any_left(left_in_all()))
    together = in_all(rooms)
    expected = (together.capacity, together.taken, together.left, together.fits(1))
    query = ground.unit.session.execute
    assert tuple(query(select(*sums).where(its_openings)).one()) == expected
    of_offer = [over_openings(each) for each in sums[:3]]
    assert tuple(query(select(*of_offer, any_left(of_offer[2])).where(this_offer)).one()) == expected
    told = query(select(Opening.capacity, Opening.taken, has_room(seats)).where(its_openings)).all()
    fits = sorted((room.capacity or -1, room.taken, room.fits(seats)) for room in rooms)
    assert sorted((capacity or -1, taken, fitting) for capacity, taken, fitting in told) == fits


@settings(deadline=None)
@given(rooms=ROOMS, more=ROOMS)
def test_openings_are_counted_together_in_any_parts(rooms: list[Room], more: list[Room]) -> None:
    assert in_all([in_all(rooms), in_all(more)]) == in_all([*rooms, *more])
