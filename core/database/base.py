"""What every table has: names, keys made here, and for tenant-owned tables the tenant in each key."""

from __future__ import annotations

import os
import threading
import time
import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    UniqueConstraint,
    Uuid,
    and_,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Mapped, MappedColumn, declared_attr, mapped_column


class Base(DeclarativeBase):
    """The one registry of tables; a table belongs to the core, or to the module its name begins with."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads this class attribute.
        datetime: DateTime(timezone=True),
        uuid.UUID: Uuid(),
        dict[str, Any]: JSONB(),
        dict[str, str]: JSONB(),
        list[str]: JSONB(),
        list[int]: JSONB(),
    }


class _Clock:
    """The milliseconds and the counter of the last UUID, so that the next one comes after it."""

    lock = threading.Lock()
    last = 0


def uuid7() -> uuid.UUID:
    """Return a UUID of version 7: it begins with the time, and those of one process come in the order they were made.

    What follows the time is a counter that begins anywhere in a millisecond and grows by random steps within it.
    """
    with _Clock.lock:
        now = time.time_ns() // 1_000_000 << 74 | int.from_bytes(os.urandom(9), "big") >> 1 & ((1 << 71) - 1)
        _Clock.last = value = max(now, _Clock.last + 1 + int.from_bytes(os.urandom(4), "big"))
    milliseconds, rest = value >> 74, value & (1 << 74) - 1
    high, low = rest >> 62, rest & (1 << 62) - 1
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0x2 << 62 | low)


def first_uuid7(moment: datetime) -> uuid.UUID:
    """Return the lowest UUID of version 7 of the millisecond of `moment`: a lower one was made before it."""
    return uuid.UUID(int=int(moment.timestamp() * 1000) << 80 | 0x7 << 76 | 0x2 << 62)


def utc_now() -> datetime:
    """Return the real time, in UTC."""
    return datetime.now(UTC)


class Shared:
    """A table without a wall: facts that every tenant may read."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid7)


class TenantOwned:
    """A table behind the walls: the tenant stands first in its primary key and in each of its keys."""

    @declared_attr
    def tenant_id(cls) -> Mapped[uuid.UUID]:  # noqa: N805 - SQLAlchemy hands over the class.
        """The tenant that owns the row; stamped and checked by the session."""
        return mapped_column(ForeignKey("tenant.id"), primary_key=True, sort_order=-2)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid7, sort_order=-1)


def inside(table: str, column: str | None = None, *, optional: bool = False) -> ForeignKeyConstraint:
    """Refer to a row of the same tenant: `column` (default: `<table>_id`) of this table to `table`.

    An optional reference is emptied when its row goes; any other keeps the row from going.
    """
    column = column or f"{table}_id"
    return ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{table}.tenant_id", f"{table}.id"],
        ondelete=f"SET NULL ({column})" if optional else None,
    )


def refers(column: InstrumentedAttribute[Any], target: type[TenantOwned]) -> ColumnElement[bool]:
    """Return the criterion that `column` refers to `target` (a class, or an alias of one), within their tenant.

    For joins of more tables than SQLAlchemy can tell apart by itself: `.join(Offer, refers(Opening.offer_id, Offer))`.
    """
    return and_(column.parent.entity.tenant_id == target.tenant_id, column == target.id)


def one_per_tenant(*columns: str) -> UniqueConstraint:
    """Allow each combination of `columns` once in a tenant."""
    return UniqueConstraint("tenant_id", *columns)


def versioned() -> MappedColumn[int]:
    """Return a column that counts how often a row was changed, from 1: each UPDATE that is sent raises it by itself.

    So no act raises it, whichever way it writes. A key that follows another row (ON UPDATE) does not count.
    """
    return mapped_column(default=1, onupdate=literal_column("version", Integer) + 1)


def one_alive(name: str, *columns: str, alive: str) -> Index:
    """Allow each combination of `columns` once in a tenant among the rows for which `alive` (SQL) holds."""
    return Index(name, "tenant_id", *columns, unique=True, postgresql_where=text(alive))
