"""How often somebody may try: counted in Redis, so that every process counts together."""

from __future__ import annotations

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

#: Only views that say so are limited; the app binds it to its Redis.
limiter = Limiter(key_func=get_remote_address, default_limits=[], headers_enabled=False)
