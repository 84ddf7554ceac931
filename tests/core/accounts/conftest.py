"""A link by which a password is set, as its letter brings it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import Engine

from core.accounts.recovery import PASSWORD_REQUEST
from core.accounts.requests import PasswordRequests
from core.jobs.handlers import Handlers
from core.jobs.runtime import Runtime
from core.jobs.work import work_off
from core.messages.models import Message
from core.modules import Modules
from core.settings import Settings
from tests.core.linked import token_in


@pytest.fixture
def asked_letters(settings: Settings, engine: Engine, modules: Modules, outbox) -> Callable[..., list[Message]]:
    """Let the worker write the letters that people asked for; return all letters of the network, none of them sent."""
    runtime = Runtime(settings, engine, modules.dispatcher, Handlers({PASSWORD_REQUEST: PasswordRequests()}))

    def written(slug: str = "harbour") -> list[Message]:
        work_off(runtime)
        return outbox(slug)

    return written


@pytest.fixture
def link_of() -> Callable[[Message], str]:
    """Return the token in a letter by which a password is set."""
    return partial(token_in, page="password")
