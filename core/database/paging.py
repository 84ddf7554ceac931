"""A list read page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

#: How many rows a page of a list shows.
PAGE_SIZE = 50

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of a list is wanted: page `number` from 1 of `size` rows, or all of it where `size` is None."""

    number: int = 1
    size: int | None = PAGE_SIZE

    @property
    def offset(self) -> int:
        """How many rows come before the page."""
        return (max(self.number, 1) - 1) * (self.size or 0)


#: The whole list, for an export.
WHOLE = Paging(size=None)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """The rows of one page, and how many there are in all."""

    rows: Sequence[T]
    total: int
    number: int
    size: int | None

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size)) if self.size else 1

    @property
    def first(self) -> int:
        """The place of the page's first row in the whole list, from 1; 0 when there is none."""
        return (self.number - 1) * (self.size or 0) + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The place of the page's last row in the whole list."""
        return self.first + len(self.rows) - 1 if self.rows else 0
