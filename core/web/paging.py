"""One page of a long list, and the addresses of the others."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from core.web.addresses import this_page


@dataclass(frozen=True, slots=True)
class Page:
    """Page `number` (from 1) of a list of `total` rows, `size` on a page."""

    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The number of the first row shown, from 1; 0 for an empty list."""
        return min(self.total, (self.number - 1) * self.size + 1)

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return min(self.total, self.number * self.size)


def wanted_page() -> int:
    """Return the page the reader asks for; anything that is no page is the first."""
    asked = request.args.get("page", "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


def page_url(number: int) -> str:
    """Return the address of page `number` of this list, with its filters."""
    return this_page(page=number)
