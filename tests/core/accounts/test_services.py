"""Sign-ins are made for addresses, with passwords long enough; a role is given once."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from core.accounts.errors import AccountError
from core.accounts.models import RoleGrant
from core.accounts.services import grant_role, make_account


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
    assert str(caught.value) == "There is no role 'king'; there are: coordinator, referent, reader."
