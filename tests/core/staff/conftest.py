"""Colleagues of the Harbour, and the link of an invitation."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from core.accounts.models import RoleGrant
from core.accounts.services import grant_role, make_account
from core.contract.acting import Actor, Grant
from core.database.base import utc_now
from core.language.dates import day_of
from core.messages.models import Message
from core.staff.inviting import InvitationWish, accept_invitation
from core.staff.rules import RoleWish
from core.tenancy.models import Territory
from core.tenancy.unit import Unit
from tests.core.linked import token_in

PASSWORD = "long enough"
SOON = day_of(utc_now()) + timedelta(days=30)
ADA = "Ada@harbour.example"


@pytest.fixture
def places(unit_for) -> dict[str, uuid.UUID]:
    """The territories of the Harbour by their codes."""
    return {row.code: row.id for row in unit_for().session.scalars(select(Territory))}


Join = Callable[..., uuid.UUID]


@pytest.fixture
def join(unit_for) -> Join:
    """Give somebody a role: join("ada", "coordinator", slug="harbour", module=..., territory_id=..., until=...)."""

    def made(name: str, role: str, *, slug: str = "harbour", **what: object) -> uuid.UUID:
        unit = unit_for(slug, now=utc_now())
        account = make_account(
            unit.session,
            email=f"{name}@harbour.example",
            name=name.capitalize(),
            password=PASSWORD,
            language="fr",
            cost="cheap",
        )
        grant_role(unit, account, role, **what)
        unit.session.commit()
        return account.id

    return made


@pytest.fixture
def grants(unit_for) -> Callable[..., list[RoleGrant]]:
    """The roles of a network, or of one of its sign-ins."""

    def read(account_id: uuid.UUID | None = None, *, slug: str = "harbour") -> list[RoleGrant]:
        query = select(RoleGrant).order_by(RoleGrant.id)
        if account_id is not None:
            query = query.where(RoleGrant.account_id == account_id)
        with unit_for(slug).session as session:
            return list(session.scalars(query))

    return read


@pytest.fixture
def acting(unit_for, grants) -> Callable[..., Unit]:
    """Open a unit in which somebody acts with the roles that they have: acting(account id)."""

    def opened(account_id: uuid.UUID, *, slug: str = "harbour") -> Unit:
        held = tuple(Grant(row.role, row.module, row.territory_id) for row in grants(account_id, slug=slug))
        return unit_for(slug, actor=Actor(name="Claire", account_id=account_id, grants=held), now=utc_now())

    return opened


@pytest.fixture
def token_of() -> Callable[[Message], str]:
    """Return the token of the link in an invitation."""
    return partial(token_in, page="invitation")


@pytest.fixture
def claire(join) -> uuid.UUID:
    return join("claire", "coordinator")


@pytest.fixture
def wish(places) -> InvitationWish:
    """Ada is to be referent in the north for lunches until soon, and to look at everything."""
    roles = (RoleWish("referent", "lunch", places["north"], SOON), RoleWish("reader"))
    return InvitationWish(f" {ADA} ", "Ada Lovelace", "nl", roles)


Do = Callable[..., object]


@pytest.fixture
def do(acting) -> Do:
    """Do an act in a transaction of its own: do(who, act, *what)."""

    def done(
        who: uuid.UUID, act: Callable[..., object], *what: object, slug: str = "harbour", **more: object
    ) -> object:
        unit = acting(who, slug=slug)
        with unit.session:
            outcome = act(unit, *what, **more)
            unit.session.commit()
        return outcome

    return done


@pytest.fixture
def accept(unit_for) -> Do:
    """Bring a link: accept(token, password); returns the sign-in's id."""

    def brought(token: str, password: str = PASSWORD, *, slug: str = "harbour", days: int = 0) -> uuid.UUID:
        unit = unit_for(slug, actor=Actor(name=""), now=utc_now() + timedelta(days=days))
        with unit.session:
            account = accept_invitation(unit, token, name="Ada L.", password=password, cost="cheap")
            unit.session.commit()
            return account.id

    return brought


@pytest.fixture
def known(unit_for) -> uuid.UUID:
    """Ada has a sign-in already, because of another network."""
    unit = unit_for("orchard")
    account = make_account(
        unit.session, email=ADA, name="A. Lovelace", password="quite another one", language="fr", cost="cheap"
    )
    unit.session.commit()
    return account.id
