"""Passwords: hashed by argon2, never kept, compared in the same time whether the sign-in exists or not."""

from __future__ import annotations

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

#: A shorter one is refused; long sentences are welcome.
SHORTEST = 10


@lru_cache
def _hasher(cost: str) -> PasswordHasher:
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1) if cost == "cheap" else PasswordHasher()


@lru_cache
def _decoy(cost: str) -> str:
    return _hasher(cost).hash("nobody has this password")


def hash_password(password: str, *, cost: str = "strong") -> str:
    """Return the hash of `password`; `cost` "cheap" is for tests."""
    return _hasher(cost).hash(password)


def matches(password: str, password_hash: str | None, *, cost: str = "strong") -> bool:
    """Say whether `password` belongs to the hash; without a hash it takes as long and says no."""
    try:
        _hasher(cost).verify(password_hash or _decoy(cost), password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None
