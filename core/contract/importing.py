"""What a module declares of the files that it imports; how they are read, checked and shown is the core's."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.contract.acting import Permission
from core.contract.module import Label

if TYPE_CHECKING:
    from core.exchange.flaws import Flaw
    from core.exchange.importing import ImportPlan
    from core.exchange.own import OwnList
    from core.exchange.reading import Sheet, SheetColumn
    from core.exchange.values import Cell
    from core.programme.models import Edition
    from core.tenancy.unit import Unit


def _nothing(_unit: Unit, _edition: Edition) -> str | None:
    """A file that refers to nothing but itself."""
    return None


@dataclass(frozen=True, slots=True)
class Subject:
    """What a row stands for: a registration or an offer, one of the two, and whom it names."""

    registration_id: uuid.UUID | None = None
    offer_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A row as the edition has it: what would stand in the cells of a file, its name, and what it stands for."""

    name: str
    cells: Mapping[str, Cell]
    subject: Subject


@dataclass(frozen=True, slots=True)
class ByHand:
    """How rows of a kind of file are entered and corrected one by one, on pages that the core has for it (IM-13)."""

    #: Returns the row of a reference, or None when there is none that the actor may correct.
    row: Callable[[Unit, Edition, str], KnownRow | None]
    #: The page of what a reference stands for, which is its argument, and the list of all of them.
    page: str
    list: str
    #: The columns that are asked for of somebody new, and the prefix of the references that are counted for them; none
    #: where a hand adds nothing.
    adds: tuple[str, ...] = ()
    prefix: str = ""
    #: The columns that can be corrected.
    corrects: tuple[str, ...] = ()
    #: Columns without which no row of a file can be, and which a correction leaves as they are when nothing is typed.
    kept: tuple[str, ...] = ()
    #: Columns that say something together only: with one that is typed go the others.
    together: tuple[str, ...] = ()
    #: What the fields from a column on are about, said above them.
    headings: Mapping[str, Label] = field(default_factory=dict)
    #: What can be chosen for a column, each with its words, instead of typing; or only proposed while one types.
    options: Callable[[Unit, Edition], Mapping[str, Sequence[tuple[str, str]]]] = lambda _unit, _edition: {}
    proposals: Callable[[Unit, Edition], Mapping[str, Sequence[str]]] = lambda _unit, _edition: {}
    #: Columns that are asked for only where `options` has something to choose for them.
    chosen: tuple[str, ...] = ()
    #: Whether another person can take the place of the one whom a row names.
    hands_over: bool = False
    #: The button that leads to adding, and the one that leads to correcting.
    add: Label = ""
    correct: Label = ""


@dataclass(frozen=True, slots=True)
class ImportKind:
    """A kind of Excel file that is imported into an edition: its columns, and what its rows mean."""

    #: The word of the command, of the trail and of addresses ("hosts").
    name: str
    #: What the page calls it, and what the command's help says of it.
    label: Label
    help: str
    columns: tuple[SheetColumn, ...]
    #: Checks a sheet against an edition and decides what it does, without writing: `plan(unit, edition, sheet)`, in a
    #: fixed number of statements. A plan of what is there already has nothing new and nothing updated.
    plan: Callable[[Unit, Edition, Sheet], ImportPlan]
    permission: Permission
    #: What can be wrong with its cells beyond what can be wrong with any file.
    flaws: tuple[Flaw, ...] = ()
    #: What comes next, said once a file is imported; and a page to go to, as its label and endpoint.
    then: Label | None = None
    leads_to: tuple[Label, str] | None = None
    #: Says which kind of file has to come first, while the edition lacks what this one refers to.
    after: Callable[[Unit, Edition], str | None] = _nothing
    #: What changes are called that have no column of their own.
    titles: Mapping[str, Label] = field(default_factory=dict)
    #: Whether a whole import may be undone while nothing followed: not where somebody is told of it at once.
    undoable: bool = True
    #: The list of ours that may be imported again.
    own: OwnList | None = None
    #: How its rows are entered and corrected one by one, on pages.
    by_hand: ByHand | None = None
