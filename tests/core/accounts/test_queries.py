"""As what a sign-in acts: by its grants that count today, and by taking part, read in one statement."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import product

import pytest
from lunch.statuses import GONE, HERE
from sqlalchemy import Engine, select, update

from core.accounts.models import Account, Person, RoleGrant
from core.accounts.queries import actor_of, visitor
from core.accounts.services import grant_role, make_account, sign_in
from core.contract.acting import Actor, Grant, TakingPart
from core.database.base import uuid7
from core.database.session import TenantSession
from core.directory.models import Organisation
from core.programme.models import Edition, Registration
from core.programme.queries import taking_part
from core.tenancy.models import Territory

NOON = datetime(2024, 2, 19, 12, tzinfo=UTC)


@pytest.fixture
def ada(unit_for) -> tuple[Account, str]:
    """A sign-in without any role, and the token of its session."""
    unit = unit_for()
    account = make_account(
        unit.session, email="ada@b.example", name="Ada", password="long enough", language="fr", cost="cheap"
    )
    token = sign_in(
        unit.session, email="ada@b.example", password="long enough", now=NOON, label="Firefox", cost="cheap"
    )
    unit.session.commit()
    return account, token


@pytest.fixture
def registered(unit_for, ada) -> Callable[..., uuid.UUID]:
    """Register a person of Ada's for an edition: registered(module, role, ...) returns as what she takes part."""

    def register(module: str, role: str, *, slug: str = "harbour", withdrawn: bool = False) -> TakingPart:
        session = unit_for(slug).session
        person = Person(id=uuid7(), account_id=ada[0].id, first_name="Ada", last_name="Dupont", language="fr")
        code = uuid7().hex
        service = uuid7()
        session.add_all(
            [
                person,
                Organisation(id=service, institution_id=service, name=code, name_key=code),
                edition := Edition(id=uuid7(), module=module, code=code, year=2024, title={}, settings={}),
            ]
        )
        session.flush()
        session.add(
            row := Registration(
                id=uuid7(),
                edition_id=edition.id,
                person_id=person.id,
                organisation_id=service,
                role=role,
                reference="G001",
                **(GONE if withdrawn else HERE).columns,
                registered_at=NOON,
            )
        )
        session.commit()
        return TakingPart(role, module, person.id, row.id, withdrawn)

    return register


@pytest.fixture
def seen_as(unit_for, ada, engine: Engine, statements) -> Callable[..., Actor]:
    """Read as what Ada acts, by her session and by her id: the same, each in one statement."""

    def read(slug: str = "harbour", now: datetime = NOON) -> Actor:
        tenant_id = unit_for(slug).tenant.id
        with statements() as sent:
            with TenantSession(engine, tenant_id) as session:
                found = visitor(session, ada[1], now, taking_part)
            with TenantSession(engine, tenant_id) as session:
                again = actor_of(session, ada[0].id, "Ada", now, taking_part)
        reads = [each for each in sent.texts if each.startswith("SELECT") and "set_config" not in each]
        assert len(reads) == 2  # One for each; the other statements are what a session begins with, and the visit.
        assert found is not None
        _, actor = found
        assert (set(actor.grants), set(actor.parts)) == (set(again.grants), set(again.parts))
        return actor

    return read


def test_grants_in_modules_and_territories_are_read_as_they_were_given(unit_for, ada, seen_as) -> None:
    unit = unit_for()
    hainaut = unit.session.scalar(select(Territory.id).where(Territory.code == "hainaut"))
    given = {
        Grant("referent", "lunch", hainaut),
        Grant("coordinator", "lunch"),
        Grant("reader"),
        Grant("cook", "lunch"),
    }
    for grant in given:
        grant_role(unit, ada[0], grant.role, module=grant.module, territory_id=grant.territory_id)
    unit.session.commit()
    assert set(seen_as().grants) == given
    assert seen_as("orchard") == Actor(name="Ada", account_id=ada[0].id)


@pytest.mark.parametrize(
    ("until", "now", "counts"),
    [
        (None, NOON, True),
        (date(2024, 2, 18), NOON, False),
        (date(2024, 2, 19), NOON, True),
        (date(2024, 2, 20), NOON, True),
        # The last day ends at midnight in Belgium: an hour before that of Greenwich in winter, two in summer.
        (date(2024, 2, 19), datetime(2024, 2, 19, 22, 59, tzinfo=UTC), True),
        (date(2024, 2, 19), datetime(2024, 2, 19, 23, 0, tzinfo=UTC), False),
        (date(2024, 2, 21), datetime(2024, 2, 21, 23, 30, tzinfo=UTC), False),
    ],
)
def test_a_role_counts_until_the_end_of_its_last_day_in_belgium(unit_for, ada, seen_as, *, until, now, counts) -> None:
    unit = unit_for()
    grant_role(unit, ada[0], "reader", until=until)
    unit.session.commit()
    assert seen_as(now=now).grants == ((Grant("reader"),) if counts else ())


def test_taking_part_is_read_once_for_each_registration_of_the_network(registered, seen_as) -> None:
    guest = registered("lunch", "guest")
    host = registered("other", "host")
    gone = registered("third", "guest", withdrawn=True)
    registered("lunch", "guest", slug="orchard")
    actor = seen_as()
    assert actor.parts == (guest, host, gone)
    assert (actor.grants, actor.belongs("lunch"), actor.belongs("third")) == ((), True, False)


def test_taking_part_and_a_grant_do_not_multiply(registered, unit_for, ada, seen_as) -> None:
    parts = {registered("lunch", "guest") for _ in range(3)}
    unit = unit_for()
    for role in ("reader", "referent"):
        grant_role(unit, ada[0], role)
    unit.session.commit()
    actor = seen_as()
    assert (sorted(grant.role for grant in actor.grants), set(actor.parts)) == (["reader", "referent"], parts)
    assert len(actor.parts) == 3


def test_a_grant_that_is_taken_away_is_gone_at_once(unit_for, ada, seen_as) -> None:
    unit = unit_for()
    grant_role(unit, ada[0], "reader")
    unit.session.commit()
    unit.session.execute(update(RoleGrant).values(until=date(2024, 2, 1)))
    unit.session.commit()
    assert not seen_as().belongs()


def test_every_combination_of_module_territory_and_last_day_is_read(unit_for, ada, seen_as, modules) -> None:
    """Nine places, each with a role that never ends, one that ends today, and one that ended yesterday."""
    unit = unit_for()
    territories = unit.session.scalars(select(Territory.id).order_by(Territory.position).limit(2)).all()
    last_days = {"coordinator": None, "referent": date(2024, 2, 19), "reader": date(2024, 2, 18)}
    given = list(product(last_days, (None, *sorted(modules.names)[:2]), (None, *territories)))
    for role, module, territory_id in given:
        grant_role(unit, ada[0], role, module=module, territory_id=territory_id, until=last_days[role])
    unit.session.commit()
    found = seen_as().grants
    assert len(given) == 3 * (1 + min(2, len(modules.names))) * 3
    assert sorted(map(repr, found)) == sorted(repr(Grant(*each)) for each in given if each[0] != "reader")
