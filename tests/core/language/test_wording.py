"""Ordinals, weekdays and lengths of time as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.language import wording


def test_a_text_begins_with_a_capital_and_goes_on_as_it_is() -> None:
    assert [wording.capital(text) for text in ("état de Namur", "IMP", "")] == ["État de Namur", "IMP", ""]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", ["1er", "2e", "3e", "8e", "11e", "21e", "100e"]),
        ("nl", ["1ste", "2de", "3de", "8ste", "11de", "21ste", "100ste"]),
        ("en", ["1st", "2nd", "3rd", "8th", "11th", "21st", "100th"]),
    ],
)
def test_ordinals(language: str, expected: list[str]) -> None:
    assert [wording.ordinal(number, language) for number in (1, 2, 3, 8, 11, 21, 100)] == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (None, ""),
        (Decimal("0.50"), "een halve dag"),
        (Decimal("1.00"), "één dag"),
        (Decimal("1.5"), "1,5 dag"),
        (Decimal("2.00"), "2 dagen"),
    ],
)
def test_the_length_of_a_stay(days: Decimal | None, expected: str) -> None:
    assert wording.duration(days, "nl") == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [([], ""), ([4], "le jeudi"), ([5, 1, 1], "le lundi ou le vendredi"), ([1, 2, 3, 4, 5], "du lundi au vendredi")],
)
def test_the_weekdays_of_a_stay(days: list[int], expected: str) -> None:
    assert wording.weekdays(days, "fr") == expected
