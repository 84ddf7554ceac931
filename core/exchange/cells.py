"""What a cell says, as a value; each parser is pure and raises CellFault with what is wrong.

An empty cell (None) gives None; whether a cell may be empty is for the reader of the row to say, with `needed`.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Final, TypeVar

from core.exchange.flaws import (
    INVALID_DATE,
    INVALID_EMAIL,
    NOT_A_NUMBER,
    NOT_A_WHOLE_NUMBER,
    NOT_YES_OR_NO,
    REQUIRED,
    UNKNOWN_DAY,
    UNKNOWN_LANGUAGE,
    UNSENDABLE_EMAIL,
    Flaw,
)
from core.exchange.values import Cell, Shown
from core.language.dates import BELGIUM
from core.language.folding import fold
from core.language.mail_address import MailAddressError, travelling

_YES: Final = frozenset({"oui", "o", "ja", "j", "yes", "y", "x", "vrai", "waar", "true", "1"})
_NO: Final = frozenset({"non", "n", "nee", "neen", "no", "faux", "onwaar", "false", "0"})
_DAY_FIRST: Final = re.compile(
    r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:(?:\s+|\s*,\s*|\s+à\s+)(\d{1,2})[:hH.](\d{2})?(?::(\d{2}))?)?"
)
#: Languages in which we write, by every name, folded.
_LANGUAGES: Final = {
    name: code
    for code, names in {
        "fr": ("f", "fr", "fra", "fre", "francais", "francaise", "frans", "french", "franzosisch", "francophone"),
        "nl": ("n", "nl", "nld", "dut", "ned", "neerlandais", "neerlandaise", "nederlands", "dutch", "niederlandisch"),
        "en": ("e", "en", "eng", "anglais", "engels", "english", "englisch"),
    }.items()
    for name in names
}
#: Weekdays by every name, 1 (Monday) to 7.
_WEEKDAYS: Final = {
    name: number
    for number, names in enumerate(
        (
            ("lundi", "maandag", "monday", "montag"),
            ("mardi", "dinsdag", "tuesday", "dienstag"),
            ("mercredi", "woensdag", "wednesday", "mittwoch"),
            ("jeudi", "donderdag", "thursday", "donnerstag"),
            ("vendredi", "vrijdag", "friday", "freitag"),
            ("samedi", "zaterdag", "saturday", "samstag"),
            ("dimanche", "zondag", "sunday", "sonntag"),
        ),
        start=1,
    )
    for name in names
}
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

T = TypeVar("T")


class CellFault(ValueError):  # noqa: N818 - It is what was found in a cell, not a failure of ours.
    """What is wrong with a cell."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.name)
        self.flaw = flaw


def needed(value: T | None) -> T:
    """Return `value`; raises CellFault "required" for an empty cell."""
    if value is None or value == "":
        raise CellFault(REQUIRED)
    return value


def text(cell: Cell) -> str | None:
    """Return what the cell says as text, without control characters; 7034.0 is "7034" and a day is "18/03/2024"."""
    if isinstance(cell, str):
        return cell if cell.isprintable() else _printable(cell)
    if cell is None:
        return None
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.strftime("%d/%m/%Y" if cell.time() == time() else "%d/%m/%Y %H:%M")
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    return str(cell)


def yes_or_no(cell: Cell) -> bool | None:
    """Return whether the cell says yes, in French, Dutch or English, in any case; raises "not yes or no"."""
    if isinstance(cell, bool):
        return cell
    said = text(cell)
    if not said:
        return None
    said = said.casefold()
    if said in _YES or fold(said) in _YES:
        return True
    if said in _NO or fold(said) in _NO:
        return False
    raise CellFault(NOT_YES_OR_NO)


def moment(cell: Cell) -> datetime | None:
    """Return the moment in UTC: what Excel holds, or dd/mm/yyyy[ hh:mm], or ISO, read on the clock in Belgium.

    A day alone is its first minute. Raises "invalid date", also for a bare number, which could be any calendar's.
    """
    if cell is None or cell == "":
        return None
    local = cell if isinstance(cell, datetime) else _local_moment(cell)
    if local.tzinfo is None:
        local = local.replace(tzinfo=BELGIUM)
    try:
        return local.astimezone(UTC).replace(microsecond=0)
    except OverflowError as error:
        raise CellFault(INVALID_DATE) from error


