"""A letter that contradicts the day on which it leaves is found before it is sent (finding 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.messages.errors import LetterError
from core.messages.kinds import letter_kind
from core.messages.timeliness import Contradiction, Meaning, contradictions
from core.programme.rules import PhaseDates

NOVEMBER = date(2026, 11, 27)
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
DECLARED = {
    "reply_by": Meaning.DUE,
    "round_on": Meaning.AHEAD,
    "changed_on": Meaning.BEHIND,
    "suggested": Meaning.AHEAD,
    "phases": Meaning.CALENDAR,
    "today": Meaning.WRITTEN,
}
FITS = {
    "reply_by": NOVEMBER + timedelta(days=1),
    "round_on": NOVEMBER,
    "changed_on": NOVEMBER,
    "suggested": (NOVEMBER, date(2027, 1, 4)),
    "phases": (PhaseDates("matching", date(2026, 1, 1), NOVEMBER),),
    "today": date(2030, 1, 1),
}


def test_a_letter_that_fits_says_nothing_against_the_day() -> None:
    assert contradictions(DECLARED, FITS, NOVEMBER) == ()
    assert contradictions(DECLARED, {**FITS, "reply_by": None, "suggested": ()}, NOVEMBER) == ()


@pytest.mark.parametrize(
    ("fact", "value", "meaning", "day"),
    [
        ("reply_by", date(2025, 4, 1), Meaning.DUE, date(2025, 4, 1)),
        ("reply_by", NOVEMBER, Meaning.DUE, NOVEMBER),
        ("round_on", date(2026, 11, 26), Meaning.AHEAD, date(2026, 11, 26)),
        ("changed_on", date(2026, 11, 28), Meaning.BEHIND, date(2026, 11, 28)),
        ("suggested", (date(2025, 1, 1), NOVEMBER), Meaning.AHEAD, date(2025, 1, 1)),
        ("phases", (), Meaning.CALENDAR, None),
        ("phases", (PhaseDates("a", date(2025, 1, 1), date(2025, 2, 1)),), Meaning.CALENDAR, date(2025, 2, 1)),
    ],
)
def test_what_does_not_fit_is_named(fact: str, value: object, meaning: Meaning, day: date | None) -> None:
    assert contradictions(DECLARED, {**FITS, fact: value}, NOVEMBER) == (Contradiction(meaning, day),)


@given(DAYS, DAYS, st.lists(st.tuples(DAYS, DAYS), max_size=3))
def test_a_deadline_and_a_calendar_fit_the_days_before_them(today: date, due: date, spans) -> None:
    phases = [PhaseDates("p", *sorted(span)) for span in spans]
    found = contradictions({"due": Meaning.DUE, "phases": Meaning.CALENDAR}, {"due": due, "phases": phases}, today)
    assert (Meaning.DUE in {each.meaning for each in found}) == ((due - today).days <= 0)
    told = [phase for phase in phases if phase.last_day >= today]
    assert (Meaning.CALENDAR in {each.meaning for each in found}) == (not told)


@dataclass(frozen=True)
class Facts:
    reference: str
    due: date | None


@pytest.mark.parametrize("dates", [{}, {"reference": Meaning.DUE, "due": Meaning.DUE}, {"other": Meaning.DUE}])
def test_a_kind_declares_its_dates_and_nothing_else(dates: dict[str, Meaning]) -> None:
    declare = {"package": "tests.core.messages.texts", "parts": ("hello",)}
    with pytest.raises(LetterError, match="dates="):
        letter_kind("test.one", Facts, dates=dates, **declare)
    assert letter_kind("test.one", Facts, dates={"due": Meaning.DUE}, **declare).dates == {"due": Meaning.DUE}
