"""What was told already: a reason is told to somebody once, whichever act would tell it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ARRAY, Uuid, cast, func, literal, select

from core.contract.module import LetterKind
from core.database.session import TenantSession
from core.messages.letter import Letter
from core.messages.models import Message

#: What a letter is about, its kind, and why it is written; None for a letter that may be written again.
ReasonKey = tuple[uuid.UUID, str, str] | None


def reason_of(letter: Letter) -> ReasonKey:
    """Return by what a letter is told from one that tells the same again."""
    return (letter.about_id, letter.kind.key, letter.cause) if letter.about_id and letter.cause else None


def tellings(session: TenantSession, letters: Collection[Letter]) -> dict[ReasonKey, int]:
    """Return how often the reasons of `letters` were told, of those that were; one statement, none without reasons."""
    reasons = [found for letter in letters if (found := reason_of(letter))]
    if not reasons:
        return {}
    query = select(Message.about_id, Message.kind, Message.cause, func.max(Message.telling)).where(
        Message.about_id == func.any(_ids([about for about, _, _ in reasons])),
        Message.kind.in_({kind for _, kind, _ in reasons}),
        Message.cause.in_({cause for _, _, cause in reasons}),
    )
    rows = session.execute(query.group_by(Message.about_id, Message.kind, Message.cause))
    return {(about, kind, cause): times for about, kind, cause, times in rows if about and cause}


def untold(letters: Iterable[Letter], told: Collection[ReasonKey]) -> list[Letter]:
    """Return the letters whose reason is none of `told`, each reason once. Pure."""
    known, found = set(told), []
    for letter in letters:
        reason = reason_of(letter)
        if reason is None or reason not in known:
            known.add(reason)
            found.append(letter)
    return found


def told_to(session: TenantSession, kind: LetterKind, cause: str, about: Sequence[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Return to which of the rows `about` a reason was told by a letter of `kind`; one statement."""
    query = select(Message.about_id).where(
        Message.about_id == func.any(_ids(about)), Message.kind == kind.key, Message.cause == cause
    )
    return frozenset(id_ for id_ in session.scalars(query) if id_)


def _ids(ids: Sequence[uuid.UUID]) -> object:
    return cast(literal(list(ids), ARRAY(Uuid)), ARRAY(Uuid))
