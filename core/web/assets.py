"""Addresses of static files that change with their content, so that a browser may keep a file for a year."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"


@lru_cache
def asset(name: str) -> str:
    """Return the address of the static file `name`; it lies at the root, the same for every tenant."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"
