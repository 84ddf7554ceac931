"""Servers given by an address: is somebody there, and who?"""

from __future__ import annotations

from urllib.parse import urlsplit

from core.servers.errors import ServerError
from core.settings import Settings

_OLDEST = 150000


def check_given(settings: Settings) -> None:
    """Raise ServerError when a server whose address is given does not answer, refuses the sign-in, or is too old."""
    for name, url in (("DATABASE_OWNER_URL", settings.database_owner_url), ("DATABASE_URL", settings.database_url)):
        if url is not None:
            _check_database(name, url)
    if settings.redis_url is not None:
        _check_redis(settings.redis_url)


def _check_database(name: str, url: str) -> None:
    import psycopg  # noqa: PLC0415 - a command with embedded servers, or the supervisor, does without it.

    try:
        with psycopg.connect("postgresql://" + url.split("://", 1)[1], connect_timeout=5) as connection:
            version = connection.info.server_version
    except psycopg.Error as error:
        reason = _without_password(str(error), url).strip().splitlines()[0].rsplit("failed: ", 1)[-1]
        raise ServerError(
            f"{name}: {_place(url)} does not let us in ({reason}): start it or correct the address."
        ) from None
    if version < _OLDEST:
        raise ServerError(f"{name}: {_place(url)} is PostgreSQL {version // 10000}, and 15 is the oldest: upgrade it.")


def _check_redis(url: str) -> None:
    import redis  # noqa: PLC0415 - as above.
    from redis.backoff import NoBackoff  # noqa: PLC0415
    from redis.retry import Retry  # noqa: PLC0415

    once = Retry(NoBackoff(), 0)  # Somebody waits for the answer.
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5, retry=once) as connection:
            connection.ping()
    except (redis.RedisError, OSError, ValueError) as error:
        reason = _without_password(str(error), url).strip().rstrip(".")
        raise ServerError(
            f"REDIS_URL: {_place(url)} does not answer ({reason}): start it or correct the address."
        ) from None


def _place(url: str) -> str:
    """The address without who signs in and with what."""
    parts = urlsplit(url)
    return f"{parts.hostname or 'the local socket'}{f':{parts.port}' if parts.port else ''}{parts.path}"


def _without_password(words: str, url: str) -> str:
    password = urlsplit(url).password
    return words.replace(password, "...") if password else words