def day(cell: Cell) -> date | None:
    """Return the day of a cell, read as `moment` reads it; raises "invalid date"."""
    if isinstance(cell, datetime):
        return cell.date()
    return None if cell is None or cell == "" else _local_moment(cell).date()


def days(cell: Cell) -> tuple[date, ...]:
    """Return the days of a list separated by ";"; raises "invalid date"."""
    entries = several(cell) if isinstance(cell, str) else (cell,)
    return tuple(found for entry in entries if (found := day(entry)) is not None)


def language(cell: Cell) -> str | None:
    """Return the language that a cell names, by its code or its name in any of them; raises "unknown language"."""
    said = text(cell)
    if not said:
        return None
    found = _LANGUAGES.get(fold(said)) or _LANGUAGES.get(re.split(r"[-_ ]", fold(said))[0])
    if found is None:
        raise CellFault(UNKNOWN_LANGUAGE)
    return found


def weekdays(cell: Cell) -> tuple[int, ...]:
    """Return the weekdays of a list ("lundi, jeudi"), 1 (Monday) to 7, in order; raises "unknown day"."""
    words = [re.sub(r"s$", "", fold(word)) for word in several(cell, ",;/")]
    if any(word not in _WEEKDAYS for word in words):
        raise CellFault(UNKNOWN_DAY)
    return tuple(sorted({_WEEKDAYS[word] for word in words}))


def several(cell: Cell, separators: str = ";") -> tuple[str, ...]:
    """Return the entries of a list, stripped, in order, blank ones passed over; `separators` are single signs."""
    said = text(cell)
    if not said:
        return ()
    parts = re.split(f"[{re.escape(separators)}]", said)
    return tuple(part for part in (part.strip() for part in parts) if part)


def whole_number(cell: Cell) -> int | None:
    """Return a whole number, also from 3.0 or "3"; raises "not a whole number"."""
    if isinstance(cell, bool):
        raise CellFault(NOT_A_WHOLE_NUMBER)
    if isinstance(cell, Shown):
        cell = cell.number
    if isinstance(cell, int):
        return cell
    said = text(cell)
    if not said:
        return None
    if not re.fullmatch(r"[+-]?[0-9]{1,9}", said):
        raise CellFault(NOT_A_WHOLE_NUMBER)
    return int(said)


def number(cell: Cell) -> Decimal | None:
    """Return a number with a comma or a point before its decimals; raises "not a number"."""
    if isinstance(cell, Shown):
        cell = cell.number
    if isinstance(cell, bool) or not isinstance(cell, str | int | float | None):
        raise CellFault(NOT_A_NUMBER)
    if cell is None or cell == "":
        return None
    try:
        found = Decimal(str(cell).replace(",", "."))
    except InvalidOperation as error:
        raise CellFault(NOT_A_NUMBER) from error
    if not found.is_finite():
        raise CellFault(NOT_A_NUMBER)
    return found


def email(cell: Cell) -> str | None:
    """Return an e-mail address as written; raises "invalid e-mail" for one that mail refuses, by the rule of all."""
    said = text(cell)
    if not said:
        return None
    try:
        travelling(said)
    except MailAddressError as error:
        raise CellFault(UNSENDABLE_EMAIL if error.foreign_sign else INVALID_EMAIL) from error
    return said


def _printable(said: str) -> str:
    """Return text without the control characters that no form would let in; line ends and tabs stay.

    A text of nothing but invisible signs is empty, as it looks.
    """
    kept = _CONTROL.sub("", said.replace("\r\n", "\n"))
    return kept if any(sign.isprintable() and not sign.isspace() for sign in kept) else ""


def _local_moment(cell: Cell) -> datetime:
    """Read a day and a time as written; raises "invalid date"."""
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return datetime.combine(cell, time())
    if not isinstance(cell, str):
        raise CellFault(INVALID_DATE)
    said = cell.strip()
    try:
        if match := _DAY_FIRST.fullmatch(said):
            days, months, years, hours, minutes, seconds = (int(part or 0) for part in match.groups())
            return datetime(years, months, days, hours, minutes, seconds)  # noqa: DTZ001 - The caller knows the zone.
        return datetime.fromisoformat(said)
    except ValueError as error:
        raise CellFault(INVALID_DATE) from error
