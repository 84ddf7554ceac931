"""Letters, captured mail and work of one module stay its own: whoever has a right in another one never meets them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.accounts.services import grant_role, make_account
from core.contract.module import LetterKind
from core.database.base import uuid7
from core.jobs.models import JobRun
from core.jobs.work import work_off
from core.tenancy.models import Territory
from tests.core.messages.conftest import HELLO

#: A letter of the installed module; that of the tests is of another one.
LUNCH = LetterKind("lunch.hello", HELLO.variables, HELLO.texts)


@pytest.fixture
def client(app, application, engine, network) -> Callable[..., FlaskClient]:
    """Somebody with a role in one module alone, perhaps in one territory: client("referent", "lunch", "north")."""

    def signed_in(role: str, module: str, territory: str | None = None) -> FlaskClient:
        with application.unit(network) as unit:
            account = make_account(
                unit.session, email="m@b.example", name="Mo", password="long enough", language="en", cost="cheap"
            )
            place = unit.session.scalar(select(Territory.id).where(Territory.code == territory))
            grant_role(unit, account, role, module=module, territory_id=place)
        browser = app.test_client()
        answer = browser.post(f"/{network}/sign-in", data={"email": "m@b.example", "password": "long enough"})
        assert answer.status_code == 302
        return browser

    return signed_in


@pytest.fixture
def places(unit_for) -> list[Territory]:
    return list(unit_for().session.scalars(select(Territory).order_by(Territory.position)))


@pytest.fixture
def sent(runtime, sink, write, letter, places) -> None:
    """Of each module a letter in the first territory, in the second, and in none; all were captured."""
    for name, kind in (("Lu", LUNCH), ("Other", HELLO)):
        for where, place in (("first", places[0].id), ("second", places[1].id), ("nowhere", None)):
            person = f"{name}-{where}"
            write(replace(letter(person, territory_id=place), kind=kind))
    work_off(runtime)


def recipients(browser: FlaskClient, page: str) -> set[str]:
    return set(re.findall(r"(?:lu|other)-(?:first|second|nowhere)(?=@)", browser.get(page).text))


@pytest.mark.requirement("IM-23")
@pytest.mark.parametrize(
    ("role", "in_territory", "seen"),
    [
        ("coordinator", False, {"lu-first", "lu-second", "lu-nowhere"}),
        ("referent", False, {"lu-first", "lu-second", "lu-nowhere"}),
        ("referent", True, {"lu-first"}),
    ],
)
def test_letters_and_captured_mail_are_read_in_ones_own_module_and_territories(
    client, sent, places, network, *, role, in_territory, seen
) -> None:
    browser = client(role, "lunch", places[0].code if in_territory else None)
    assert recipients(browser, f"/{network}/letters") == seen
    assert recipients(browser, f"/{network}/mail") == seen
    assert recipients(browser, f"/{network}/letters?text=other") == set()


def test_a_letter_of_another_module_has_no_page_and_is_not_sent_again(client, sent, outbox, network) -> None:
    browser = client("coordinator", "lunch")
    for row in outbox():
        own = row.kind == LUNCH.key
        page = f"/{network}/letters/{row.id}"
        assert browser.get(page).status_code == (200 if own else 404)
        answer = browser.post(f"{page}/resend", data={"address": "new@b.example"})
        assert answer.status_code == (302 if own else 404)
    assert {row.module for row in outbox() if row.resent_from_id} == {"lunch"}


def test_work_is_seen_in_ones_own_module_and_the_network_stays_the_coordinations(client, unit_for, network) -> None:
    unit = unit_for()
    for kind in ("lunch.cook", "test.count"):
        unit.session.add(JobRun(id=uuid7(), kind=kind, subject_id=uuid7(), by_name=kind))
    unit.session.commit()
    browser = client("coordinator", "lunch")
    page = browser.get(f"/{network}/work").text
    assert ("lunch.cook" in page, "test.count" in page) == (True, False)
    assert browser.get(f"/{network}/modules").status_code == 403


def test_a_reader_of_a_module_reads_no_letters(client, sent, network) -> None:
    browser = client("reader", "lunch")
    assert [browser.get(f"/{network}/{page}").status_code for page in ("letters", "mail", "work")] == [403] * 3
