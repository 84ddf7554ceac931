"""What a file says otherwise than what is known: the value before and after, as people read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from babel.dates import get_day_names
from flask_babel import gettext as _

from core.language.dates import short_day, short_moment
from core.language.here import spoken_here

#: So much of a long text is shown of a change.
LONGEST_SHOWN: Final = 250


def in_words(value: Any) -> str:
    """Return a value as people read it on a page or in a cell; nothing is an empty text."""
    match value:
        case None:
            said = ""
        case bool():
            said = _("yes") if value else _("no")
        case datetime():
            said = short_moment(value, spoken_here()).removesuffix("00:00").rstrip(", ")
        case date():
            said = short_day(value, spoken_here())
        case Decimal():
            said = format(value.normalize(), "f")
        case tuple() | list():
            said = ", ".join(map(in_words, value))
        case _:
            said = str(value)
    return said if len(said) <= LONGEST_SHOWN else f"{said[:LONGEST_SHOWN]}…"


def weekday_words(days: Sequence[int]) -> str:
    """Return weekdays, 1 (Monday) to 7, by their names in the reader's language."""
    names = get_day_names("wide", locale=spoken_here())
    return ", ".join(str(names[day - 1]) for day in days)


@dataclass(frozen=True, slots=True)
class Change:
    """What is known and what a file says of one thing; false where they are the same.

    `show` says either as people read it.
    """

    old: Any
    new: Any
    show: Callable[[Any], str] = field(default=in_words, compare=False)

    def __bool__(self) -> bool:
        """Say whether the file says something else."""
        return bool(self.old != self.new)

    def texts(self) -> tuple[str, str]:
        """Return both as people read them, in the reader's language."""
        return self.show(self.old), self.show(self.new)

    def facts(self) -> list[str]:
        """Return both as plain texts that are the same in every language, for telling one change from another."""
        return [repr(self.old), repr(self.new)]


#: No change, for a column that is not compared.
SAME: Final = Change(None, None)


def only_changed(told: Mapping[str, Change]) -> dict[str, Change]:
    """Return the changes among what was compared, in the same order."""
    return {name: change for name, change in told.items() if change}
