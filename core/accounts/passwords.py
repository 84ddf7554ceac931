"""Passwords: hashed by argon2, never kept, and never compared here: the database does, and gives no hash away.

It gives the salt, which is everything of a hash but its last part; with it the hash of a typed password is worked out
anew. That takes the same time whether the sign-in exists or not.
"""

from __future__ import annotations

from base64 import b64decode
from enum import StrEnum
from functools import lru_cache
from typing import Final

from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import hash_secret

from core.accounts.errors import WeakPasswordError
from core.language.folding import email_key

#: A shorter one is refused; long sentences are welcome.
SHORTEST: Final = 10
#: Nobody types a longer one.
LONGEST: Final = 1024
#: What has fewer signs of its own is one sign, typed often.
_FEWEST_SIGNS: Final = 4


class Weakness(StrEnum):
    """Why a password is none."""

    SHORT = "short"
    REPEATED = "repeated"
    ADDRESS = "address"


def weakness(password: str, address: str) -> Weakness | None:
    """Return why `password` is none for the sign-in `address`, or None; no rule asks for digits or capitals."""
    if len(password) < SHORTEST:
        return Weakness.SHORT
    if len(set(password)) < _FEWEST_SIGNS:
        return Weakness.REPEATED
    key, mailbox = email_key(password), email_key(address)
    return Weakness.ADDRESS if key in (mailbox, mailbox.partition("@")[0]) else None


def refuse_weak(password: str, address: str) -> None:
    """Raise WeakPasswordError for a password that is none, or is longer than any."""
    found = weakness(password, address)
    if found is not None or len(password) > LONGEST:
        raise WeakPasswordError(found)


@lru_cache
def _hasher(cost: str) -> PasswordHasher:
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1) if cost == "cheap" else PasswordHasher()


@lru_cache
def _decoy(cost: str) -> str:
    """Return the salt of nobody, for a sign-in that does not exist or has no password."""
    return _hasher(cost).hash("nobody has this password").rpartition("$")[0]


def hash_password(password: str, *, cost: str = "strong") -> str:
    """Return the hash of `password`; `cost` "cheap" is for tests."""
    return _hasher(cost).hash(password)


def hash_like(salt: str | None, password: str, *, cost: str = "strong") -> str:
    """Return the hash of `password` with a salt that was used before: `$argon2id$v=19$m=...,t=...,p=...$salt`.

    Without a salt it takes as long, and what is returned is nobody's hash.
    """
    known = salt or _decoy(cost)
    made = extract_parameters(f"{known}${'A' * 43}")  # The hash itself has 32 bytes, in 43 letters.
    grains = known.rpartition("$")[2]
    return hash_secret(
        password.encode(),
        b64decode(grains + "=" * (-len(grains) % 4)),
        time_cost=made.time_cost,
        memory_cost=made.memory_cost,
        parallelism=made.parallelism,
        hash_len=made.hash_len,
        type=made.type,
        version=made.version,
    ).decode()
