"""The draw: the order that decides between equals, the same on any machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from plugins.immersion.matching.rows import Request


def draw_number(seed: str, request_id: str) -> bytes:
    """The 32 bytes of SHA-256 of "<seed>|<request id>" in UTF-8: the smaller, the earlier. Rule: docs/matching.md."""
    return sha256(f"{seed}|{request_id}".encode()).digest()


def rows_in_draw_order(seed: str, requests: Sequence[Request], rows: Iterable[int]) -> list[int]:
    """Some rows of a list of requests: priority first, then by draw number, then by id. IM-17, docs/matching.md."""
    begun = sha256(f"{seed}|".encode())
    numbered: list[tuple[bool, bytes, str, int]] = []
    for row in rows:
        request = requests[row]
        # As draw_number, with the seed read once for all: most of the time of a short text is spent in beginning.
        number = begun.copy()
        number.update(request.id.encode())
        numbered.append((not request.priority, number.digest(), request.id, row))
    numbered.sort()
    return [row for _, _, _, row in numbered]
