"""Links and codes, as their letters bring them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import Engine

from core.accounts.entering import SIGN_IN_REQUEST
from core.accounts.recovery import PASSWORD_REQUEST
from core.accounts.requests import password_requests, sign_in_requests
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
    handlers = {PASSWORD_REQUEST: password_requests(), SIGN_IN_REQUEST: sign_in_requests(settings.signing_key)}
    runtime = Runtime(settings, engine, modules.dispatcher, Handlers(handlers))

    def written(slug: str = "harbour") -> list[Message]:
        work_off(runtime)
        return outbox(slug)

    return written


@pytest.fixture
def link_of() -> Callable[[Message], str]:
    """Return the token in a letter by which a password is set."""
    return partial(token_in, page="password")


@pytest.fixture
def entry_of() -> Callable[[Message], tuple[str, str]]:
    """Return the token and the code of a letter by which somebody signs in."""

    def read(letter: Message) -> tuple[str, str]:
        found = re.search(r"^([0-9]{3}) ([0-9]{3})$", letter.body, re.M)
        assert found
        return token_in(letter, "sign-in/link"), found[1] + found[2]

    return read
