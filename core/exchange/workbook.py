"""Reads a sheet of an Excel workbook as it stands in the file: only the cells in which there is something.

A file from outside says what it wants of its size. openpyxl yields every row up to the last number that a file names.
calamine, fourteen times as fast, makes the whole rectangle of cells, ends the process when that does not fit, and does
not tell what was typed as a formula. Here a cell costs when its turn comes, a row without cells nothing, and a limit
ends it; that takes a quarter of the time of openpyxl.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from posixpath import dirname, join, normpath
from typing import Final
from xml.parsers.expat import XMLParserType

from core.exchange.errors import NOT_EXCEL, TOO_BIG, TOO_MANY_COLUMNS, TOO_MANY_ROWS, UnreadableFileError
from core.exchange.formats import Format, formats_of
from core.exchange.parts import MAX_UNFOLDED_BYTES, Parts
from core.exchange.values import Broken, Cell, Formula, Shown

#: Excel has no row after this one, and no more columns.
LAST_ROW: Final = 1_048_576
MOST_COLUMNS: Final = 16_384
#: Excel lets nobody write a longer text into a cell; of one that is, a sign more is kept, which shows that it is.
LONGEST_TEXT: Final = 32_767
#: All different texts of a workbook together, in characters.
MAX_CHARACTERS: Final = 60_000_000

#: A row: its number as Excel shows it, and its cells by the number of their column, from 0.
WorkbookRow = tuple[int, Mapping[int, Cell]]

_DIGITS: Final = "0123456789"
_LETTERS: Final = re.compile(r"[A-Z]{1,3}")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
#: Two halves of one sign, as Excel escapes a sign beyond 65,535.
_PAIR: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]")
#: Signs that a database or a workbook cannot keep: control codes, halves of a sign, and what is no sign.
NOT_KEPT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel knows no zones.
_EPOCH_OF_1904: Final = datetime(1904, 1, 1)  # noqa: DTZ001
_NOT_A_DATE: Final = Broken("#VALUE!")


class Workbook:
    """A workbook whose first sheet that people can see is read; those behind it are known by name.

    Whatever is wrong with a broken file is one error: making it and reading from it raise UnreadableFileError.
    """

    def __init__(self, content: bytes, *, max_column: int) -> None:
        """Open a workbook; cells past `max_column` are passed over."""
        #: The rows that were read so far and that a filter, or a person, hides.
        self.hidden_rows: list[int] = []
        self._max_column = max_column
        with _one_error():
            self._parts = Parts(content)
            self._book = _Book(self._parts)
            self._strings: Sequence[str] = ()
            if self._book.strings in self._parts:
                self._strings = _strings(self._parts, self._book.strings)
            self._formats = _formats(self._parts, self._book.styles) if self._book.styles in self._parts else {}

    @property
    def others(self) -> tuple[str, ...]:
        """The names of the other sheets that people can see, in their order."""
        return tuple(self._book.sheets)[1:]

    def rows(self) -> Iterator[WorkbookRow]:
        """Yield the rows with cells of the sheet, in order."""
        first = next(iter(self._book.sheets.values()))
        return self._rows(first, self.hidden_rows)

    def first_row_of(self, sheet: str) -> Mapping[int, Cell]:
        """Return the first row with cells of another sheet, an empty one of a sheet without."""
        return next((cells for _, cells in self._rows(self._book.sheets[sheet], [])), {})

    def _rows(self, part: str, hidden: list[int]) -> Iterator[WorkbookRow]:
        reader = _SheetReader(
            strings=self._strings,
            formats=self._formats,
            epoch=_EPOCH_OF_1904 if self._book.from_1904 else _EPOCH,
            max_column=self._max_column,
            hidden=hidden,
        )
        with _one_error():
            for _ in self._parts.pieces(part, reader.start, reader.end, reader.listen):
                yield from reader.found
                reader.found.clear()


@contextmanager
def _one_error() -> Iterator[None]:
    try:
        yield
    except (GeneratorExit, UnreadableFileError):
        raise
    except Exception as error:
        # A file from outside can be broken in more ways than the libraries have names for.
        raise UnreadableFileError(NOT_EXCEL) from error


class _Book:
    """Where the parts of a workbook lie, as its relationships say."""

    def __init__(self, parts: Parts) -> None:
        whole = _relations(parts, "")
        book = next(target for kind, target in whole.values() if kind == "officeDocument")
        self._listed: list[tuple[str, str, bool]] = []
        self.from_1904 = False
        parts.read(book, self._start, _nothing)
        relations = _relations(parts, book)
        there = [(*each, relations[each[1]][1]) for each in self._listed if _is_sheet(relations.get(each[1]))]
        # Excel opens no workbook of which it would show nothing; of one that another program wrote, all is shown.
        seen = [each for each in there if each[2]] or there
        #: The parts of the sheets that people can see, by name, in their order; there is at least one.
        self.sheets = {name: part for name, _, _, part in seen}
        if not self.sheets:
            raise UnreadableFileError(NOT_EXCEL)
        targets = dict(relations.values())
        self.strings = targets.get("sharedStrings", "")
        self.styles = targets.get("styles", "")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if local == "sheet":
            ids = [value for key, value in attributes.items() if key.endswith(":id")]
            is_seen = attributes.get("state", "visible") == "visible"
            self._listed += [(attributes.get("name", id), id, is_seen) for id in ids]
        elif local == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")


def _is_sheet(relation: tuple[str, str] | None) -> bool:
    return relation is not None and relation[0] == "worksheet"


def _relations(parts: Parts, source: str) -> dict[str, tuple[str, str]]:
    """Return what a part is related to: the last word of the relation's kind and the part's name, by id."""
    folder, found = dirname(source), {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes["Type"].rpartition("/")[2]
            found[attributes["Id"]] = (kind, normpath(join("/", folder, attributes["Target"])).lstrip("/"))

    parts.read(join(folder, "_rels", f"{source.rpartition('/')[2]}.rels"), start, _nothing)
    return found


def _formats(parts: Parts, name: str) -> dict[str, Format]:
    """Return the styles that show a number otherwise than it is, by their numbers."""
    codes: dict[str, str] = {}
    styles: list[str] = []
    inside = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        local = _local(name)
        if local in ("cellXfs", "cellStyleXfs"):
            inside = local
        elif local == "numFmt":
            codes[attributes["numFmtId"]] = attributes["formatCode"]
        elif local == "xf" and inside == "cellXfs":
            styles.append(attributes.get("numFmtId", "0"))

    parts.read(name, start, _nothing)
    return formats_of(styles, codes)


def _strings(parts: Parts, name: str) -> list[str]:
    """Return the texts that the cells of a workbook share."""
    reader = _StringsReader()
    parts.read(name, reader.start, reader.end, reader.listen)
    return reader.found


class _TextReader:
    """Gathers the text inside the elements in which there is some; how a word is pronounced (rPh) is none."""

    #: The elements that a reader knows.
    known: tuple[str, ...] = ()

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._parts: list[str] = []
        self._pronounced = False
        self._left = MAX_CHARACTERS

    def _learn(self, root: str) -> dict[str, str]:
        """Return the elements that a reader knows by their names in a file, whose first element is `root`."""
        prefix = root[: root.rfind(":") + 1]
        self._names = {f"{prefix}{local}": local for local in self.known}
        return self._names

    def listen(self, parser: XMLParserType) -> None:
        """Take the parser, which hands texts over while it is told to."""
        self._parser = parser

    def _open(self) -> None:
        if not self._pronounced:
            self._parser.CharacterDataHandler = self._parts.append

    def _close(self) -> None:
        self._parser.CharacterDataHandler = None

    def _said(self) -> str:
        text = self._parts[0] if len(self._parts) == 1 else "".join(self._parts)
        self._parts.clear()
        self._left -= len(text)
        if self._left < 0:
            raise UnreadableFileError(TOO_BIG, limit=MAX_UNFOLDED_BYTES)
        text = text[: LONGEST_TEXT + 1]
        if "_x" not in text:  # As a parser of XML gives it, it holds no sign that could not be kept.
            return text
        return NOT_KEPT.sub("", _PAIR.sub(_whole, _ESCAPED.sub(_character, text)))


class _StringsReader(_TextReader):
    known = ("si", "t", "rPh")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        local = (self._names or self._learn(name)).get(name)
        if local == "t":
            self._open()
        elif local == "rPh":
            self._pronounced = True

    def end(self, name: str) -> None:
        local = self._names.get(name)
        if local == "t":
            self._close()
        elif local == "si":
            self.found.append(self._said())
        elif local == "rPh":
            self._pronounced = False


class _SheetReader(_TextReader):
    """Gathers the rows of a sheet; `found` holds those that are complete."""

    known = ("row", "c", "v", "t", "f", "rPh")

    def __init__(
        self,
        strings: Sequence[str],
        formats: Mapping[str, Format],
        epoch: datetime,
        max_column: int,
        hidden: list[int],
    ) -> None:
        super().__init__()
        self.found: list[WorkbookRow] = []
        self._hidden = hidden
        self._strings, self._formats, self._epoch, self._max_column = strings, formats, epoch, max_column
        self._columns: dict[str, int] = {}
        self._row: dict[int, Cell] = {}
        self._number, self._column = 0, -1
        self._kind: str | None = None
        self._style: str | None = None
        self._formula: str | None = None
        self._saved = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = (self._names or self._learn(name)).get(name)
        if local == "c":
            reference = attributes.get("r")
            self._column = self._column + 1 if reference is None else self._column_of(reference)
            if self._column >= MOST_COLUMNS:
                raise UnreadableFileError(TOO_MANY_COLUMNS, limit=MOST_COLUMNS)
            self._kind, self._style = attributes.get("t"), attributes.get("s")
            self._formula, self._saved = None, False
        elif local in ("v", "t", "f"):
            # A formula that comes to an empty text is saved as such, and says that it is a text.
            self._saved = self._saved or (local == "v" and self._kind == "str")
            self._open()
        elif local == "row":
            self._begin_row(attributes.get("r"), is_hidden=attributes.get("hidden") in ("1", "true"))
        elif local == "rPh":
            self._pronounced = True

    def end(self, name: str) -> None:
        local = self._names.get(name)
        if local in ("v", "t"):
            self._close()
        elif local == "c":
            if self._parts or self._formula is not None:
                self._end_cell(self._said())
        elif local == "f":
            self._close()
            self._formula = self._said()
        elif local == "row" and self._row:
            self.found.append((self._number, self._row))
            if self._is_hidden:
                self._hidden.append(self._number)
        elif local == "rPh":
            self._pronounced = False

    def _begin_row(self, said: str | None, *, is_hidden: bool) -> None:
        self._is_hidden = is_hidden
        number = self._number + 1 if said is None else int(said)
        if number > LAST_ROW:
            raise UnreadableFileError(TOO_MANY_ROWS, limit=LAST_ROW)
        if number <= self._number:
            raise UnreadableFileError(NOT_EXCEL)
        self._number, self._column, self._row = number, -1, {}

    def _end_cell(self, said: str) -> None:
        if self._column > self._max_column:
            return
        if said:
            self._row[self._column] = self._value(said)
        elif self._formula and not self._saved:
            self._row[self._column] = Formula(f"={self._formula}")

    def _value(self, said: str) -> Cell:
        kind = self._kind
        if kind == "s":
            return self._strings[int(said)]
        if kind is None or kind == "n":
            number = float(said) if "." in said or "e" in said or "E" in said else int(said)
            found = self._formats.get(self._style) if self._style is not None else None
            return number if found is None else _as_shown(number, found, self._epoch)
        if kind == "b":
            return said not in ("0", "false")
        if kind == "d":
            return datetime.fromisoformat(said.removesuffix("Z"))
        return Broken(said) if kind == "e" else said

    def _column_of(self, reference: str) -> int:
        """Return the number of the column in a reference such as "AB12", from 0."""
        letters = reference.rstrip(_DIGITS)
        known = self._columns.get(letters)
        if known is None:
            if not _LETTERS.fullmatch(letters):
                raise UnreadableFileError(NOT_EXCEL)
            known = -1
            for letter in letters:
                known = (known + 1) * 26 + ord(letter) - ord("A")
            self._columns[letters] = known
        return known


def _as_shown(number: int | float, style: Format, epoch: datetime) -> Cell:
    if style.day or style.duration:
        return _moment(number, epoch, duration=style.duration)
    said = style.shown(number)
    return number if said is None else Shown(number, said)


def _moment(number: float, epoch: datetime, *, duration: bool) -> Cell:
    """Return the day, the time or the length of time that a number stands for.

    Excel has a 29th of February in 1900, so the days before it count one more.
    """
    try:
        length = timedelta(milliseconds=round(number * 86_400_000))
        if duration:
            return length
        if 0 <= number < 1 and length.days == 0:
            return (_EPOCH + length).time()
        return epoch + length + timedelta(days=1 if 0 < number < 60 and epoch == _EPOCH else 0)
    except (OverflowError, ValueError):
        return _NOT_A_DATE


def _character(escaped: re.Match[str]) -> str:
    return chr(int(escaped[1], 16))


def _whole(halves: re.Match[str]) -> str:
    return halves[0].encode("utf-16", "surrogatepass").decode("utf-16")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _nothing(_name: str) -> None:
    """Nothing is to be done at the end of an element."""
