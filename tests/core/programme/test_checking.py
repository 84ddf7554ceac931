"""What may be a slip in a calendar; nothing is refused for it."""

from __future__ import annotations

from datetime import date

import pytest

from core.programme.checking import Doubt, doubts_of
from core.programme.rules import PhaseDates

TODAY = date(2025, 1, 10)


def phase(kind: str, first: tuple[int, int], last: tuple[int, int], year: int = 2025) -> PhaseDates:
    return PhaseDates(kind, date(year, *first), date(year, *last))


@pytest.mark.requirement("IM-03")
@pytest.mark.parametrize(
    ("phases", "found"),
    [
        ([phase("a", (2, 1), (2, 28)), phase("b", (3, 1), (3, 31))], []),
        ([phase("a", (1, 1), (1, 9)), phase("b", (1, 10), (1, 10))], [(Doubt.PAST, "a")]),
        ([phase("a", (2, 1), (3, 1)), phase("b", (3, 1), (3, 31))], [(Doubt.OVERLAP, "b")]),
        ([phase("a", (2, 1), (2, 28)), phase("b", (1, 20), (3, 31))], [(Doubt.EARLIER, "b")]),
        ([phase("a", (2, 1), (2, 28), 2052)], [(Doubt.FAR, "a")]),
        ([phase("a", (2, 1), (2, 28), 2026)], []),
    ],
)
def test_what_is_looked_at_again(phases: list[PhaseDates], found: list[tuple[Doubt, str]]) -> None:
    assert [(each.doubt, each.phase.kind) for each in doubts_of(phases, 2025, TODAY)] == found
