"""The draw: the order that decides between equals, the same on any machine."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from plugins.immersion.matching.instance import Request


def draw_number(seed: str, request_id: str) -> bytes:
    """The 32 bytes of SHA-256 of "<seed>|<request id>" in UTF-8: the smaller, the earlier. Rule: docs/matching.md."""
    return sha256(f"{seed}|{request_id}".encode()).digest()


def draw_order(seed: str, requests: Iterable[Request]) -> list[Request]:
    """Requests with priority first, then by draw number, then by id. IM-17, docs/matching.md."""
    return sorted(requests, key=lambda request: (not request.priority, draw_number(seed, request.id), request.id))
