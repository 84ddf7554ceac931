"""Sign-ins are made for addresses, with passwords long enough; a role is given once."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from core.accounts.errors import AccountError, SignInError
from core.accounts.models import RoleGrant
from core.accounts.services import grant_role, make_account, sign_in
from core.audit.models import AuditEntry
from core.database.base import utc_now

OF_LUNCH = "coordinator, referent, reader, communication, cook, dishwasher"


@pytest.mark.parametrize("email", ["notanaddress", "a@b", "a b@c.example", ""])
def test_a_sign_in_needs_an_address(unit_for, email: str) -> None:
    with pytest.raises(AccountError) as caught:
        make_account(unit_for().session, email=email, name="A", password="long enough", language="fr", cost="cheap")
    assert str(caught.value) == f"{email!r} is not an e-mail address: write one such as name@network.example."


def test_a_password_is_long_enough(unit_for) -> None:
    with pytest.raises(AccountError) as caught:
        make_account(unit_for().session, email="a@b.example", name="A", password="short", language="fr", cost="cheap")
    assert str(caught.value) == "A password has at least 10 characters."


def test_the_same_role_twice_is_one(unit_for) -> None:
    unit = unit_for()
    account = make_account(
        unit.session, email="A@b.example ", name="A", password="long enough", language="fr", cost="cheap"
    )
    for _time in range(2):
        grant_role(unit, account, "reader")
    assert (account.email_key, unit.session.scalar(select(func.count()).select_from(RoleGrant))) == ("a@b.example", 1)


def test_a_role_that_does_not_exist_is_refused(unit_for) -> None:
    unit = unit_for()
    account = make_account(unit.session, email="a@b.example", name="A", password=None, language="fr")
    with pytest.raises(AccountError) as caught:
        grant_role(unit, account, "king")
    assert str(caught.value) == "There is no role 'king'; there are: coordinator, referent, reader, communication."


@pytest.mark.parametrize(
    ("role", "module", "refusal"),
    [
        (
            "king",
            "lunch",
            f"There is no role 'king'; there are: {OF_LUNCH}.",
        ),
        ("cook", None, "There is no role 'cook'; there are: coordinator, referent, reader, communication."),
        (
            "guest",
            "lunch",
            f"There is no role 'guest'; there are: {OF_LUNCH}.",
        ),
    ],
)
def test_a_role_is_held_where_it_is_declared_and_one_of_taking_part_is_nobodys_to_give(
    unit_for, role: str, module: str, refusal: str
) -> None:
    unit = unit_for()
    account = make_account(unit.session, email="a@b.example", name="A", password=None, language="fr")
    with pytest.raises(AccountError) as caught:
        grant_role(unit, account, role, module=module)
    assert str(caught.value) == refusal
    grant_role(unit, account, "cook", module="lunch")
    assert unit.session.execute(select(RoleGrant.role, RoleGrant.module)).all() == [("cook", "lunch")]


def test_a_module_that_is_not_installed_has_no_roles(unit_for, modules) -> None:
    unit = unit_for()
    account = make_account(unit.session, email="a@b.example", name="A", password=None, language="fr")
    with pytest.raises(AccountError) as caught:
        grant_role(unit, account, "reader", module="kitchen")
    assert str(caught.value) == f"There is no module 'kitchen'; there are: {', '.join(sorted(modules.names))}."


def test_giving_a_role_and_changing_its_last_day_leave_their_trace(unit_for) -> None:
    unit = unit_for()
    account = make_account(unit.session, email="a@b.example", name="A", password=None, language="fr")
    for until in (None, None, date(2024, 3, 31), date(2024, 3, 31), date(2024, 2, 29)):
        grant_role(unit, account, "reader", until=until)
    unit.session.flush()
    said = {"role": "reader", "module": None, "territory": None}
    entries = unit.session.execute(select(AuditEntry.act, AuditEntry.details).order_by(AuditEntry.id)).all()
    assert entries == [
        ("accounts.role.granted", {**said, "until": None}),
        ("accounts.role.until_changed", {**said, "until": "2024-03-31", "before": None}),
        ("accounts.role.until_changed", {**said, "until": "2024-02-29", "before": "2024-03-31"}),
    ]


def test_a_sign_in_without_a_password_begins_no_session(unit_for) -> None:
    unit = unit_for()
    make_account(unit.session, email="a@b.example", name="A", password=None, language="fr")
    with pytest.raises(SignInError):
        sign_in(unit.session, email="a@b.example", password="", now=utc_now(), label="", cost="cheap")
