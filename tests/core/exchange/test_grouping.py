"""What repeats in a file is told once."""

from __future__ import annotations

import pytest

from core.exchange.checking import Finding
from core.exchange.grouping import FoundGroup, group_findings, stretches


@pytest.mark.parametrize(
    ("numbers", "said"),
    [((), ""), ((4,), "4"), ((2, 3, 4, 9), "2-4, 9"), ((9, 2, 9, 3), "2-3, 9"), ((1, 3, 5), "1, 3, 5")],
)
def test_rows_are_written_as_people_do(numbers: tuple[int, ...], said: str) -> None:
    assert stretches(numbers) == said


def test_very_many_rows_end_in_an_ellipsis() -> None:
    assert stretches(range(0, 200, 2)).split(", ")[-2:] == ["78", "…"]


def test_few_cells_stand_alone_and_many_together_in_the_order_of_the_first() -> None:
    few = [Finding(row, "Nom", "required", "") for row in (5, 7)]
    many = [Finding(row, "Secteur", "unknown sector", f"x{row % 2}") for row in range(2, 6)]
    assert group_findings([many[0], *few, *many[1:]]) == [
        FoundGroup("2-5", 4, "Secteur", "unknown sector", "x0, x1"),
        FoundGroup("5", 1, "Nom", "required", ""),
        FoundGroup("7", 1, "Nom", "required", ""),
    ]
