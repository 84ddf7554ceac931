"""How often somebody may try: counted in Redis, so that every process counts together."""

from __future__ import annotations

import math
import time

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

#: Only views that say so are limited; the app binds it to its Redis.
limiter = Limiter(key_func=get_remote_address, default_limits=[], headers_enabled=False)


def minutes_left() -> int | None:
    """Return in how many minutes somebody who tried too often may try again; None when no limit was met."""
    met = limiter.current_limit
    if met is None or not met.breached:
        return None
    # The limiter names the second after the one in which it forgets the first try.
    return max(1, math.ceil((met.reset_at - 1 - time.time()) / 60))
