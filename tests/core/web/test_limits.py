"""From where a request comes, and what is counted while Redis is away."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from flask import Flask
from redis import Redis

from core.web.limits import CountedTogether, remote_network
from tests.ports import free_port


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2::7", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::7", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("a pipe", "a pipe"),
    ],
)
def test_a_line_of_ipv6_is_one_place_whatever_address_it_takes(app: Flask, address: str, network: str) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert remote_network() == network


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def counted(storage: CountedTogether, tries: int) -> list[bool]:
    return [storage.acquire_entry("a", 3, 3600) for _ in range(tries)]


def test_without_redis_each_process_counts_for_itself(silent: str) -> None:
    away = f"redis://127.0.0.1:{free_port()}/0"
    for address in (silent, away):
        storage = CountedTogether(f"liaison+{address}")
        assert counted(storage, 5) == [True, True, True, False, False]
        assert storage.get_moving_window("a", 3, 3600)[1] == 3


def test_with_redis_all_count_together(settings, queue: Redis, engine) -> None:
    one, other = (CountedTogether(f"liaison+{settings.redis_url}") for _ in range(2))
    assert counted(one, 2) == [True, True]
    assert counted(other, 2) == [True, False]


def test_redis_is_asked_again_after_a_while(settings, queue: Redis, engine, monkeypatch) -> None:
    storage = CountedTogether(f"liaison+{settings.redis_url}")
    queue.set("LIMITS:a", "something that is no count")
    assert counted(storage, 4) == [True, True, True, False]
    queue.delete("LIMITS:a")
    assert counted(storage, 1) == [False]
    monkeypatch.setattr("core.web.limits.time.monotonic", lambda: float("inf"))
    assert counted(storage, 1) == [True]
