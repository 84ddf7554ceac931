"""Which days a phase has, and what is open on a day."""

from __future__ import annotations

from datetime import date

import pytest

from core.contract.module import PhaseDay, PhasePlan
from core.programme.rules import PhaseDates, Room, is_over, phase_state, phases_of_year, spread

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
