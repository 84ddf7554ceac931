"""The one way in which the trail loses something: who did an act and its details, never the act."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ARRAY, DateTime, Uuid, cast, func, select

from core.database.session import TenantSession


def forget_acts(session: TenantSession, *, before: datetime | None = None, subjects: Collection[uuid.UUID] = ()) -> int:
    """Empty names and details of the acts before a moment, and of those about `subjects`; return how many.

    The application may only add to the trail; a function of the owner of the tables does this, in the session's tenant
    alone.
    """
    emptied = func.forget_acts(cast(before, DateTime(timezone=True)), cast(list(subjects), ARRAY(Uuid)))
    return int(session.scalar(select(emptied)) or 0)
