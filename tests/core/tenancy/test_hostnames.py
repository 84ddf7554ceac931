"""Which network a hostname belongs to is asked for now and then, not at each request."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from sqlalchemy import Engine, text

from core.tenancy import hostnames
from core.tenancy.hostnames import Hostnames

NAME = text("UPDATE tenant SET hostname = :hostname WHERE slug = 'orchard'")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A clock that stands: clock.now, in seconds."""
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(hostnames, "KEPT", 30.0)
    monkeypatch.setattr(hostnames, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


@pytest.fixture
def named(owner_engine: Engine) -> Iterator[None]:
    """Orchard has a hostname of its own, until the test ends."""
    with owner_engine.begin() as connection:
        connection.execute(NAME, {"hostname": "orchard.example"})
    yield
    with owner_engine.begin() as connection:
        connection.execute(NAME, {"hostname": None})


def test_a_new_hostname_counts_after_half_a_minute(engine, clock, statements, request) -> None:
    known = Hostnames(engine)
    before = dict(known())
    assert "orchard.example" not in before
    request.getfixturevalue("named")
    clock.now += 30
    with statements() as sent:
        assert (known(), sent.count) == (before, 0)
    clock.now += 1
    with statements() as sent:
        assert (known(), sent.count) == ({**before, "orchard.example": "orchard"}, 1)
