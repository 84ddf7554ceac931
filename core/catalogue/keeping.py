"""What somebody keeps of the catalogue without signing in: favourites, and their profession, in the browser alone.

The session of a browser is a signed cookie: nothing of it is written down here.
"""

from __future__ import annotations

import uuid
from collections.abc import MutableMapping
from typing import Any, Final

from core.directory.vocabulary import professions

#: So many favourites fit into a cookie, with room for the rest.
MOST: Final = 40
_FAVOURITES: Final = "favourites"
_PROFESSION: Final = "profession"
_Session = MutableMapping[str, Any]


def favourites(session: _Session) -> tuple[uuid.UUID, ...]:
    """Return the entries that were kept, the first kept first."""
    return tuple(uuid.UUID(hex=each) for each in session.get(_FAVOURITES, ()))


def keep(session: _Session, entry_id: uuid.UUID) -> bool:
    """Keep an entry; say whether there was room for it. One that is kept stays where it is."""
    kept = list(session.get(_FAVOURITES, ()))
    if entry_id.hex not in kept:
        if len(kept) >= MOST:
            return False
        session[_FAVOURITES] = [*kept, entry_id.hex]
    return True


def let_go(session: _Session, entry_id: uuid.UUID) -> None:
    """Keep an entry no longer."""
    session[_FAVOURITES] = [each for each in session.get(_FAVOURITES, ()) if each != entry_id.hex]


def own_profession(session: _Session) -> str | None:
    """Return the profession that somebody said is theirs, by its code."""
    said = session.get(_PROFESSION)
    return said if isinstance(said, str) and professions().get(said) else None


def keep_profession(session: _Session, code: str) -> None:
    """Keep somebody's profession; what is none is forgotten."""
    if professions().get(code):
        session[_PROFESSION] = code
    else:
        session.pop(_PROFESSION, None)
