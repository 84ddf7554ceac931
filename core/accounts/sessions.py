"""How long a sign-in lasts, and what is kept of its token, pure."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Final

#: A session ends by itself after this time without a visit: it outlasts a weekend, no more, for computers are shared.
IDLE: Final = timedelta(days=3)

#: So long after the sign-in a session ends, however often its browser comes; the browser keeps the token as long.
LONGEST: Final = timedelta(days=14)

#: So long a session that is over is kept, for whoever has to find out what happened; then nobody needs it.
KEPT: Final = timedelta(days=30)


def token_hash(token: str) -> str:
    """Return what is kept of a session's token; whoever reads the database cannot sign in with it."""
    return hashlib.sha256(token.encode()).hexdigest()
