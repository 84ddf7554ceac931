"""Addresses of static files that change with their content, so that a browser may keep a file for a year."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"


def asset(name: str) -> str:
    """Return the address of the static file `name`; it lies at the root, the same for every tenant."""
    return f"/static/{name}?v={digest(name)}"


@lru_cache
def digest(name: str) -> str:
    """Return by what the address of the static file `name` changes with its content."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
