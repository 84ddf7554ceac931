"""How a spreadsheet shows a number: as a day, as a length of time, or with zeros and letters that it has not.

Only formats that add something to a whole number are followed: "0470 00 00 02" and "H001" are numbers of which people
see more than is kept. Decimals, thousands and currencies are for the eye alone, and the number stays a number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

#: Numbers of formats that show a number as a day or a time, and as a length of time (ECMA-376, 18.8.30).
_BUILT_IN_DATES: Final = frozenset(map(str, (*range(14, 23), 45, 47)))
_BUILT_IN_DURATIONS: Final = frozenset({"46"})
#: In a format, what is in quotes or in brackets is no part of a day, unless it counts hours, minutes or seconds.
_NO_DATE: Final = re.compile(r'".*?"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]', re.I)
_DATE: Final = re.compile(r"(?<![_\\])[dmhys]", re.I)
_DURATION: Final = re.compile(r"\[(?:hh?|mm?|ss?)\]", re.I)
#: A piece of a format for whole numbers: a text, a sign, a place for a digit; room and filling, which nobody reads.
_PIECE: Final = re.compile(
    r'"(?P<text>[^"]*)"|\\(?P<sign>.)|(?P<room>[_*].|\[[a-z0-9 ]+\])|(?P<place>[0#?])|(?P<bare>[ ()+/:-])', re.I
)


@dataclass(frozen=True, slots=True)
class Format:
    """How numbers of a style are shown: as days, as lengths of time, or by `pieces`, each a text or a digit's place."""

    day: bool = False
    duration: bool = False
    #: Places for digits are "0" (a zero where there is none) and "#" (nothing); texts stand in a tuple of their own.
    pieces: tuple[str | tuple[str], ...] = ()

    def shown(self, number: int | float) -> str | None:
        """Return what people see of a number, None where it is the number itself."""
        if not self.pieces or number < 0 or number != int(number):
            return None
        return _filled(self.pieces, str(int(number)))


def formats_of(styles: Sequence[str], codes: Mapping[str, str]) -> dict[str, Format]:
    """Return the styles that show a number otherwise than it is, each by its number.

    `styles` holds for each style the id of its format, `codes` the formats that the workbook brings, by id.
    """
    known = {id: format_of(id, codes.get(id)) for id in set(styles)}
    return {str(number): found for number, id in enumerate(styles) if (found := known[id]) is not None}


def format_of(id: str, code: str | None) -> Format | None:
    """Return how a format shows numbers; None for one that shows them as they are."""
    if code is None:
        if id in _BUILT_IN_DURATIONS:
            return Format(duration=True)
        return Format(day=True) if id in _BUILT_IN_DATES else None
    of_positive = code.split(";")[0]
    bare = _NO_DATE.sub("", of_positive)
    if _DATE.search(bare):
        return Format(duration=True) if _DURATION.search(bare) else Format(day=True)
    pieces = _pieces(of_positive)
    return Format(pieces=pieces) if pieces else None


def _pieces(code: str) -> tuple[str | tuple[str], ...]:
    """Return the pieces of a format that adds something to a whole number, nothing for any other."""
    found: list[str | tuple[str]] = []
    end = 0
    for match in _PIECE.finditer(code):
        if match.start() != end:
            return ()
        end = match.end()
        if place := match["place"]:
            found.append("0" if place == "0" else "#")
        elif said := match["text"] or match["sign"] or match["bare"]:
            found.append((said,))
    places = [piece for piece in found if isinstance(piece, str)]
    adds = len(places) < len(found) or places.count("0") > 1
    return tuple(found) if end == len(code) and places and adds else ()


def _filled(pieces: tuple[str | tuple[str], ...], digits: str) -> str:
    """Fill the places from the right; what is left of the digits stands in the first place."""
    first = next(number for number, piece in enumerate(pieces) if isinstance(piece, str))
    written: list[str] = []
    for number in range(len(pieces) - 1, -1, -1):
        piece = pieces[number]
        if isinstance(piece, tuple):
            written.append(piece[0])
        elif number == first:
            written.append(digits or ("0" if piece == "0" else ""))
        else:
            written.append(digits[-1:] or ("0" if piece == "0" else ""))
            digits = digits[:-1]
    return "".join(reversed(written)).strip()
