"""Who reads letters, and which: those of the modules and the territories in which the right is held."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select, true
from sqlalchemy.orm import aliased

from core.contract.acting import COORDINATOR, REFERENT, Actor, Permission
from core.database.base import refers
from core.messages.models import CapturedMail, Message
from core.messages.reasons import REASONS, SENT_AGAIN
from core.tenancy.access import reached

#: Letters say where people work and how to reach them: those who only look at figures do without.
READ_LETTERS: Final = Permission("messages.letter.read", frozenset({COORDINATOR, REFERENT}), by_module=True)
RESEND: Final = Permission("messages.letter.resend", frozenset({COORDINATOR, REFERENT}), by_module=True)


def visible_letters(actor: Actor, permission: Permission = READ_LETTERS) -> ColumnElement[bool]:
    """Return the criterion of the letters for which `actor` has `permission`; the others do not exist for the actor."""
    return reached(actor, permission, module=Message.module, territory=Message.territory_id)


def failed_letters(actor: Actor, failure: str) -> ColumnElement[bool]:
    """Return the criterion of the letters that `actor` may send again because of `failure` (see SENT_AGAIN).

    They are as good as when they were written; one that was sent again already is none of them.
    """
    again = aliased(Message)
    reason = SENT_AGAIN[failure]
    return and_(
        visible_letters(actor, RESEND),
        Message.state == "failed",
        ~Message.secret,
        _noted(reason) if reason else not_(or_(*map(_noted, REASONS))),
        ~exists().where(refers(again.resent_from_id, Message)),
    )


def _noted(reason: str) -> ColumnElement[bool]:
    return Message.error.startswith(reason, autoescape=True)


def visible_captured(actor: Actor) -> ColumnElement[bool]:
    """Return the criterion of the captured mails that `actor` may read: those of the letters that may be read."""
    if actor.everywhere(READ_LETTERS):
        return true()
    return CapturedMail.message_id.in_(select(Message.message_id).where(visible_letters(actor)))
