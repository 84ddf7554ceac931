"""Looks at what a workbook unfolds to before anything is made of it: a small file can hold more than a machine bears.

Bytes alone do not tell. A row is built whole in memory, at a hundred bytes for a cell of four, and every piece of a
file costs time; so the pieces are counted, which takes a hundredth of the time that reading them takes.
"""

from __future__ import annotations

import re
import zipfile
from typing import Final

MAX_ENTRIES: Final = 2_000
MAX_UNFOLDED_BYTES: Final = 300 * 1024 * 1024
#: Beginnings and ends of elements in a sheet, or in its texts: 50,000 rows of 25 cells have 8 million at most.
MAX_SIGNS: Final = 12_000_000
#: The same for styles and the like, of which each costs far more: 64,000 styles, the most that Excel keeps, have fewer.
MAX_OTHER_SIGNS: Final = 600_000
#: A row of 256 long texts is shorter.
LONGEST_ROW: Final = 12 * 1024 * 1024

_CHUNK: Final = 1024 * 1024
_ROWS: Final = re.compile(r"xl/worksheets/|sharedstrings", re.I)
_ROW_BEGINS: Final = re.compile(rb"<(?:\w+:)?(?:row|si)[\s/>]")


def unfolds_too_far(archive: zipfile.ZipFile) -> bool:
    """Say whether a workbook unfolds to more than a sheet of people can hold.

    Raises what zipfile raises for an entry that is broken or encrypted.
    """
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNFOLDED_BYTES:
        return True
    return any(_has_too_much(archive, entry, holds_rows=bool(_ROWS.search(entry.filename))) for entry in entries)


def _has_too_much(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, holds_rows: bool) -> bool:
    most = MAX_SIGNS if holds_rows else MAX_OTHER_SIGNS
    signs = since_row = 0
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            signs += chunk.count(b"<")
            since_row = 0 if _ROW_BEGINS.search(chunk) else since_row + len(chunk)
            if signs > most or (holds_rows and since_row > LONGEST_ROW):
                return True
    return False
