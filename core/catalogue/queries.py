"""Reads of the catalogue: a part of it, the numbers of its facets, one entry; a fixed number of statements each."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Executable,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import InstrumentedAttribute

from core.catalogue import asked as order
from core.catalogue.asked import Asked
from core.catalogue.facets import EVERY, LEFT, Counts, value_of
from core.catalogue.models import Entries
from core.database.rows import AnyRow
from core.tenancy.unit import Unit

#: So many entries stand on a page, and so many when somebody wants them all, to print them.
PAGE: Final = 20
WHOLE: Final = 500

#: What a list shows of an entry.
_LISTED: Final = (
    *("id", "module", "edition", "reference", "title", "institution", "service", "municipality", "territory"),
    *("facets", "places", "taken", "requests"),
)
#: More than any number of places.
_NO_LIMIT: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Among:
    """Which entries are meant: of these editions of a network, kept in that table."""

    entries: Entries
    edition_ids: tuple[uuid.UUID, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Some entries in their order, and whether others come before and behind them."""

    rows: Sequence[AnyRow]
    earlier: bool
    later: bool


def read_counts(unit: Unit, among: Among, asked: Asked) -> Counts:
    """Count what is found, and what each value of each facet would leave of it; one statement.

    What is chosen of a facet narrows the others and not itself, so that each number is what the list would have. So
    those of a facet of which something is chosen are counted by themselves, among what fits everything else.
    """
    chosen = {facet: _has(among.entries, facet, asked) for facet in asked.chosen.facets}
    rest = _counted(unit, among, asked, chosen.values())
    for facet in chosen:
        rest = rest.where(~_is_of(rest.selected_columns[0], facet))
    parts = [rest]
    for facet in chosen:
        part = _counted(unit, among, asked, [has for other, has in chosen.items() if other != facet])
        parts.append(part.where(_is_of(part.selected_columns[0], facet)))
    query: Executable = parts[0] if len(parts) == 1 else union_all(*parts)
    return Counts.of((value, number) for value, number in unit.session.execute(query))


def read_part(unit: Unit, among: Among, asked: Asked, language: str) -> Part:
    """Read the entries that are asked for; one statement. A row to begin at that is gone means the beginning."""
    size = WHOLE if asked.whole else PAGE
    keys = _keys(among.entries, asked, language)
    at, backwards = asked.after or asked.before, asked.before is not None
    down = backwards != (asked.sort == order.NEWEST)
    query = _listed(unit, among, asked)
    if at is not None:
        query = query.where(_beyond(unit, among, keys, at, down=down))
    ordered = query.order_by(*(key.desc() if down else key for key in keys)).limit(size + 1)
    rows = list(unit.session.execute(ordered))
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        return Part(rows[::-1], earlier=more, later=True)
    return Part(rows, earlier=at is not None, later=more)


def read_some(unit: Unit, among: Among, ids: Sequence[uuid.UUID]) -> Sequence[AnyRow]:
    """Read entries by their ids, in the order of their names; one statement."""
    entries = among.entries
    query = select(*_columns(entries)).where(_meant(unit, among), entries.id.in_(ids))
    return unit.session.execute(query.order_by(entries.name_key, entries.id)).all()


def find_entry(unit: Unit, among: Among, reference: str) -> AnyRow | None:
    """Return one entry whole by the reference of its offer, or None; one statement."""
    entries = among.entries
    more = (entries.nis, entries.postal_code, entries.details, entries.organisation_id, entries.edition_id)
    query = select(*_columns(entries), *more).where(_meant(unit, among), entries.reference == reference)
    return unit.session.execute(query).first()


def _columns(entries: Entries) -> list[Any]:
    return [getattr(entries, name) for name in _LISTED]


def _listed(unit: Unit, among: Among, asked: Asked) -> Select[Any]:
    entries = among.entries
    chosen = (_has(entries, facet, asked) for facet in asked.chosen.facets)
    return select(*_columns(entries)).where(_meant(unit, among), _found(entries, asked), *chosen)


def _counted(unit: Unit, among: Among, asked: Asked, chosen: Iterable[ColumnElement[bool]]) -> Select[tuple[str, int]]:
    """Return the statement that counts every value of what is found and fits."""
    entries = among.entries
    every = case((_left(entries), _texts([value_of(LEFT.code, "yes"), EVERY])), else_=_texts([EVERY]))
    kept = func.unnest(entries.facets + every, type_=Text)
    found = select(kept.label("kept")).where(_meant(unit, among), _found(entries, asked), *chosen).subquery()
    return select(found.c.kept, func.count()).group_by(found.c.kept)


def _is_of(kept: ColumnElement[Any], facet: str) -> ColumnElement[bool]:
    """Return the criterion that a value is one of a facet."""
    of_it: ColumnElement[bool] = func.starts_with(kept, f"{facet}=", type_=Boolean)
    return of_it


def _meant(unit: Unit, among: Among) -> ColumnElement[bool]:
    """Return the criterion of the entries that are meant; the network is named, for the table has no wall to read."""
    editions = cast(list(among.edition_ids), ARRAY(Uuid))
    return and_(among.entries.tenant_id == unit.tenant.id, among.entries.edition_id == any_(editions))


def _found(entries: Entries, asked: Asked) -> ColumnElement[bool]:
    """Return the criterion of what is looked for; signs alone look for nothing that there is."""
    if not asked.typed:
        return true()
    if not asked.query:
        return literal(False)
    return _matches(entries.search, asked)


def _matches(column: InstrumentedAttribute[str], asked: Asked) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.bool_op("@@")(cast(asked.query.tsquery, TSQUERY))
    return found


def _has(entries: Entries, facet: str, asked: Asked) -> ColumnElement[bool]:
    values = sorted(asked.chosen.values[facet])
    if facet == LEFT.code:
        return _left(entries) if "yes" in values else literal(False)
    return entries.facets.bool_op("&&")(_texts([value_of(facet, value) for value in values]))


def _left(entries: Entries) -> ColumnElement[bool]:
    return or_(entries.places.is_(None), entries.taken < entries.places)


def _texts(values: Sequence[str]) -> ColumnElement[Any]:
    return cast(list(values), ARRAY(Text))


def _keys(entries: Entries, asked: Asked, language: str) -> tuple[ColumnElement[Any], ...]:
    """Return by what entries are sorted, all in one direction, the id last."""
    if asked.sort == order.NEWEST:
        return (entries.id.expression,)  # It begins with the time; the latest come first.
    place = entries.place_nl if language == "nl" else entries.place_fr
    first: dict[str, tuple[ColumnElement[Any], ...]] = {
        order.PLACE: (place.expression,),
        order.MOST_LEFT: (-func.coalesce(entries.places - entries.taken, _NO_LIMIT),),
    }
    if asked.sort == order.BEST:
        first[order.BEST] = (case((_matches(entries.title_search, asked), 0), else_=1),)
    return (*first.get(asked.sort, ()), entries.name_key.expression, entries.id.expression)


def _beyond(
    unit: Unit, among: Among, keys: Sequence[ColumnElement[Any]], at: uuid.UUID, *, down: bool
) -> ColumnElement[bool]:
    """Return the criterion of the entries behind one, in the direction of reading; of all when it is not there."""
    there = select(*keys).where(_meant(unit, among), among.entries.id == at)
    here = tuple_(*keys)
    compared = here < there.scalar_subquery() if down else here > there.scalar_subquery()
    return or_(compared, ~there.exists())
