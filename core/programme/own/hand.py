"""Which personal links a browser has in hand: those that were opened in it lately, in its signed cookie."""

from __future__ import annotations

import time
import uuid
from datetime import timedelta
from typing import Final

from flask import session

_KEY: Final = "links"
#: So long a link that was opened counts in a browser, and so many at a time: on a shared computer no longer.
KEPT: Final = timedelta(hours=12)
_MOST: Final = 8


def links_in_hand() -> tuple[uuid.UUID, ...]:
    """Return the ids of the links that this browser has in hand, the last that was opened first."""
    since = time.time() - KEPT.total_seconds()
    return tuple(uuid.UUID(link) for link, opened_at in session.get(_KEY, ()) if opened_at > since)


def take_in_hand(link_id: uuid.UUID) -> None:
    """Let this browser hold a link that was opened in it."""
    others = [each for each in session.get(_KEY, ()) if each[0] != link_id.hex]
    session[_KEY] = [[link_id.hex, int(time.time())], *others][:_MOST]


def put_down() -> None:
    """Let this browser hold no link any more."""
    session.pop(_KEY, None)
