"""Reads of the catalogue: a part of it, the numbers of its facets, one entry; a fixed number of statements each."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    ColumnElement,
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

    What is chosen of a facet narrows the others and not itself, so that each number is what the list would have.
    """
    entries = among.entries
    missed = [(facet, ~_has(entries, facet, asked)) for facet in asked.chosen.facets]
    every = case((_left(entries), _texts([value_of(LEFT.code, "yes"), EVERY])), else_=_texts([EVERY]))
    failing: ColumnElement[int] = literal(0)
    for _facet, misses in missed:
        failing = failing + case((misses, 1), else_=0)
    alone = case(*((misses, facet) for facet, misses in missed), else_="") if missed else literal("")
    kept = func.unnest(entries.facets + every)
    found = (
        select(kept.label("kept"), failing.label("failing"), alone.label("alone"))
        .where(_meant(unit, among), _found(entries, asked), failing <= 1)
        .subquery()
    )
    query = select(found.c.kept, func.count()).group_by(found.c.kept)
    if missed:
        query = query.where(or_(found.c.failing == 0, func.split_part(found.c.kept, "=", 1) == found.c.alone))
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
