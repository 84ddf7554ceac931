"""How often somebody may try: counted in Redis, so that every process counts together; while it is away, each alone."""

from __future__ import annotations

import hashlib
import hmac
import math
import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, Final, TypeVar

from flask import current_app, request
from flask_limiter import Limiter
from limits.storage import MemoryStorage, RedisStorage
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

Answer = TypeVar("Answer")

#: So long, in seconds, a page waits for Redis, and so long it is left alone after it did not answer.
_PATIENCE: Final = 0.5
_LEFT_ALONE: Final = 5.0


def remote_network() -> str:
    """Return from where a request comes: its address, or of IPv6 the 64 bits of network that one line is given."""
    said = request.remote_addr or "127.0.0.1"
    try:
        address = ip_address(said.partition("%")[0])
    except ValueError:
        return said
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or ip_network((address, 64), strict=False))


def sealed(what: str) -> str:
    """Return what stands for something that somebody is known by, where nobody may read it: Redis, a log."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, what.encode(errors="replace"), hashlib.sha256).hexdigest()[:32]


def sealed_network() -> str:
    """Return what stands for the network a request comes from."""
    return sealed(f"network:{remote_network()}")


class CountedTogether(RedisStorage):
    """Counts in Redis; while Redis does not answer, in this process alone, and no page fails or waits for that.

    The limiter's own way of falling back lets every request fail that is under way when the first one notices.
    """

    STORAGE_SCHEME = ["liaison+redis", "liaison+rediss", "liaison+unix"]  # noqa: RUF012 - as the library declares it.

    def __init__(self, uri: str, **options: Any) -> None:
        given: dict[str, Any] = {
            "socket_timeout": _PATIENCE,
            "socket_connect_timeout": _PATIENCE,
            "retry": Retry(NoBackoff(), 0),
            **options,
        }
        super().__init__(uri.removeprefix("liaison+"), **given)
        self._own = MemoryStorage()
        self._asked_again_at = 0.0

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count a try; say whether it is still allowed."""
        return self._ask(
            lambda: super(CountedTogether, self).acquire_entry(key, limit, expiry, amount),
            lambda: self._own.acquire_entry(key, limit, expiry, amount),
        )

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """Return when the first try that still counts was made, and how many there are."""
        return self._ask(
            lambda: super(CountedTogether, self).get_moving_window(key, limit, expiry),
            lambda: self._own.get_moving_window(key, limit, expiry),
        )

    def _ask(self, together: Callable[[], Answer], alone: Callable[[], Answer]) -> Answer:
        if time.monotonic() >= self._asked_again_at:
            try:
                return together()
            except RedisError:
                self._asked_again_at = time.monotonic() + _LEFT_ALONE
        return alone()


#: Only views that say so are limited; the app binds it to its Redis.
limiter = Limiter(key_func=sealed_network, default_limits=[], headers_enabled=False, strategy="moving-window")


def limiter_address(redis_url: str) -> str:
    """Return the address of Redis as the limiter is told it."""
    return f"liaison+{redis_url}"


def minutes_left() -> int | None:
    """Return in how many minutes somebody who tried too often may try again; None when no limit was met."""
    met = limiter.current_limit
    if met is None or not met.breached:
        return None
    # The limiter names the second after the one in which it forgets the first try.
    return max(1, math.ceil((met.reset_at - 1 - time.time()) / 60))
