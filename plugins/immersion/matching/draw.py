"""The draw: the order that decides between equals, the same on any machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from plugins.immersion.matching.instance import Request


def draw_number(seed: str, request_id: str) -> bytes:
    """The 32 bytes of SHA-256 of "<seed>|<request id>" in UTF-8: the smaller, the earlier. Rule: docs/matching.md."""
    return sha256(f"{seed}|{request_id}".encode()).digest()


def rows_in_draw_order(seed: str, requests: Sequence[Request], rows: Iterable[int]) -> list[int]:
    """Some rows of a list of requests: priority first, then by draw number, then by id. IM-17, docs/matching.md."""

    def place(row: int) -> tuple[bool, bytes, str]:
        request = requests[row]
        return (not request.priority, draw_number(seed, request.id), request.id)

    return sorted(rows, key=place)
