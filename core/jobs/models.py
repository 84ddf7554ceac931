"""What is due, and the runs of long work that people look at."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, ForeignKey, Index
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, Shared, TenantOwned, utc_now
from core.database.walls import WHOLE_ROWS, application_may
from core.tenancy.access import owner_of_kind


class Dispatch(Shared, Base):
    """Something due for a tenant: kind, id and time, nothing else; the content stays behind the walls.

    The worker deletes the row in the transaction in which it did the work; until then the relay hands it over again.
    """

    __tablename__ = "dispatch"
    __table_args__ = (Index("ix_dispatch_due_at", "due_at"), application_may(*WHOLE_ROWS))
    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenant.id"))
    kind: Mapped[str]
    ref_id: Mapped[uuid.UUID]
    due_at: Mapped[datetime] = mapped_column(default=utc_now)
    attempts: Mapped[int] = mapped_column(default=0)


#: The states of a run that waits for its turn or is being done; of one that is over there are "done" and "failed".
_UNDER_WAY: Final = ("queued", "running")


class JobRun(TenantOwned, Base):
    """One run of long work, as the person who started it sees it."""

    __tablename__ = "job_run"
    __table_args__ = (Index("ix_job_run_listed", "tenant_id", "created_at", "id"),)
    kind: Mapped[str]
    #: The module whose work it is.
    module: Mapped[str] = mapped_column(default=owner_of_kind)
    subject_id: Mapped[uuid.UUID]
    state: Mapped[str] = mapped_column(default="queued")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    by_account_id: Mapped[uuid.UUID | None]
    by_name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    finished_at: Mapped[datetime | None]

    @hybrid_property
    def under_way(self) -> bool:
        """Whether the work waits for its turn or is being done, so that nobody need ask for it again."""
        return self.state in _UNDER_WAY

    @under_way.inplace.expression
    @classmethod
    def _under_way(cls) -> ColumnElement[bool]:
        return cls.state.in_(_UNDER_WAY)
