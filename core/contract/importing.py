"""What a module declares of the files that it imports; how they are read, checked and shown is the core's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.contract.acting import Permission
from core.contract.module import Label

if TYPE_CHECKING:
    from core.exchange.flaws import Flaw
    from core.exchange.importing import ImportPlan
    from core.exchange.own import OwnList
    from core.exchange.reading import Sheet, SheetColumn
    from core.programme.models import Edition
    from core.tenancy.unit import Unit


def _nothing(_unit: Unit, _edition: Edition) -> str | None:
    """A file that refers to nothing but itself."""
    return None


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
