"""What can be wrong with a cell, each with its words: said once, for the page, the command and the documentation.

What is true of any file stands here; other rooms and modules add theirs, beside what they read. docs/import.md lists
those of all files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel import lazy_gettext as _l

from core.contract.module import Label


@dataclass(frozen=True, slots=True)
class Flaw:
    """A kind of fault or warning: the fixed English name that reports use, and in the reader's words why and what now.

    A warning does not keep its row out: the row is imported as it stands.
    """

    name: str
    reason: Label
    remedy: Label
    warning: bool = False


def flaws_among(names: Mapping[str, object]) -> tuple[Flaw, ...]:
    """Return the flaws that a file gives names to, in their order: `FLAWS = flaws_among(globals())`, at its end."""
    return tuple(each for each in names.values() if isinstance(each, Flaw))


REQUIRED: Final = Flaw("required", _l("This cell is empty, and the row cannot do without it."), _l("Fill it in."))
INVALID_EMAIL: Final = Flaw(
    "invalid e-mail",
    _l("This is not an e-mail address."),
    _l("Write one address, such as name@service.example, or leave the cell empty."),
)
UNSENDABLE_EMAIL: Final = Flaw(
    "accent in an e-mail address",
    _l("Before the @ of this e-mail address stands an accent or another sign that mail servers refuse."),
    _l("Write the address as its owner gives it to others: without accents, with a straight apostrophe."),
)
INVALID_DATE: Final = Flaw("invalid date", _l("This is not a date."), _l("Write a day such as 18/03/2024."))
NOT_YES_OR_NO: Final = Flaw(
    "not yes or no", _l("This is neither yes nor no."), _l("Write oui or non, ja or nee, yes or no.")
)
NOT_A_WHOLE_NUMBER: Final = Flaw(
    "not a whole number", _l("This is not a whole number."), _l("Write a number such as 3.")
)
NOT_A_NUMBER: Final = Flaw("not a number", _l("This is not a number."), _l("Write a number such as 0,5 or 2."))
UNKNOWN_DAY: Final = Flaw(
    "unknown day", _l("This is not a day of the week."), _l("Write days such as Monday, Tuesday.")
)
TOO_LONG: Final = Flaw(
    "too long",
    _l("This text is too long."),
    _l("Names and titles have at most 250 characters, descriptions at most 5000."),
)
NUMBER_OUT_OF_RANGE: Final = Flaw(
    "number out of range",
    _l("This number is too small or too large to be true."),
    _l("Check it and write it again."),
)
REPEATED_REFERENCE: Final = Flaw(
    "repeated reference",
    _l("Another row of the file has the same reference."),
    _l("Give each row a reference of its own, or remove one of the two."),
)
NO_REFERENCE: Final = Flaw(
    "not a reference",
    _l("This cannot be a reference."),
    _l("A reference is short, and has letters, figures, hyphens and points only, such as H004 or 2025-014."),
)
IMPOSSIBLE_DAY: Final = Flaw(
    "impossible day",
    _l("This day is too far away to be true."),
    _l("Correct the date, and look at its year."),
)
OLDER_THAN_EDITION: Final = Flaw(
    "older than the edition",
    _l("This day lies before the edition begins."),
    _l("Check that this is the file of this edition, and not that of an earlier one."),
    warning=True,
)
NOT_YOURS: Final = Flaw(
    "not yours to import",
    _l("This row cannot be imported by you."),
    _l("Ask the coordination to import it."),
)
UNKNOWN_LANGUAGE: Final = Flaw(
    "unknown language",
    _l("We write in no such language."),
    _l("Write FR, NL or EN. Until then this person is written to in the first language of the network."),
    warning=True,
)
ERROR_VALUE: Final = Flaw(
    "error value",
    _l("This cell shows an error of Excel instead of a value."),
    _l("Correct the formula, or write the value itself."),
)
DATE_IN_TEXT: Final = Flaw(
    "date instead of text",
    _l("This cell holds a date where words belong: Excel turns “3-6” into a day."),
    _l("Format the cell as text, then write again what should stand there."),
)
FORMULA_NOT_CALCULATED: Final = Flaw(
    "formula without a value",
    _l("This cell holds a formula with which no result was saved."),
    _l("The formula itself is kept, as a text. Open the file in Excel and save it, or write the value."),
    warning=True,
)
GARBLED_TEXT: Final = Flaw(
    "garbled text",
    _l("Letters with accents seem to have been lost in this text."),
    _l("It is kept as it stands. Check where the file comes from, and write the text again."),
    warning=True,
)
HIDDEN_ROW: Final = Flaw(
    "hidden row",
    _l("A filter hides this row in Excel, or somebody hid it."),
    _l("It is read all the same. Delete it in the file if it should not be imported."),
    warning=True,
)
OTHER_SHEET: Final = Flaw(
    "other sheet",
    _l("This other sheet of the file holds the same columns."),
    _l("Only the first sheet is read. Put the rows together on it, or import each sheet as a file of its own."),
    warning=True,
)
UNKNOWN_COLUMN: Final = Flaw(
    "unknown column",
    _l("We do not know this column."),
    _l("It is not read. Correct its header if it should be."),
    warning=True,
)

#: Those of any file.
FLAWS: Final = flaws_among(globals())
