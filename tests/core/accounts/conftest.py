"""A link by which a password is set, as its letter brings it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, select

from core.accounts.recovery import PASSWORD_REQUEST
from core.accounts.requests import PasswordRequests
from core.jobs.handlers import Handlers
from core.jobs.runtime import Runtime
from core.jobs.work import work_off
from core.messages.models import Message
from core.modules import Modules
from core.settings import Settings

#: What stands in the letters of these tests: https://liaison.example/harbour/password/<token>.
_LINK = re.compile(r"\S+/password/(\S+)")


@pytest.fixture
def asked_letters(settings: Settings, engine: Engine, modules: Modules, unit_for) -> Callable[..., list[Message]]:
    """Let the worker write the letters that people asked for; return all letters of the network, none of them sent."""
    runtime = Runtime(settings, engine, modules.dispatcher, Handlers({PASSWORD_REQUEST: PasswordRequests()}))

    def written(slug: str = "harbour") -> list[Message]:
        work_off(runtime)
        with unit_for(slug).session as session:
            return list(session.scalars(select(Message).order_by(Message.id)))

    return written


@pytest.fixture
def link_of() -> Callable[[Message], str]:
    """Return the token in a letter."""

    def token(letter: Message) -> str:
        found = _LINK.search(letter.body)
        assert found
        return found[1]

    return token
