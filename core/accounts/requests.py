"""The handlers of what somebody asked for who is not signed in: the worker finds out who that is, never a page."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import delete
from sqlalchemy.exc import OperationalError

from core.accounts.entering import send_entry
from core.accounts.models import PasswordRequest, SignInRequest
from core.accounts.recovery import send_link
from core.jobs.handlers import Failure, Lane, Work
from core.jobs.rules import PATIENCE_WITH_JOBS, Patience
from core.tenancy.unit import Unit


@dataclass(frozen=True, slots=True)
class Requests:
    """Writes the letters that people asked for, each noted in a row of `noted` that goes with it."""

    noted: type[PasswordRequest] | type[SignInRequest]
    #: Writes the letter of a row, if there is one to write.
    write: Callable[[Unit, uuid.UUID], object]
    patience: Patience = PATIENCE_WITH_JOBS
    lane: Lane = Lane.QUICK
    together: int = 1

    def begin(self, unit: Unit, ref_id: uuid.UUID, attempts: int) -> None:
        """Nobody looks at it."""

    def perform(self, work: Work, ref_id: uuid.UUID) -> None:
        """Write the letter."""
        self.write(work.unit, ref_id)

    def is_hopeless(self, error: Exception) -> bool:
        """Only trouble with the database may pass."""
        return not isinstance(error, OperationalError)

    def failed(self, unit: Unit, ref_id: uuid.UUID, failure: Failure) -> None:
        """Keep no address that nobody looks at any more."""
        if failure.final:
            unit.session.execute(delete(self.noted).where(self.noted.id == ref_id))

    def close(self) -> None:
        """Nothing is kept open."""


def password_requests() -> Requests:
    """Return what writes the letters with links by which a password is set."""
    return Requests(PasswordRequest, send_link)


def sign_in_requests(key: str) -> Requests:
    """Return what writes the letters by which people sign in; `key` seals their codes."""
    return Requests(SignInRequest, partial(send_entry, key=key))
