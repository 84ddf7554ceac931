"""Who reads letters, and which: a referent those of her territories."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, select, true

from core.contract.acting import COORDINATOR, REFERENT, Actor, Permission
from core.messages.models import CapturedMail, Message

#: Letters say where people work and how to reach them: those who only look at figures do without.
READ_LETTERS: Final = Permission("messages.letter.read", frozenset({COORDINATOR, REFERENT}))
RESEND: Final = Permission("messages.letter.resend", frozenset({COORDINATOR, REFERENT}))


def visible_letters(actor: Actor, permission: Permission = READ_LETTERS) -> ColumnElement[bool]:
    """Return the criterion of the letters for which `actor` has `permission`; the others do not exist for the actor."""
    territories = actor.territories(permission)
    return true() if territories is None else Message.territory_id.in_(territories)


def visible_captured(actor: Actor) -> ColumnElement[bool]:
    """Return the criterion of the captured mails that `actor` may read: those of the letters that may be read."""
    if actor.territories(READ_LETTERS) is None:
        return true()
    return CapturedMail.message_id.in_(select(Message.message_id).where(visible_letters(actor)))
