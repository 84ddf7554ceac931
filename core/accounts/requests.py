"""The handler of what somebody asked for who is not signed in: the worker finds out who that is, never a page."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.exc import OperationalError

from core.accounts.models import PasswordRequest
from core.accounts.recovery import send_link
from core.jobs.handlers import Failure, Lane, Work
from core.jobs.rules import PATIENCE_WITH_JOBS, Patience
from core.tenancy.unit import Unit


@dataclass(frozen=True, slots=True)
class PasswordRequests:
    """Writes the letters with links by which a password is set."""

    patience: Patience = PATIENCE_WITH_JOBS
    lane: Lane = Lane.QUICK
    together: int = 1

    def begin(self, unit: Unit, ref_id: uuid.UUID, attempts: int) -> None:
        """Nobody looks at it."""

    def perform(self, work: Work, ref_id: uuid.UUID) -> None:
        """Write the letter, if there is anybody to write to."""
        send_link(work.unit, ref_id)

    def is_hopeless(self, error: Exception) -> bool:
        """Only trouble with the database may pass."""
        return not isinstance(error, OperationalError)

    def failed(self, unit: Unit, ref_id: uuid.UUID, failure: Failure) -> None:
        """Keep no address that nobody looks at any more."""
        if failure.final:
            unit.session.execute(delete(PasswordRequest).where(PasswordRequest.id == ref_id))

    def close(self) -> None:
        """Nothing is kept open."""
