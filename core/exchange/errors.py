"""Why a file cannot be read as a sheet: the fixed English reasons, each with its sentence for pages and commands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from core.contract.module import Label
from core.language.marking import marked

NOT_EXCEL: Final = "not an Excel file"
OLD_EXCEL: Final = "old Excel file"
PASSWORD: Final = "password"  # noqa: S105 - It is the reason, not a password.
EMPTY: Final = "empty"
NO_HEADER_ROW: Final = "no header row"
HEADER_TWICE: Final = "header twice"
MISSING_COLUMN: Final = "missing column"
TOO_MANY_ROWS: Final = "too many rows"
TOO_MANY_COLUMNS: Final = "too many columns"
TOO_BIG: Final = "too big"

#: Each reason with what is wrong and what to do.
SENTENCES: Final[Mapping[str, Label]] = {
    NOT_EXCEL: _l("This is not an Excel file, or it is damaged. Save it as .xlsx and choose it again."),
    OLD_EXCEL: _l("This file is of an old kind (.xls). Open it, save it as .xlsx and choose it again."),
    PASSWORD: _l("This file has a password. Save it without one and choose it again."),
    EMPTY: _l("This file is empty. Choose the file that holds the rows."),
    NO_HEADER_ROW: _l(
        "The first row names none of the columns that we look for. "
        "Check that this is the right file, and that its first row holds the headers."
    ),
    HEADER_TWICE: _l("Two columns are called “%(column)s”. Rename or remove one of them."),
    MISSING_COLUMN: _l(
        "The column “%(column)s” is missing. Check that you said what is in the file, or add the column."
    ),
    TOO_MANY_ROWS: _l("This file has more than %(limit)s rows. Divide it into several."),
    TOO_MANY_COLUMNS: _l("This file has more than %(limit)s columns. Remove those without use."),
    TOO_BIG: _l("This file is larger than %(limit)s MB. Remove images and other sheets from it."),
}
#: What is said of work on a file that went meanwhile.
GONE: Final = marked("The file is no longer here: files are kept for a day. Choose it again; nothing was changed.")
_MEGABYTE: Final = 1024 * 1024


class UnreadableFileError(Exception):
    """A file cannot be read as a sheet of the kind that was asked for.

    `reason` is one of `SENTENCES`. `column` is the header in question, if there is one; `limit` the number that was
    exceeded, in rows, columns or bytes.
    """

    def __init__(self, reason: str, *, column: str | None = None, limit: int | None = None) -> None:
        details = ", ".join(str(part) for part in (column, limit) if part is not None)
        super().__init__(f"{reason}: {details}" if details else reason)
        self.reason = reason
        self.column = column
        self.limit = limit

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, in the reader's language."""
        limit = (self.limit or 0) // _MEGABYTE if self.reason == TOO_BIG else self.limit
        return str(SENTENCES[self.reason]) % {"column": self.column, "limit": limit}

    def as_json(self) -> dict[str, Any]:
        """Return the facts, from which `UnreadableFileError.from_json` makes the same error again."""
        return {"reason": self.reason, "column": self.column, "limit": self.limit}

    @classmethod
    def from_json(cls, facts: Mapping[str, Any]) -> UnreadableFileError:
        """Make the error whose facts were kept."""
        return cls(facts["reason"], column=facts["column"], limit=facts["limit"])


class UnknownFileError(Exception):
    """There is no such file, its day is over, or it is somebody else's."""


class FileGoneError(UnknownFileError):
    """A file on which work was asked for is no longer here when its turn comes."""

    def __init__(self) -> None:
        super().__init__(GONE)


class FileAtWorkError(Exception):
    """A worker has the file in hand: whoever would change it is shown how far the worker is, and does not wait."""


class TooManyFilesError(Exception):
    """A worker has so many of somebody's files in hand that there is no room for another."""

    #: What is wrong and what to do, for the place where the file was chosen.
    sentence: Final = _l(
        "Several of your files are still being checked or imported. Wait for them, then choose this one."
    )
