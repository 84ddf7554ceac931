"""What an import would do, decided before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plugins.immersion.importing.checked import Checked


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """A checked file: the references that are new, those that change with the columns that do, and how to write them.

    `write` is called at most once, in the transaction in which the plan was made; never in a dry run.
    """

    checked: Checked[Any]
    new: Sequence[str]
    updated: Mapping[str, Sequence[str]]
    write: Callable[[], None]
