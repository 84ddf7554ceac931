"""Only one import of a network goes on at a time, and nothing that an import could take back goes on beside it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select

from core.tenancy.unit import Unit


def one_import_at_a_time(unit: Unit) -> None:
    """Let a second import of the network wait for the first, and then see what it did; until the transaction ends.

    The lock is the network's, not the edition's: two editions may bring the same new people.
    """
    unit.session.execute(select(func.pg_advisory_xact_lock(_imports_of(unit))))


def beside_imports(unit: Unit) -> None:
    """Let no import of the network go on until the transaction ends; any number of acts may go on beside one another.

    For what people enter themselves, each their own: an import would compare its rows with what is about to be there.
    """
    unit.session.execute(select(func.pg_advisory_xact_lock_shared(_imports_of(unit))))


def _imports_of(unit: Unit) -> ColumnElement[int]:
    return func.hashtextextended(f"import:{unit.tenant.id}", 0)
