"""Whether a letter fits the day on which it leaves: the rule to which every kind of letter declares its dates. Pure.

A letter that is written in November and asks for an answer by April of the year before is sent with all the trust that
people have in the network. So each kind says of each of its dates what it means, and whoever sends it is warned before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol, cast


class Meaning(StrEnum):
    """What a letter says of a date."""

    #: Something is to be done by that day: it has to come after the day of the letter.
    DUE = "due"
    #: Something will happen on that day: it is not over.
    AHEAD = "ahead"
    #: Something happened on that day: it is not still to come.
    BEHIND = "behind"
    #: Phases, of which the letter tells those that are not over: there is one.
    CALENDAR = "calendar"
    #: The day of the letter itself, which contradicts nothing.
    WRITTEN = "written"


class Lasting(Protocol):
    """What a calendar is made of."""

    @property
    def last_day(self) -> date:
        """The last day on which it lasts."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What a letter says of a date, and cannot say on the day on which it leaves."""

    meaning: Meaning
    #: The date; the last day of the calendar. None for a calendar of nothing.
    day: date | None


def contradictions(
    declared: Mapping[str, Meaning], facts: Mapping[str, object], today: date
) -> tuple[Contradiction, ...]:
    """Return what a letter with these `facts`, sent `today`, would say against the calendar (finding 7).

    `declared` says of each fact that is a date, several dates or a calendar what it means. A fact that is None says
    nothing. In the order in which they are declared.
    """
    found: list[Contradiction] = []
    for name, meaning in declared.items():
        said = facts[name]
        if meaning == Meaning.CALENDAR:
            found += _of_calendar(cast("Sequence[Lasting]", said), today)
        else:
            found += [Contradiction(meaning, day) for day in _days(said) if not _fits(meaning, day, today)]
    return tuple(found)


def _fits(meaning: Meaning, day: date, today: date) -> bool:
    match meaning:
        case Meaning.DUE:
            return day > today
        case Meaning.AHEAD:
            return day >= today
        case Meaning.BEHIND:
            return day <= today
        case _:
            return True


def _of_calendar(phases: Sequence[Lasting], today: date) -> list[Contradiction]:
    last = max((phase.last_day for phase in phases), default=None)
    return [] if last is not None and last >= today else [Contradiction(Meaning.CALENDAR, last)]


def _days(said: object) -> Sequence[date]:
    if said is None:
        return ()
    return (said,) if isinstance(said, date) else cast("Sequence[date]", said)
