"""Keep what somebody types into a form until it is sent; find it again on any device; let go of it (B5, item 7)."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, CursorResult, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from core.database.base import uuid7
from core.database.session import TenantSession
from core.forms.errors import GoneDraftError, LongDraftError, NewerDraftError
from core.forms.models import Draft
from core.forms.rules import KEPT, NOTICE, DraftPlace, Typed, is_too_long, whose
from core.tenancy.unit import Unit

#: Whose a draft may be, the one it is written for first.
Holders = tuple[uuid.UUID, ...]


@dataclass(frozen=True, slots=True)
class Reached:
    """Whom the letter reaches that tells of a draft which will go."""

    name: str
    email: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft as it is kept now."""

    version: int
    saved_at: datetime


def draft_of(unit: Unit, place: DraftPlace) -> Draft | None:
    """Return the draft of the actor at a place, the one saved last; None for nobody and where there is none."""
    holders = _holders(unit, place)
    if not holders:
        return None
    return unit.session.scalar(select(Draft).where(_of(holders, place)).order_by(Draft.saved_at.desc()).limit(1))


def keep_draft(unit: Unit, place: DraftPlace, typed: Typed, *, known: int, reached: Reached | None = None) -> Saved:
    """Keep what was typed into a form, and say as which version; saved twice alike, the first one stays.

    `known` is the version from which somebody went on, 0 for none: so nothing that was saved on another device is lost
    without a word. Raises NewerDraftError when it was, GoneDraftError when the draft is there no more, LongDraftError.
    An actor who is nobody has no draft: that raises LookupError.
    """
    if is_too_long(typed):
        raise LongDraftError
    holders = _holders(unit, place)
    if not holders:
        raise LookupError("Only who is signed in, or came by a link, has drafts.")
    if not known:
        made = _insert(unit, holders[0], place, typed, reached)
        if made:
            return Saved(1, unit.now)
    return _go_on(unit, holders, place, typed, known=known, reached=reached)


def drop_draft(unit: Unit, place: DraftPlace) -> bool:
    """Delete the actor's draft at a place, such as one whose form was sent; say whether there was one."""
    holders = _holders(unit, place)
    return bool(holders) and _deleted(unit.session, _of(holders, place)) > 0


def own_drafts(unit: Unit) -> Sequence[Draft]:
    """Return everything the actor has begun and not sent, what was saved last first."""
    holders = {*([unit.actor.account_id] if unit.actor.account_id else ()), *_parts(unit)}
    if not holders:
        return ()
    return unit.session.scalars(
        select(Draft).where(Draft.holder_id.in_(holders)).order_by(Draft.saved_at.desc(), Draft.id)
    ).all()


def expiring_drafts(unit: Unit) -> Sequence[Draft]:
    """Return, locked, the drafts that will go soon and of which nobody was told yet."""
    soon = select(Draft).where(Draft.expires_at < unit.now + NOTICE, Draft.noticed_at.is_(None))
    return unit.session.scalars(soon.order_by(Draft.id).with_for_update(skip_locked=True)).all()


def note_told(unit: Unit, drafts: Collection[Draft]) -> None:
    """Note that people were told of their drafts; each is still there as long as the letter says."""
    unit.session.execute(
        update(Draft)
        .where(Draft.id.in_([draft.id for draft in drafts]))
        .values(
            noticed_at=unit.now,
            expires_at=func.greatest(Draft.expires_at, unit.now + NOTICE),
            version=Draft.version,  # Whoever goes on has changed nothing meanwhile.
        )
        .execution_options(synchronize_session=False)
    )


def sweep_drafts(unit: Unit) -> int:
    """Delete the tenant's drafts whose day has come, and return how many."""
    return _deleted(unit.session, Draft.expires_at < unit.now)


def forget_drafts(session: TenantSession, holder_ids: Collection[uuid.UUID]) -> int:
    """Delete every draft of a sign-in or a registration that is forgotten, and return how many."""
    return _deleted(session, Draft.holder_id.in_(holder_ids))


def drop_drafts_for(session: TenantSession, owner_ids: Collection[uuid.UUID]) -> int:
    """Delete every draft for what is there no more, such as an edition that was wiped, and return how many."""
    return _deleted(session, Draft.owner_id.in_(owner_ids))


def _insert(unit: Unit, holder_id: uuid.UUID, place: DraftPlace, typed: Typed, reached: Reached | None) -> bool:
    """Begin a draft unless there is one; say whether it was begun."""
    if draft_of(unit, place) is not None:
        return False
    row = {
        "tenant_id": unit.session.tenant_id,
        "id": uuid7(),
        "holder_id": holder_id,
        "kind": place.kind,
        "owner_id": place.owner_id,
        "key": place.key,
        "begun_at": unit.now,
        "version": 1,
        **_kept(unit, place, typed, reached),
    }
    statement = insert(Draft).values(**row).on_conflict_do_nothing().returning(Draft.id)
    return unit.session.scalar(statement) is not None


def _go_on(
    unit: Unit, holders: Holders, place: DraftPlace, typed: Typed, *, known: int, reached: Reached | None
) -> Saved:
    query = select(Draft).where(_of(holders, place)).order_by(Draft.saved_at.desc()).limit(1)
    draft = unit.session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if draft is None:
        raise GoneDraftError
    same = tuple(tuple(pair) for pair in draft.content) == typed
    if draft.version != known and not same:
        raise NewerDraftError(draft.saved_at, draft.version)
    if same and draft.noticed_at is None:
        return Saved(draft.version, draft.saved_at)
    for name, value in _kept(unit, place, typed, reached).items():
        setattr(draft, name, value)
    unit.session.flush()
    unit.session.refresh(draft, ["version"])
    return Saved(draft.version, draft.saved_at)


def _kept(unit: Unit, place: DraftPlace, typed: Typed, reached: Reached | None) -> dict[str, object]:
    return {
        "page": place.page,
        "content": [list(pair) for pair in typed],
        "saved_at": unit.now,
        "expires_at": unit.now + KEPT,
        "noticed_at": None,
        "to_name": reached.name if reached else None,
        "to_address": reached.email if reached else None,
        "language": reached.language if reached else None,
    }


def _of(holders: Holders, place: DraftPlace) -> ColumnElement[bool]:
    return (
        Draft.holder_id.in_(holders)
        & (Draft.kind == place.kind)
        & (Draft.owner_id == place.owner_id)
        & (Draft.key == place.key)
    )


def _holders(unit: Unit, place: DraftPlace) -> Holders:
    return whose(unit.actor.account_id, _parts(unit), place)


def _parts(unit: Unit) -> frozenset[uuid.UUID]:
    return frozenset(part.registration_id for part in unit.actor.parts)


def _deleted(session: TenantSession, which: ColumnElement[bool]) -> int:
    result = session.execute(delete(Draft).where(which).execution_options(synchronize_session=False))
    return result.rowcount if isinstance(result, CursorResult) else 0
