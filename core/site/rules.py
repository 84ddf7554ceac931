"""When a public page is open, pure: by the phases of its edition, and by what somebody decided otherwise (IM-05)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from core.programme.rules import PhaseDates

_A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Override:
    """On some days a page is open, or closed, whatever the calendar says; both days are included."""

    opens: bool
    first_day: date
    last_day: date
    #: Why, in one or more languages; the public reads it.
    reason: Mapping[str, str]

    def covers(self, day: date) -> bool:
        """Say whether it counts on a day."""
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True, slots=True)
class Standing:
    """How a page stands on a day."""

    open: bool
    #: While it is open: the last day on which it is.
    until: date | None = None
    #: While it is closed: the day on which it opens; None when it does not any more.
    opens_on: date | None = None
    #: What a coordinator decided for this day; None where the calendar decides.
    override: Override | None = None

    @property
    def to_come(self) -> bool:
        """Whether it is closed today and will open."""
        return self.opens_on is not None


#: Nothing opens, and nothing will.
OVER: Final = Standing(open=False)


def deciding(overrides: Iterable[Override], day: date) -> Override | None:
    """Return what counts on a day of `overrides`, which come with the latest decision first."""
    return next((each for each in overrides if each.covers(day)), None)


def is_open(kinds: Collection[str], phases: Iterable[PhaseDates], overrides: Iterable[Override], day: date) -> bool:
    """Say whether a page that is open in the phases `kinds` is so on a day."""
    decided = deciding(overrides, day)
    if decided is not None:
        return decided.opens
    return any(phase.kind in kinds and phase.first_day <= day <= phase.last_day for phase in phases)


def standing_on(
    kinds: Collection[str], phases: Sequence[PhaseDates], overrides: Sequence[Override], day: date
) -> Standing:
    """Return how a page stands on a day: open until when, or closed until when."""
    spans = [phase.days for phase in phases if phase.kind in kinds]
    spans += [(each.first_day, each.last_day) for each in overrides]
    changes = sorted({edge for first, last in spans for edge in (first, last + _A_DAY) if edge > day})
    override = deciding(overrides, day)
    now = is_open(kinds, phases, overrides, day)
    other = next((edge for edge in changes if is_open(kinds, phases, overrides, edge) != now), None)
    if now:
        return Standing(open=True, until=other - _A_DAY if other else None, override=override)
    return Standing(open=False, opens_on=other, override=override)
