"""When a public page is open: against asking day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.programme.rules import PhaseDates
from core.site.rules import Override, Standing, deciding, is_open, standing_on

FIRST = date(2024, 1, 1)
DAYS = st.integers(0, 40).map(lambda number: FIRST + timedelta(days=number))
SPANS = st.tuples(DAYS, DAYS).map(sorted)
PHASES = st.lists(
    st.builds(lambda kind, span: PhaseDates(kind, *span), st.sampled_from(["host", "trainee"]), SPANS), max_size=4
)
OVERRIDES = st.lists(st.builds(lambda opens, span: Override(opens, *span, {}), st.booleans(), SPANS), max_size=4)

pytestmark = pytest.mark.requirement("IM-05")


def open_by_hand(phases: list[PhaseDates], overrides: list[Override], day: date) -> bool:
    for each in overrides:
        if each.first_day <= day <= each.last_day:
            return each.opens
    return any(phase.kind == "host" and phase.first_day <= day <= phase.last_day for phase in phases)


@given(PHASES, OVERRIDES, DAYS)
def test_a_page_stands_as_it_does_when_every_day_is_asked(phases, overrides, day) -> None:
    ahead = [day + timedelta(days=number) for number in range(100)]
    said = [open_by_hand(phases, overrides, each) for each in ahead]
    now = said[0]
    other = next((each for each, how in zip(ahead, said, strict=True) if how != now), None)
    found = standing_on(["host"], phases, overrides, day)
    assert found == Standing(
        open=now,
        until=other - timedelta(days=1) if now and other else None,
        opens_on=None if now else other,
        override=deciding(overrides, day),
    )
    assert is_open(["host"], phases, overrides, day) is now


def test_the_latest_decision_counts() -> None:
    opened, closed = Override(True, FIRST, FIRST, {"fr": "a"}), Override(False, FIRST, FIRST, {"fr": "b"})
    assert (standing_on(["host"], [], [closed, opened], FIRST), standing_on(["host"], [], [opened, closed], FIRST)) == (
        Standing(open=False, override=closed),
        Standing(open=True, until=FIRST, override=opened),
    )
