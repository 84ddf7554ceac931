"""What a check hands over: the valid rows, each with what it would change, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from plugins.immersion.importing.faults import Fault

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Checked(Generic[R]):
    """The result of checking a sheet: `count` rows that are not empty, of which `rows` have no fault."""

    count: int
    rows: Sequence[R]
    faults: Sequence[Fault]
    warnings: Sequence[Fault]
