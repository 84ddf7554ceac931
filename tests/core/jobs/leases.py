"""The time after a lease, or after the pause of what failed, is lived at once instead of waited for."""

from __future__ import annotations

from sqlalchemy import Engine, func, update

from core.jobs.models import Dispatch


def end_leases(engine: Engine) -> None:
    """Make due now whatever is to be done, however long it was put off."""
    with engine.begin() as connection:
        connection.execute(update(Dispatch).values(due_at=func.now()))
