"""`liaison account add`: a password for a new sign-in, none for one that exists."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from core.accounts.commands import account
from core.accounts.errors import AccountError
from core.accounts.models import RoleGrant
from core.accounts.services import find_account, sign_in
from core.application import Application
from core.database.base import utc_now
from core.database.session import SharedSession

ADA = ("add", "Ada@network.example", "--tenant", "orchard")


@pytest.fixture
def run(application: Application, engine: object) -> Callable[..., Result]:
    return lambda *words, typed="": CliRunner().invoke(account, words, obj=application, input=typed)


@pytest.fixture
def roles(unit_for) -> Callable[[], list[str]]:
    """The roles of Ada in Bruzel."""

    def read() -> list[str]:
        session = unit_for("orchard").session
        ada = find_account(session, "ada@network.example")
        query = select(RoleGrant.role).where(RoleGrant.account_id == ada.id) if ada else select(RoleGrant.role)
        return list(session.scalars(query.order_by(RoleGrant.role)))

    return read


def signs_in(engine, password: str) -> bool:
    with SharedSession(engine) as session:
        return bool(
            sign_in(
                session, email="ada@network.example", password=password, now=utc_now(), label="Firefox", cost="cheap"
            )
        )


def test_a_new_sign_in_is_asked_for_a_password_twice(run, roles, engine) -> None:
    result = run(*ADA, "--role", "reader", typed="a long secret\na long secret\n")
    assert (result.exit_code, result.output.splitlines()) == (
        0,
        ["Password: ", "Repeat for confirmation: ", "Ada@network.example is reader in orchard."],
    )
    assert (roles(), signs_in(engine, "a long secret")) == (["reader"], True)


@pytest.mark.parametrize("more", [(), ("--password", "another secret")])
def test_one_that_exists_is_asked_nothing_and_keeps_its_password(run, roles, engine, more) -> None:
    run(*ADA, "--role", "reader", "--password", "a long secret")
    result = run("add", "ada@NETWORK.example", *ADA[2:], "--role", "coordinator", *more)
    assert (result.exit_code, result.output.splitlines()) == (
        0,
        ["ada@NETWORK.example is coordinator in orchard.", "This sign-in existed already: it keeps its password."],
    )
    assert (roles(), signs_in(engine, "a long secret")) == (["coordinator", "reader"], True)


def test_a_sign_in_of_another_network_is_the_same_sign_in(run, roles) -> None:
    run("add", "ada@network.example", "--tenant", "harbour", "--role", "reader", "--password", "a long secret")
    assert run(*ADA, "--role", "referent", "--territory", "all").output.splitlines()[1:] == [
        "This sign-in existed already: it keeps its password."
    ]
    assert roles() == ["referent"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "nobody", *ADA[2:]), "'nobody' is not an e-mail address: write one such as name@network.example."),
        ((*ADA, "--territory", "atlantis"), "There is no territory 'atlantis'; there are: "),
        ((*ADA, "--module", "kitchen"), "There is no module 'kitchen'; there are: "),
        ((*ADA, "--role", "king"), "There is no role 'king'; there are: coordinator, referent, reader, communication."),
    ],
)
def test_what_cannot_be_is_said_before_a_password_is_asked_for(run, roles, words, said) -> None:
    result = run(words[0], "--role", "reader", *words[1:])
    assert (type(result.exception), str(result.exception)[: len(said)]) == (AccountError, said)
    assert (result.output, roles()) == ("", [])
