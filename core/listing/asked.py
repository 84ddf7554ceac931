"""What a reader asks of a list, as the address of a page says it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from core.listing.filters import LONGEST_TEXT, Filter
from core.listing.spec import ListSpec, Terms


@dataclass(frozen=True, slots=True)
class Asked:
    """How a list is narrowed, how it is sorted, and from where on it is read.

    `values` are those of filters that narrow something. A part begins after the row `after`, or ends before the row
    `before`, or is the last one, or is the whole, for paper: one of the four.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    after: uuid.UUID | None = None
    before: uuid.UUID | None = None
    last: bool = False
    whole: bool = False


#: The whole list in its own order, from its beginning.
EVERYTHING: Final = Asked()


def read_asked(spec: ListSpec, said: Mapping[str, str], terms: Terms) -> Asked:
    """Read what is asked; what no list offers asks for nothing, so that an old address still shows a list.

    An address that asks for several parts, which no list writes, gets the last one, else the one before a row.
    """
    values = {each.key: value for each in spec.filters if (value := _value(each, said.get(each.key, ""), terms))}
    sort = said.get("sort", "")
    sortable = {head.key for head in spec.heads if spec.by_key[head.key].sorted_by}
    last, whole, before = said.get("page") == "last", said.get("page") == "all", _row(said.get("before", ""))
    return Asked(
        values=values,
        sort=sort if sort.removeprefix("-") in sortable else "",
        after=None if last or whole or before else _row(said.get("after", "")),
        before=None if last or whole else before,
        last=last,
        whole=whole,
    )


def options_of(each: Filter, terms: Terms) -> Mapping[str, object]:
    """Return what a filter offers, value by value, with the words for it."""
    return terms[each.options] if isinstance(each.options, str) else dict(each.options or ())


def _value(each: Filter, said: str, terms: Terms) -> str:
    if each.options is None:
        return said.strip()[:LONGEST_TEXT]
    return said if said in options_of(each, terms) else ""


def _row(said: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(said)
    except ValueError:
        return None
