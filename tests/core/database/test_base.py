"""Keys are made here: ordered, and of version 7."""

from __future__ import annotations

import time

from core.database.base import uuid7


def test_keys_come_in_the_order_in_which_they_were_made() -> None:
    keys = [uuid7() for _ in range(20_000)]
    assert keys == sorted(set(keys))


def test_a_key_is_of_version_7_and_begins_with_the_time() -> None:
    before, key, after = time.time_ns() // 1_000_000, uuid7(), time.time_ns() // 1_000_000
    assert (key.version, key.variant) == (7, "specified in RFC 4122")
    assert before <= key.int >> 80 <= after
