"""Delete what is in an edition, whatever tables a module keeps it in: the keys say what belongs to it."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from sqlalchemy import ColumnElement, ForeignKeyConstraint, Select, Table, and_, delete, inspect, or_, select

from core.database.base import Base
from core.forms.drafts import drop_drafts_for
from core.forms.services import drop_answers
from core.programme.models import Edition, Offer, Registration
from core.tenancy.unit import Unit


def delete_rows(unit: Unit, edition: Edition, *, keeping: Collection[Table] = ()) -> None:
    """Delete every row of every table that belongs to an edition, but for the tables of `keeping`; not the edition.

    A step of larger acts, which have locked the edition and checked the right. As many statements as tables.
    """
    unit.session.flush()
    about = _asked_about(unit, edition)
    drop_drafts_for(unit.session, about)
    drop_answers(unit.session, about)
    found = tables_of_edition(unit.tenant.id, edition.id)
    tables = {table: criterion for table, criterion in found.items() if table not in keeping}
    for row in list(unit.session):
        if inspect(row).mapper.local_table in tables:
            unit.session.expunge(row)
    for table, criterion in reversed(tables.items()):
        unit.session.execute(delete(table).where(criterion))


def _asked_about(unit: Unit, edition: Edition) -> list[uuid.UUID]:
    """Return about what people may have filled in a form in an edition: itself, its registrations, its offers."""
    found = [edition.id]
    for table in (Registration, Offer):
        found += unit.session.scalars(select(table.id).where(table.edition_id == edition.id))
    return found


def ids_in(unit: Unit, edition: Edition) -> list[Select[uuid.UUID]]:
    """Return, for each table with rows that belong to an edition, the statement that reads their ids."""
    found = tables_of_edition(unit.tenant.id, edition.id)
    return [select(table.c.id).where(criterion) for table, criterion in found.items() if "id" in table.c]


def tables_of_edition(tenant_id: uuid.UUID, edition_id: uuid.UUID) -> dict[Table, ColumnElement[bool]]:
    """Return each table with rows that belong to an edition, and which these are; a table comes after those it names.

    A row belongs to the edition that it names, or to the one of the rows without which it cannot be. So do the people
    and the organisations of a rehearsal, which name it; of others' nothing is found.
    """
    found: dict[Table, ColumnElement[bool]] = {}
    for table in Base.metadata.sorted_tables:
        ways = {key.referred_table: _column(key) for key in table.foreign_key_constraints if _needs(key)}
        own = [ways[Edition.__table__] == edition_id] if Edition.__table__ in ways else []
        through = [column.in_(select(to.c.id).where(found[to])) for to, column in ways.items() if to in found]
        if own or through:
            tenant = [table.c.tenant_id == tenant_id] if "tenant_id" in table.c else []  # An id is of one tenant alone.
            found[table] = and_(*tenant, or_(*(own or through)))
    return found


def _needs(key: ForeignKeyConstraint) -> bool:
    """Say whether a row cannot be without the one that it refers to by `key`."""
    return not (key.ondelete or "").startswith("SET NULL")


def _column(key: ForeignKeyConstraint) -> ColumnElement[uuid.UUID]:
    """Return the column of `key` that holds the id of the other row."""
    return next((one.parent for one in key.elements if one.column.name == "id"), key.elements[0].parent)
