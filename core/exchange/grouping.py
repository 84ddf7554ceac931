"""What was found in a sheet, told once where it repeats: a line for a flaw of a column, with its rows (finding 14)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from core.database.rows import grouped
from core.exchange.checking import Finding

#: So many cells with one flaw are each a line, for then it helps to see what each says.
EACH_ALONE: Final = 3
#: So many different values, and so many stretches of rows, are named of a group.
VALUES_NAMED: Final = 5
STRETCHES_NAMED: Final = 40


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """Cells of one column with one flaw: their rows ("2-5, 9"), how many they are, and what they say."""

    rows: str
    count: int
    column: str
    flaw: str
    said: str


def group_findings(findings: Iterable[Finding]) -> list[FoundGroup]:
    """Return what was found, in the order of its first rows; what repeats in a column is one group."""
    told: list[FoundGroup] = []
    for same in grouped(((each.column, each.flaw), each) for each in findings).values():
        parts = [[each] for each in same] if len(same) <= EACH_ALONE else [same]
        told += [_group(part) for part in parts]
    return told


def stretches(numbers: Iterable[int]) -> str:
    """Return numbers of rows as people write them: 2, 3, 4 and 9 are "2-4, 9"; very many end in "…"."""
    found = []
    for _, stretch in groupby(enumerate(sorted(set(numbers))), key=lambda each: each[1] - each[0]):
        rows = [number for _, number in stretch]
        found.append(str(rows[0]) if len(rows) == 1 else f"{rows[0]}-{rows[-1]}")
    return ", ".join(found if len(found) <= STRETCHES_NAMED else [*found[:STRETCHES_NAMED], "…"])


def _group(same: Sequence[Finding]) -> FoundGroup:
    values = list(dict.fromkeys(each.said for each in same if each.said))
    said = ", ".join(values if len(values) <= VALUES_NAMED else [*values[:VALUES_NAMED], "…"])
    first = same[0]
    return FoundGroup(stretches(each.row for each in same), len(same), first.column, first.flaw, said)
