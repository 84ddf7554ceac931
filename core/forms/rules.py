"""What a draft is, how long it is kept, and until when what was begun in time still counts. Pure."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

#: So long after it was last saved a draft is kept: longer than a registration is usually open.
KEPT: Final = timedelta(days=30)
#: So long before it goes, whoever it is of gets a letter.
NOTICE: Final = timedelta(days=5)
#: Whoever had begun before the end may send for so long after it.
GRACE: Final = timedelta(hours=2)
#: More than anybody types into a form: letters in all fields together, and fields.
LONGEST: Final = 100_000
MOST_FIELDS: Final = 500

#: What a form carries that nobody typed: it belongs to the browser, or to the draft itself.
_NOT_TYPED: Final = frozenset({"csrf_token", "draft_version", "go_on_later"})

#: What is typed into a form: name and value of each field in their order; a name may come several times.
Typed = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DraftPlace:
    """Which draft of somebody is meant: of which kind of form, for what (an edition, a registration), and which one.

    `page` is the path of the page on which the form stands, where whoever goes on finds it.
    """

    kind: str
    owner_id: uuid.UUID
    key: str
    page: str


def typed_of(fields: Iterable[tuple[str, str]]) -> Typed:
    """Return what was typed into a form, as it is kept: no token, and no sign that the database cannot hold."""
    return tuple((name, value.replace("\x00", "")) for name, value in fields if name not in _NOT_TYPED)


def is_too_long(typed: Typed) -> bool:
    """Say whether somebody typed more than is kept of a form."""
    return len(typed) > MOST_FIELDS or sum(len(name) + len(value) for name, value in typed) > LONGEST


def is_in_time(ends_at: datetime, now: datetime, begun_at: datetime | None) -> bool:
    """Say whether a form that could be sent before `ends_at` counts now: with a draft from before, a while longer."""
    if now < ends_at:
        return True
    return begun_at is not None and begun_at < ends_at and now < ends_at + GRACE


def whose(
    account_id: uuid.UUID | None, registration_ids: Collection[uuid.UUID], place: DraftPlace
) -> tuple[uuid.UUID, ...]:
    """Return whose a draft may be, the one it is written for first: a sign-in, or a registration that came by a link.

    Where the form is about one registration, no other one of the same browser has a part in it. Nobody is nothing.
    """
    about = [each for each in registration_ids if each == place.owner_id or str(each) == place.key]
    parts = sorted(about or registration_ids)
    return (account_id, *parts) if account_id else tuple(parts)
