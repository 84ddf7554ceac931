"""Nothing twice: a form carries a key of its own, and the second press of it is answered as the first."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from flask_wtf import FlaskForm
from sqlalchemy import func, select
from wtforms import HiddenField

from core.audit.services import what_was_done
from core.tenancy.unit import Unit


class OnceForm(FlaskForm):
    """A form that is sent once, however often its button is pressed, and from however many devices.

    Its `entry` is new when the page is opened, stays when the form is shown again, and is kept in its draft.
    """

    entry = HiddenField()

    @property
    def entry_key(self) -> str:
        """What tells one sending of this form from another; whatever else a browser sends is one that never was."""
        try:
            return str(uuid.UUID(self.entry.data or ""))
        except ValueError:
            return new_entry()

    def process(self, *args: Any, **kwargs: Any) -> None:
        """Fill the fields, and give a form that is new its key."""
        super().process(*args, **kwargs)
        self.entry.data = self.entry.data or new_entry()


def new_entry() -> str:
    """Return what tells one press of a button from another."""
    return str(uuid.uuid4())


def done_already(unit: Unit, acts: Collection[str], entry: str) -> Mapping[str, Any] | None:
    """Return what `record` kept of the act that this form did already, so that it is answered the same; None if none.

    Two presses at once wait here for each other. The act is recorded with `entry=entry`, and with what the answer needs
    (a reference), in the same transaction.
    """
    key = func.hashtextextended(f"entry:{unit.tenant.id}:{entry}", 0)
    unit.session.execute(select(func.pg_advisory_xact_lock(key)))
    return what_was_done(unit, acts, entry=entry)
