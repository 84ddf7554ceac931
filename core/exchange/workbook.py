"""Reads the first sheet of an Excel workbook as it stands in the file: only the cells in which there is something.

A file from outside says what it wants of its size. openpyxl yields every row up to the last number that a file names.
calamine, fourteen times as fast, makes the whole rectangle of cells, ends the process when that does not fit, and does
not tell what was typed as a formula. Here a cell costs when its turn comes, a row without cells nothing, and a limit
ends it; that takes a quarter of the time of openpyxl.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from posixpath import dirname, join, normpath
from typing import Final
from xml.parsers.expat import XMLParserType

from core.exchange.errors import NOT_EXCEL, TOO_BIG, TOO_MANY_COLUMNS, TOO_MANY_ROWS, UnreadableFileError
from core.exchange.parts import MAX_UNFOLDED_BYTES, Parts

#: Excel has no row after this one, and no more columns.
LAST_ROW: Final = 1_048_576
MOST_COLUMNS: Final = 16_384
#: Excel lets nobody write a longer text into a cell; of one that is, a sign more is kept, which shows that it is.
LONGEST_TEXT: Final = 32_767
#: All different texts of a workbook together, in characters.
MAX_CHARACTERS: Final = 60_000_000

#: What stands in a cell.
Cell = str | int | float | bool | datetime | date | time | timedelta | None
#: A row: its number as Excel shows it, and its cells by the number of their column, from 0.
WorkbookRow = tuple[int, Mapping[int, Cell]]

_DIGITS: Final = "0123456789"
_LETTERS: Final = re.compile(r"[A-Z]{1,3}")
#: Numbers of formats that show a number as a day or a time, and as a length of time (ECMA-376, 18.8.30).
_BUILT_IN_DATES: Final = frozenset(map(str, (*range(14, 23), 45, 47)))
_BUILT_IN_DURATIONS: Final = frozenset({"46"})
#: In a format, what is in quotes or in brackets is no part of a day, unless it counts hours, minutes or seconds.
_NO_DATE: Final = re.compile(r'".*?"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]', re.I)
_DATE: Final = re.compile(r"(?<![_\\])[dmhys]", re.I)
_DURATION: Final = re.compile(r"\[(?:hh?|mm?|ss?)\]", re.I)
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
#: Two halves of one sign, as Excel escapes a sign beyond 65,535.
_PAIR: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]")
#: Signs that a database or a workbook cannot keep: control codes, halves of a sign, and what is no sign.
NOT_KEPT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel knows no zones.
_EPOCH_OF_1904: Final = datetime(1904, 1, 1)  # noqa: DTZ001
_NOT_A_DATE: Final = "#VALUE!"


def rows_of_first_sheet(content: bytes, *, max_column: int) -> Iterator[WorkbookRow]:
    """Yield the rows with cells of a workbook's first sheet, in order; cells past `max_column` are passed over.

    Whatever is wrong with a broken file is one error: raises UnreadableFileError.
    """
    try:
        yield from _rows(Parts(content), max_column)
    except (GeneratorExit, UnreadableFileError):
        raise
    except Exception as error:
        # A file from outside can be broken in more ways than the libraries have names for.
        raise UnreadableFileError(NOT_EXCEL) from error


def _rows(parts: Parts, max_column: int) -> Iterator[WorkbookRow]:
    book = _Book(parts)
    reader = _SheetReader(
        strings=_strings(parts, book.strings) if book.strings in parts else (),
        formats=_formats(parts, book.styles) if book.styles in parts else {},
        epoch=_EPOCH_OF_1904 if book.from_1904 else _EPOCH,
        max_column=max_column,
    )
    for _ in parts.pieces(book.sheet, reader.start, reader.end, reader.listen):
        yield from reader.found
        reader.found.clear()


class _Book:
    """Where the parts of a workbook lie, as its relationships say."""

    def __init__(self, parts: Parts) -> None:
        whole = _relations(parts, "")
        book = next(target for kind, target in whole.values() if kind == "officeDocument")
        self._sheet_ids: list[str] = []
        self.from_1904 = False
        parts.read(book, self._start, _nothing)
        relations = _relations(parts, book)
        sheets = [relations[id] for id in self._sheet_ids if id in relations]
        self.sheet = next(target for kind, target in sheets if kind == "worksheet")
        targets = dict(relations.values())
        self.strings = targets.get("sharedStrings", "")
        self.styles = targets.get("styles", "")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if local == "sheet":
            self._sheet_ids += [value for key, value in attributes.items() if key.endswith(":id")]
        elif local == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")


def _relations(parts: Parts, source: str) -> dict[str, tuple[str, str]]:
    """Return what a part is related to: the last word of the relation's kind and the part's name, by id."""
    folder, found = dirname(source), {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes["Type"].rpartition("/")[2]
            found[attributes["Id"]] = (kind, normpath(join("/", folder, attributes["Target"])).lstrip("/"))

    parts.read(join(folder, "_rels", f"{source.rpartition('/')[2]}.rels"), start, _nothing)
    return found


def _formats(parts: Parts, name: str) -> dict[str, bool]:
    """Return the numbers of the styles that show a number as a day (False) or as a length of time (True)."""
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
    known = {id: _as_duration(id, codes.get(id)) for id in set(styles)}
    return {str(number): shown for number, id in enumerate(styles) if (shown := known[id]) is not None}


def _as_duration(id: str, code: str | None) -> bool | None:
    """Return whether a format shows a length of time (True), a day (False), or neither (None)."""
    if code is None:
        return True if id in _BUILT_IN_DURATIONS else False if id in _BUILT_IN_DATES else None
    code = _NO_DATE.sub("", code.split(";")[0])
    return (_DURATION.search(code) is not None) if _DATE.search(code) else None


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

    def __init__(self, strings: Sequence[str], formats: Mapping[str, bool], epoch: datetime, max_column: int) -> None:
        super().__init__()
        self.found: list[WorkbookRow] = []
        self._strings, self._formats, self._epoch, self._max_column = strings, formats, epoch, max_column
        self._columns: dict[str, int] = {}
        self._row: dict[int, Cell] = {}
        self._number, self._column = 0, -1
        self._kind: str | None = None
        self._style: str | None = None
        self._formula: str | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = (self._names or self._learn(name)).get(name)
        if local == "c":
            reference = attributes.get("r")
            self._column = self._column + 1 if reference is None else self._column_of(reference)
            if self._column >= MOST_COLUMNS:
                raise UnreadableFileError(TOO_MANY_COLUMNS, limit=MOST_COLUMNS)
            self._kind, self._style, self._formula = attributes.get("t"), attributes.get("s"), None
        elif local in ("v", "t", "f"):
            self._open()
        elif local == "row":
            self._begin_row(attributes.get("r"))
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
        elif local == "rPh":
            self._pronounced = False

    def _begin_row(self, said: str | None) -> None:
        number = self._number + 1 if said is None else int(said)
        if number > LAST_ROW:
            raise UnreadableFileError(TOO_MANY_ROWS, limit=LAST_ROW)
        if number <= self._number:
            raise UnreadableFileError(NOT_EXCEL)
        self._number, self._column, self._row = number, -1, {}

    def _end_cell(self, said: str) -> None:
        if self._column > self._max_column:
            return
        if self._formula:  # What it was worth when Excel saved the file is not what was typed.
            self._row[self._column] = f"={self._formula}"
        elif said:
            self._row[self._column] = self._value(said)

    def _value(self, said: str) -> Cell:
        kind = self._kind
        if kind == "s":
            return self._strings[int(said)]
        if kind is None or kind == "n":
            number = float(said) if "." in said or "e" in said or "E" in said else int(said)
            duration = self._formats.get(self._style) if self._style is not None else None
            return number if duration is None else _moment(number, self._epoch, duration=duration)
        if kind == "b":
            return said not in ("0", "false")
        if kind == "d":
            return datetime.fromisoformat(said.removesuffix("Z"))
        return said  # A text of its own, an error such as #N/A.

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
