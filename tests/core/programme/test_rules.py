"""Which days a phase has, and what is open on a day."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, strategies

from core.contract.module import PhaseDay, PhasePlan
from core.programme.rules import (
    PhaseDates,
    Room,
    first_that_fit,
    in_all,
    is_over,
    phase_state,
    phases_of_year,
    spread,
)

HOSTS = PhaseDates("hosts", date(2023, 12, 1), date(2024, 1, 31))


@pytest.mark.requirement("IM-03")
def test_a_yearly_plan_gives_the_days_of_an_edition() -> None:
    plan = (
        PhasePlan("hosts", PhaseDay(12, 1, -1), PhaseDay(1, 31)),
        PhasePlan("leap", PhaseDay(2, 1), PhaseDay(2, 29)),
    )
    assert phases_of_year(plan, 2024) == (HOSTS, PhaseDates("leap", date(2024, 2, 1), date(2024, 2, 29)))
    assert phases_of_year(plan, 2025)[1].last_day == date(2025, 2, 28)


@pytest.mark.requirement("IM-03")
@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2023, 11, 30), "future"),
        (date(2023, 12, 1), "current"),
        (date(2024, 1, 31), "current"),
        (date(2024, 2, 1), "past"),
    ],
)
def test_both_days_belong_to_a_phase(today: date, state: str) -> None:
    assert phase_state(HOSTS.first_day, HOSTS.last_day, today) == state


def test_a_phase_is_over_after_its_last_day() -> None:
    assert not is_over([HOSTS], "hosts", date(2024, 1, 31))
    assert is_over([HOSTS], "hosts", date(2024, 2, 1))
    assert is_over([HOSTS], "unknown", date(2024, 1, 1))


@pytest.mark.parametrize(
    ("rooms", "wanted", "sizes"),
    [
        ([(2, 1)], 5, [5]),
        ([(2, 1)], 1, [1]),
        ([(2, 1), (3, 1)], 7, [4, 3]),
        ([(2, 1), (3, 1)], 5, [2, 3]),
        ([(2, 1), (3, 1)], 4, [2, 2]),
        ([(2, 1), (3, 1)], 2, [1, 1]),
        ([(2, 0), (3, 3)], 3, [0, 3]),
        ([(2, 2), (0, 0)], 2, [2, 0]),
    ],
)
def test_places_grow_in_the_first_opening_and_go_from_the_last(
    rooms: list[tuple[int, int]], wanted: int, sizes: list[int]
) -> None:
    assert spread([Room(*room) for room in rooms], wanted) == sizes


def test_without_a_capacity_there_is_always_room() -> None:
    assert (Room(None, 9).left, Room(None, 9).fits(1_000_000)) == (None, True)
    assert (Room(3, 1).left, Room(3, 1).fits(2), Room(3, 1).fits(3)) == (2, True, False)
    assert (Room(0, 0).left, Room(0, 0).fits(0), Room(0, 0).fits(1)) == (0, True, False)


@pytest.mark.parametrize(
    ("rooms", "capacity", "left"),
    [([], 0, 0), ([(2, 1), (3, 3)], 5, 1), ([(2, 1), (None, 3)], None, None), ([(0, 0)], 0, 0)],
)
def test_openings_have_no_limit_together_when_one_has_none(
    rooms: list[tuple[int | None, int]], capacity: int | None, left: int | None
) -> None:
    together = in_all(Room(*room) for room in rooms)
    assert (together.capacity, together.left) == (capacity, left)


@pytest.mark.parametrize(
    ("rooms", "wanted", "sizes"),
    [
        ([], 0, []),
        ([], 3, [3]),
        ([], None, [None]),
        ([(2, 1), (3, 1)], None, [None, None]),
        ([(None, 4)], 6, [6]),
        ([(None, 4)], 4, [4]),
        ([(2, 1), (None, 4)], 6, [2, 4]),
        ([(2, 1), (None, 4)], 5, [1, 4]),
    ],
)
def test_places_are_spread_over_openings_without_a_limit_and_over_none(
    rooms: list[tuple[int | None, int]], wanted: int | None, sizes: list[int | None]
) -> None:
    assert spread([Room(*room) for room in rooms], wanted) == sizes


ROOMS = strategies.lists(
    strategies.tuples(strategies.none() | strategies.integers(0, 4), strategies.integers(0, 6)).map(
        lambda pair: Room(None if pair[0] is None else pair[0] + pair[1], pair[1])
    ),
    max_size=4,
)


@given(rooms=ROOMS, more=strategies.integers(0, 9))
def test_what_is_spread_is_what_was_wanted_and_never_below_what_is_taken(rooms: list[Room], more: int) -> None:
    wanted = sum(room.taken for room in rooms) + more
    sizes = spread(rooms, wanted)
    assert sum(size or 0 for size in sizes) == wanted
    assert all(size is not None and size >= room.taken for size, room in zip(sizes, rooms, strict=False))


@given(
    waiting=strategies.lists(strategies.integers(0, 3), max_size=6), left=strategies.none() | strategies.integers(0, 6)
)
def test_the_first_who_fits_moves_up_first(waiting: list[int], left: int | None) -> None:
    chosen = first_that_fit(waiting, Room(left, 0))
    best = max(
        (
            those
            for size in range(len(waiting) + 1)
            for those in combinations(range(len(waiting)), size)
            if left is None or sum(waiting[each] for each in those) <= left
        ),
        # The earliest counts most: compare who is in, from the front of the list.
        key=lambda those: [position in those for position in range(len(waiting))],
    )
    assert chosen == list(best)
