"""After acts with people's addresses, neither the log nor Valkey holds one (M6)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from redis import Redis

from core.jobs.work import work_off
from core.running.discretion import LINE, DiscreetFormatter

TYPED = "zoe.typed"
ADDRESSES = (TYPED, "ada@example.org", "bea@example.org", "cleo@example.org", "referent@example.org")


@pytest.fixture
def written() -> Iterator[StringIO]:
    """What this process writes into its log, as `liaison` sets it up."""
    text = StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(DiscreetFormatter(LINE))
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield text
    root.removeHandler(handler)
    root.setLevel(before)


def kept_in(queue: Redis) -> str:
    """Everything that Valkey holds, keys and values."""
    read = {
        b"string": queue.get,
        b"hash": queue.hgetall,
        b"zset": lambda key: queue.zrange(key, 0, -1),
        b"list": lambda key: queue.lrange(key, 0, -1),
        b"set": queue.smembers,
    }
    return "\n".join(f"{key!r} {read[queue.type(key)](key)!r}" for key in queue.scan_iter())


def test_no_address_of_anybody_stands_in_the_log_or_in_valkey(
    sign_in, app, with_server, mail_server, sink, *, write, letter, queue, written, outbox, monkeypatch
) -> None:
    client, stranger = sign_in(), app.test_client()
    for number in range(12):
        typed = {"email": f"{TYPED}{number % 2}@b.example", "password": "wrong"}
        stranger.post("/harbour/sign-in", data=typed)
    stranger.post("/harbour/password", data={"email": f"{TYPED}@b.example"})
    stranger.post("/harbour/sign-in", data={"email": f"{TYPED}\0@b.example", "password": "x\0"})
    ada, bea, _cleo = write(letter("Ada"), letter("Bea"), letter("Cleo"))
    mail_server.recipient_answers = [
        "550 5.1.1 <ada@example.org>: user unknown",
        "450 4.2.1 <bea@example.org> is over quota",
    ]
    work_off(with_server)
    client.post(f"/harbour/letters/{ada}/resend", data={"address": f"{TYPED}@new.example"})
    client.get(f"/harbour/letters?text={TYPED}%40b.example")
    client.get(f"/harbour/nothing/{TYPED}%40b.example")

    def broken(*_arguments: object) -> None:
        raise ValueError(f"no place for {TYPED}@b.example")

    with monkeypatch.context() as patched:
        patched.setattr("core.messages.queries.letter", broken)
        assert client.get(f"/harbour/letters/{bea}").status_code == 500
    assert [row.state for row in outbox()][:3] == ["failed", "queued", "sent"]
    log, held = written.getvalue(), kept_in(queue)
    assert ("ValueError: no place for" in log, "failed" in log, len(held) > 0) == (True, True, True)
    assert [each for each in ADDRESSES if each in log] == []
    assert [each for each in ADDRESSES if each in held] == []
    assert "127.0.0.1" not in held
