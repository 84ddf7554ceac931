"""A list, specified once: where its rows come from, who sees which, its columns, filters and order."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from sqlalchemy import ARRAY, ColumnElement, Date, Select, String, Uuid, bindparam, cast
from sqlalchemy.orm import InstrumentedAttribute

from core.contract.acting import Actor, Permission
from core.contract.module import Label
from core.listing.columns import Column
from core.listing.filters import Filter

#: How many rows a page of a list shows.
PAGE_SIZE: Final = 50
#: What the address of a list, or of its file, says beside its filters.
TAKEN: Final = frozenset({"sort", "after", "before", "page", "waiting", "file", "lang"})
#: The reader's language, and the tenant's own, for expressions that say something in one of them.
LANGUAGE: Final = bindparam("language", type_=String())
HOME_LANGUAGE: Final = bindparam("home_language", type_=String())
#: The day it is, on the clock of what is listed.
TODAY: Final = cast(bindparam("today", type_=String()), Date)
#: The territories in which the actor may read the list; NULL for everywhere (`core.directory.listed.in_reach`).
REACH: Final = bindparam("reach", type_=ARRAY(Uuid))
#: A statement, whatever its columns.
Statement = Select[*tuple[Any, ...]]
#: The values of the parameters in a list's statement, such as its edition.
Scope = Mapping[str, Any]
#: The words for the codes of a vocabulary, by the vocabulary's name, in the reader's language and in their order.
Terms = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Head:
    """A column on the page, under its own label or another one."""

    key: str
    label: Label | None = None


@dataclass(frozen=True, eq=False)
class ListSpec:
    """A list. Its parameters (`bindparam`), such as the edition, are filled from the scope.

    LANGUAGE, TODAY and REACH are filled by themselves.
    """

    name: str
    title: Label
    #: The id of the rows that are listed. The joins of `source` are written outwards from there, and multiply no row.
    key: InstrumentedAttribute[uuid.UUID]
    source: Statement
    #: Who may read the list, and the criterion for the rows that exist for an actor.
    permission: Permission
    visible: Callable[[Actor], ColumnElement[bool]]
    #: In the order of the sheet.
    columns: tuple[Column, ...]
    #: In the order of the page.
    heads: tuple[Head, ...]
    #: The key of the column by which the list is sorted at first; with a "-" before it from the last to the first.
    order: str
    filters: tuple[Filter, ...] = ()
    #: Who may take the list home as a file.
    export: Permission | None = None
    #: How a file of the list is called, and the act in the trail when somebody takes it home.
    file_name: Label | None = None
    act: str = ""
    by_key: Mapping[str, Column] = field(init=False)

    def __post_init__(self) -> None:
        """Look at once whether the parts fit together; raises ValueError when they do not."""
        by_key = {column.key: column for column in self.columns}
        object.__setattr__(self, "by_key", by_key)
        unknown = {self.order.removeprefix("-"), *(head.key for head in self.heads)} - by_key.keys()
        if unknown or len(by_key) != len(self.columns):
            raise ValueError(f"The list {self.name} has columns twice, or names some it lacks: {sorted(unknown)}.")
        if self.export is not None and (self.file_name is None or not self.act):
            raise ValueError(f"The list {self.name} does not say how its file is called, or what the trail says of it.")
        if taken := TAKEN & {each.key for each in self.filters}:
            raise ValueError(
                f"The list {self.name} has filters named as what its address says besides: {sorted(taken)}."
            )

    @property
    def owner(self) -> str:
        """The module, or the room of the core, whose list it is."""
        return self.permission.owner

    def label_of(self, head: Head) -> Label:
        """Return what a column is called on the page."""
        return (self.by_key[head.key].label if head.label is None else head.label) or ""

    @cached_property
    def rows(self) -> Statement:
        """Read every column of every row under its key, and the row's `id`.

        Put together once: that takes longer than to run it.
        """
        labelled = [self.key.label("id"), *(column.expression.label(column.key) for column in self.columns)]
        return self.source.with_only_columns(*labelled, maintain_column_froms=True)
