"""The parts of a workbook, which is an archive of XML: each is read as a stream, at a cost that a limit bounds.

A small file can say that it is a very large one. Nothing here believes what a file says of itself: what is unfolded is
counted while it is read, and nothing is made of an element before its turn.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Final
from xml.parsers import expat

from core.exchange.errors import EMPTY, NOT_EXCEL, OLD_EXCEL, PASSWORD, TOO_BIG, UnreadableFileError

MAX_BYTES: Final = 20 * 1024 * 1024
MAX_ENTRIES: Final = 2_000
MAX_UNFOLDED_BYTES: Final = 300 * 1024 * 1024
#: Beginnings and ends of elements in a part: 50,000 rows of 25 cells, each a text of its own, have 8 million.
MAX_SIGNS: Final = 12_000_000
#: A tag with its attributes is shorter; a longer one would be looked through again for each piece that arrives.
LONGEST_TAG: Final = 1024 * 1024

#: How a file begins that Excel wrote before 2007, or that it wrote with a password.
_COMPOUND_FILE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
#: How each entry begins in the directory of an archive.
_ENTRY: Final = b"PK\x01\x02"
_CHUNK: Final = 256 * 1024

Listen = Callable[[expat.XMLParserType], None]
Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


class Parts:
    """The parts of a workbook by name; small and large letters, and kinds of slashes, are alike."""

    def __init__(self, content: bytes) -> None:
        """Open a workbook; raises UnreadableFileError for what is none, or is larger than any sheet of people."""
        _refuse_other_files(content)
        try:
            self._archive = zipfile.ZipFile(BytesIO(content))
        except Exception as error:
            # zipfile has no common name for what a broken archive makes it raise.
            raise UnreadableFileError(NOT_EXCEL) from error
        entries = self._archive.infolist()
        #: What all parts unfold to; no part unfolds to more than it says.
        self.unfolded_bytes = sum(entry.file_size for entry in entries)
        if self.unfolded_bytes > MAX_UNFOLDED_BYTES:
            raise UnreadableFileError(TOO_BIG, limit=MAX_UNFOLDED_BYTES)
        self._entries: Mapping[str, zipfile.ZipInfo] = {_key(entry.filename): entry for entry in entries}

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._entries

    def read(self, name: str, start: Start, end: End, text: Listen | None = None) -> None:
        """Read a part to its end; the handlers are told of its elements by the names in the file.

        `text` is given the parser first, to have texts handed over where it wants them. Raises UnreadableFileError.
        """
        for _ in self.pieces(name, start, end, text):
            pass

    def pieces(self, name: str, start: Start, end: End, text: Listen | None = None) -> Iterator[None]:
        """Read a part as `read` does, and stop after each piece, for whoever wants to take what was found so far."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.StartDoctypeDeclHandler = _refuse_doctype
        if text is not None:
            text(parser)
        fed = signs = 0
        with self._archive.open(self._entries[_key(name)]) as stream:
            while chunk := stream.read(_CHUNK):
                signs += chunk.count(b"<")
                if signs <= MAX_SIGNS:
                    parser.Parse(chunk)
                fed += len(chunk)
                if signs > MAX_SIGNS or fed - parser.CurrentByteIndex > LONGEST_TAG:
                    raise UnreadableFileError(TOO_BIG, limit=MAX_UNFOLDED_BYTES)
                yield
            parser.Parse(b"", True)
            yield


def _refuse_other_files(content: bytes) -> None:
    if not content:
        raise UnreadableFileError(EMPTY)
    if len(content) > MAX_BYTES:
        raise UnreadableFileError(TOO_BIG, limit=MAX_BYTES)
    if content.startswith(_COMPOUND_FILE):
        raise UnreadableFileError(PASSWORD if _ENCRYPTED in content else OLD_EXCEL)
    if content.count(_ENTRY) > MAX_ENTRIES:  # Before the directory is read, which costs time for each entry.
        raise UnreadableFileError(TOO_BIG, limit=MAX_UNFOLDED_BYTES)


def _refuse_doctype(*_declaration: object) -> None:
    """A workbook declares no entities: one that does wants to unfold them."""
    raise UnreadableFileError(NOT_EXCEL)


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()
