"""Links and codes, as their letters bring them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import Engine, select

from core.accounts.entering import SIGN_IN_REQUEST, Entry, ask_to_enter, enter_by_code, enter_by_link
from core.accounts.models import Account, Person
from core.accounts.recovery import PASSWORD_REQUEST
from core.accounts.requests import password_requests, sign_in_requests
from core.database.base import utc_now
from core.jobs.handlers import Handlers
from core.jobs.runtime import Runtime
from core.jobs.work import work_off
from core.messages.models import Message
from core.modules import Modules
from core.settings import Settings
from tests.conftest import NO_SECOND_WALL
from tests.core.accounts.entries import BEA
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


@pytest.fixture
def ask(unit_for) -> Callable[..., uuid.UUID]:
    """Somebody asks for a letter: ask(address, slug="harbour") returns the id of the request."""

    def do(email: str = BEA, *, slug: str = "harbour", request: uuid.UUID | None = None, **said) -> uuid.UUID:
        unit, request = unit_for(slug, now=utc_now()), request or uuid.uuid4()
        ask_to_enter(unit, request, email, **{"language": "nl", "onward": None, **said})
        unit.session.commit()
        return request

    return do


@pytest.fixture
def press(settings) -> Callable[..., Entry]:
    """A press in a browser: press(name)."""
    return lambda name="one": Entry(settings.signing_key, name, utc_now(), "Firefox, Linux")


@pytest.fixture
def enter(unit_for, press) -> Callable[..., str]:
    """Sign in: enter(requests, code) or enter(link); returns the token of the session."""

    def do(*proof, slug: str = "harbour", name: str = "one") -> str:
        session = unit_for(slug).session
        try:
            return (enter_by_code if len(proof) == 2 else enter_by_link)(session, *proof, press(name))
        finally:
            session.commit()

    return do


@pytest.fixture
def account_of(owner_engine: Engine) -> Callable[[str], tuple[object, ...] | None]:
    """What there is of a sign-in: address, name, language."""

    def read(key: str) -> tuple[object, ...] | None:
        with owner_engine.connect() as connection:
            found = connection.execute(
                select(Account.email, Account.name, Account.language).where(Account.email_key == key)
            ).first()
            return tuple(found) if found else None

    return read


@pytest.fixture
def whose(owner_engine: Engine) -> Callable[[], dict[str, str | None]]:
    """Whose the people of all networks are: the address of the sign-in by the last name of the person."""
    query = select(Person.last_name, Account.email_key).outerjoin(Account, Account.id == Person.account_id)

    def read() -> dict[str, str | None]:
        with owner_engine.begin() as connection:
            connection.exec_driver_sql(NO_SECOND_WALL)
            return dict(connection.execute(query).all())

    return read
