"""A list as a page shows it: its head with links that sort, its filters, its rows, and the ways to the other parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _

from core.contract.module import Label
from core.language.wording import capital
from core.listing.asked import Asked, options_of, read_asked
from core.listing.columns import Column
from core.listing.reading import ListRow, Part, read_part
from core.listing.spec import PAGE_SIZE, ListSpec, Scope, Terms
from core.tenancy.unit import Unit
from core.web.addresses import this_page, this_path
from core.web.locale import current_language

#: What an address says of the part of the list, which another order or other filters begin anew.
_PLACE = frozenset({"after", "before", "page"})


@dataclass(frozen=True, slots=True)
class HeadCell:
    """The head of a column: its words, how its cells stand, and if one can sort by it, how it is and the other way."""

    key: str
    label: str
    kind: str
    url: str | None = None
    #: "ascending" or "descending", as aria-sort says it; None when the list is sorted by another column.
    sorted: str | None = None


@dataclass(frozen=True, slots=True)
class FilterField:
    """A field above the list: what it says, and what can be chosen in it; without options one types."""

    key: str
    label: Label
    value: str
    options: Sequence[tuple[str, object]] | None = None


@dataclass(frozen=True, slots=True)
class ListPage:
    """One part of a list, ready for components/lists.html."""

    spec: ListSpec
    part: Part
    asked: Asked
    heads: Sequence[HeadCell]
    fields: Sequence[FilterField]
    #: By what one sorts where no head is in sight; None when there is nothing to choose.
    sorting: FilterField | None
    terms: Terms
    may_export: bool
    #: Whether rows of others are left out.
    in_part: bool
    #: The page of a row.
    link: Callable[[ListRow], str] | None = None
    size: int = PAGE_SIZE

    @property
    def rows(self) -> Sequence[ListRow]:
        """The rows."""
        return self.part.rows

    @property
    def total(self) -> int:
        """How many rows the list has, in all its parts."""
        return self.part.total

    @property
    def narrowed(self) -> bool:
        """Whether a filter is in use."""
        return bool(self.asked.values)

    @property
    def clear_url(self) -> str:
        """The way to the whole list."""
        return this_path()

    @property
    def kept(self) -> dict[str, str]:
        """What narrows and sorts the list, as an address says it."""
        return {**self.asked.values, **({"sort": self.asked.sort} if self.asked.sort else {})}

    @property
    def label(self) -> Mapping[str, str]:
        """The words of the heads by their keys; the cells carry them for who reads on a phone."""
        return {head.key: head.label for head in self.heads}

    @property
    def several(self) -> bool:
        """Whether there are other parts."""
        return self.total > len(self.rows)

    @property
    def first_url(self) -> str | None:
        """The way to the first part; None when this is it."""
        return here() if self.part.first > 1 else None

    @property
    def previous_url(self) -> str | None:
        """The way to the part before this one, if there is any."""
        if self.part.first <= 1:
            return None
        return here(before=str(self.rows[0].id)) if self.part.first > self.size + 1 else here()

    @property
    def next_url(self) -> str | None:
        """The way to the part behind this one, if there is any."""
        return here(after=str(self.rows[-1].id)) if self.part.last < self.total else None

    @property
    def last_url(self) -> str | None:
        """The way to the last part; None when this is it."""
        return here(page="last") if self.part.last < self.total else None

    @property
    def whole_url(self) -> str | None:
        """The way to the whole list on one page; None when this is it."""
        return here(page="all") if self.several and not self.asked.whole else None

    @property
    def parts_url(self) -> str | None:
        """The way from the whole list on one page back to its first part; None where there is none."""
        return here() if self.asked.whole and self.total > self.size else None

    def column(self, key: str) -> Column:
        """Return the column `key`, for a cell that is shown as its kind says."""
        return self.spec.by_key[key]

    def named(self, key: str, row: Any) -> str:
        """Name the code or the codes in a column, as the vocabulary does; one that it lacks stays as it is."""
        value, words = getattr(row, key), self.terms[self.spec.by_key[key].terms]
        if isinstance(value, str):
            return words.get(value, value)
        return ", ".join(words.get(code, code) for code in value or ())


def list_page(
    unit: Unit,
    spec: ListSpec,
    scope: Scope | None = None,
    terms: Terms | None = None,
    *,
    link: Callable[[ListRow], str] | None = None,
    size: int = PAGE_SIZE,
) -> ListPage:
    """Read the part of a list that this request asks for.

    `scope` are the parameters of its statement, `terms` the vocabularies of its columns and filters; `link` gives the
    address of a row's own page.

    Four statements, one more when it begins neither at the list's beginning nor at its end. Raises NotAllowedError
    without the right.
    """
    terms = terms or {}
    asked = read_asked(spec, request.args, terms)
    part = read_part(unit, spec, in_language(scope), asked, size=size)
    return ListPage(
        spec=spec,
        part=part,
        asked=asked,
        heads=_heads(spec, asked),
        fields=_fields(spec, asked, terms),
        sorting=_sorting(spec, asked),
        terms=terms,
        may_export=spec.export is not None and unit.actor.may(spec.export),
        in_part=not spec.permission.by_module and unit.actor.territories(spec.permission) is not None,
        link=link,
        size=size,
    )


def in_language(scope: Scope | None) -> dict[str, Any]:
    """Return the parameters of a list with the reader's language among them."""
    return {"language": current_language(), **(scope or {})}


def here(**changes: str) -> str:
    """Return the address of this list with another part of it, its filters and its order as they are."""
    gone = {name: None for name, value in request.args.items() if name in _PLACE or not value}
    return this_page(**{**gone, **changes})


def _heads(spec: ListSpec, asked: Asked) -> list[HeadCell]:
    order = asked.sort or spec.order
    heads = []
    for head in spec.heads:
        column, label = spec.by_key[head.key], spec.label_of(head)
        kind = "number" if column.kind in ("number", "limit") else "text"
        if not column.sorted_by:
            heads.append(HeadCell(head.key, str(label), kind))
            continue
        mine = order.removeprefix("-") == head.key
        down = order.startswith("-")
        heads.append(
            HeadCell(
                head.key,
                str(label),
                kind,
                url=here(sort=head.key if down or not mine else f"-{head.key}"),
                sorted=("descending" if down else "ascending") if mine else None,
            )
        )
    return heads


def _fields(spec: ListSpec, asked: Asked, terms: Terms) -> list[FilterField]:
    fields = []
    for each in spec.filters:
        options = None
        if each.options is not None:
            words = ((value, capital(str(said))) for value, said in options_of(each, terms).items())
            options = [("", each.everything), *words]
        fields.append(FilterField(each.key, each.label, asked.values.get(each.key, ""), options))
    return fields


def _sorting(spec: ListSpec, asked: Asked) -> FilterField | None:
    """Return the choice of an order: the list's own first, then each column that sorts, in both directions."""
    ways = {}
    for head in spec.heads:
        if spec.by_key[head.key].sorted_by:
            ways[head.key] = _("%(column)s, ascending", column=spec.label_of(head))
            ways[f"-{head.key}"] = _("%(column)s, descending", column=spec.label_of(head))
    own = ways.pop(spec.order, None) or str(spec.by_key[spec.order.removeprefix("-")].label)
    chosen = "" if asked.sort == spec.order else asked.sort
    return FilterField("sort", _("Sort by"), chosen, [("", own), *ways.items()]) if ways else None
