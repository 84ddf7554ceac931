"""The letters of a network, and the link that one of them brings."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from core.messages.models import Message


@pytest.fixture
def outbox(unit_for) -> Callable[..., list[Message]]:
    """The letters of a network in the order in which they were written: outbox(slug)."""

    def read(slug: str = "harbour") -> list[Message]:
        with unit_for(slug).session as session:
            return list(session.scalars(select(Message).order_by(Message.id)))

    return read
