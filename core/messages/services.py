"""Write letters into the outbox, and send one again."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import and_, select

from core.audit.services import done_before, record
from core.contract.acting import owner_of, require
from core.database.base import uuid7
from core.database.bulk import insert_rows
from core.jobs.services import schedule, schedule_many
from core.messages.access import READ_LETTERS, RESEND, failed_letters, visible_letters
from core.messages.errors import (
    NoAddressError,
    OtherLettersError,
    SecretLetterError,
    StillQueuedError,
    UnknownMessageError,
)
from core.messages.letter import Letter
from core.messages.models import Message
from core.messages.queries import FailedLetters
from core.messages.reasons import NO_ADDRESS
from core.messages.rendering import one_line, render
from core.messages.telling import reason_of, tellings, untold
from core.tenancy.unit import Unit

__all__ = ["MESSAGE", "READ_LETTERS", "RESEND", "Letter", "resend", "resend_failed", "was_resent", "write_letters"]

#: The kind of what is due for a letter.
MESSAGE = "message"
#: The act of sending again what failed, as the trail names it.
RESENT: Final = "messages.letters.resent"

#: What a letter that is sent again has of the old one, beside its address.
_KEPT = (
    *("kind", "module", "language", "to_name", "reply_to", "subject", "body", "captured"),
    *("about_id", "edition_id", "territory_id", "link_id"),
)


def write_letters(unit: Unit, letters: Iterable[Letter], *, captured: bool, again: bool = False) -> int:
    """Write `letters` into the outbox in the transaction of the act they tell of, and return how many (IM-20).

    What was told already, for the same reason, is not written a second time, unless somebody decided that it is told
    `again`: acts that would say so first.

    With `captured` (an edition in rehearsal) the letters go to the captured
    mail, whatever mail server is set. A letter to somebody without an address is kept as failed: its row says whom to
    phone. However many letters there are, the number of statements is the same. Raises LetterError when a letter's
    facts do not fit its text; then none is written.
    """
    letters = list(letters)
    told = tellings(unit.session, letters)
    fresh = untold(letters, () if again else told)
    rows = [_row(unit, letter, told.get(reason_of(letter), 0) + 1, captured=captured) for letter in fresh]
    for row, row_id in zip(rows, sorted(uuid7() for _ in rows), strict=True):
        row["id"] = row_id  # In the order in which they were written.
    insert_rows(unit.session, Message, rows)
    schedule_many(unit, MESSAGE, [row["id"] for row in rows if row["state"] == "queued"])
    return len(rows)


def resend(unit: Unit, message_id: uuid.UUID, to_address: str | None = None) -> Message:
    """Send a letter again, to `to_address` if it was corrected meanwhile: a new row, with a Message-ID of its own.

    Raises UnknownMessageError for a letter the actor does not see, SecretLetterError for one that is its addressee's
    alone, StillQueuedError for one that is on its way, NoAddressError when there is still no address, NotAllowedError
    without the right.
    """
    require(unit.actor, RESEND)
    query = select(Message).where(Message.id == message_id, visible_letters(unit.actor, RESEND)).with_for_update()
    old = unit.session.scalar(query)
    if old is None:
        raise UnknownMessageError(str(message_id))
    if old.secret:
        raise SecretLetterError(str(message_id))
    if old.state == "queued":
        raise StillQueuedError(str(message_id))
    address = one_line(to_address or old.to_address)
    if not address:
        raise NoAddressError(old.to_name)
    new = Message(
        id=uuid7(),
        to_address=address,
        message_id=new_message_id(unit),
        written_at=unit.now,
        resent_from_id=old.id,
        **{name: getattr(old, name) for name in _KEPT},
    )
    unit.session.add(new)
    unit.session.flush()
    schedule(unit, MESSAGE, new.id)
    record(unit, "messages.letter.resent", new.id, resent_from=str(old.id))
    return new


def resend_failed(unit: Unit, failure: str, seen: FailedLetters) -> None:
    """Send again every letter of `seen`, which failed because of `failure` (a key of SENT_AGAIN).

    Each goes once, however often this is asked: those that two people ask for at a time are locked first and looked
    for again then. As many statements for any number of letters. Raises OtherLettersError when they are no longer those
    that were seen, NotAllowedError without the right.
    """
    require(unit.actor, RESEND)
    criterion = and_(failed_letters(unit.actor, failure), Message.id <= seen.last_id)
    unit.session.execute(select(Message.id).where(criterion).order_by(Message.id).with_for_update()).all()
    letters = unit.session.scalars(select(Message).where(criterion).order_by(Message.id)).all()
    if len(letters) != seen.count or not letters:
        raise OtherLettersError(str(len(letters)))
    rows = [
        {
            "id": new_id,
            "message_id": new_message_id(unit),
            "written_at": unit.now,
            "resent_from_id": old.id,
            "state": "queued",
            "attempts": 0,
            "telling": 1,
            **{name: getattr(old, name) for name in (*_KEPT, "to_address")},
        }
        for new_id, old in zip(sorted(uuid7() for _ in letters), letters, strict=True)
    ]
    unit.session.insert_many(Message, rows)
    schedule_many(unit, MESSAGE, [row["id"] for row in rows])
    record(unit, RESENT, letters=len(rows), because=failure, last=str(seen.last_id))


def was_resent(unit: Unit, failure: str, seen: FailedLetters) -> bool:
    """Say whether the actor sent just these letters again already: for the second press of the button."""
    return done_before(unit, {RESENT}, letters=seen.count, because=failure, last=str(seen.last_id))


def new_message_id(unit: Unit) -> str:
    """Return a Message-ID that no other letter ever has."""
    return f"<{uuid.uuid4()}@{unit.tenant.slug}.liaison>"


def _row(unit: Unit, letter: Letter, telling: int, *, captured: bool) -> dict[str, Any]:
    written = render(letter.kind, letter.language, letter.variables)
    address = one_line(letter.to_address or "")
    return {
        "kind": letter.kind.key,
        "module": owner_of(letter.kind.key),
        "language": letter.language,
        "to_name": one_line(letter.to_name),
        "to_address": address,
        "reply_to": one_line(letter.reply_to or "") or None,
        "subject": written.subject,
        "body": written.body if address or not letter.kind.secret else "",
        "secret": letter.kind.secret,
        "message_id": new_message_id(unit),
        "captured": captured,
        "state": "queued" if address else "failed",
        "error": None if address else NO_ADDRESS,
        "about_id": letter.about_id,
        "edition_id": letter.edition_id,
        "territory_id": letter.territory_id,
        "link_id": letter.link_id,
        "written_at": unit.now,
        "cause": letter.cause,
        "telling": telling,
    }
