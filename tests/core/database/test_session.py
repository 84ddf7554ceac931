"""The first wall: what a session of a tenant lets through, and what it refuses."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, Engine, delete, func, select, text, update
from sqlalchemy.orm import aliased

from core.accounts.models import Person
from core.database.session import SharedSession, TenantSession, TenantWallError
from core.tenancy.models import Tenant, Territory


def person(first: str) -> Person:
    return Person(first_name=first, last_name="Dupont", language="fr")


def test_a_session_without_a_tenant_refuses_tenant_owned_tables(engine: Engine) -> None:
    with SharedSession(engine) as session, pytest.raises(TenantWallError):
        session.scalars(select(Territory))


def test_a_row_is_stamped_with_the_tenant(unit_for) -> None:
    unit = unit_for()
    row = person("Ada")
    unit.session.add(row)
    unit.session.commit()
    assert row.tenant_id == unit.tenant.id


def test_a_row_of_another_tenant_cannot_be_written(unit_for) -> None:
    unit, other = unit_for(), unit_for("orchard")
    unit.session.add(Person(tenant_id=other.tenant.id, first_name="Ada", last_name="Dupont", language="fr"))
    with pytest.raises(TenantWallError):
        unit.session.flush()


def test_each_kind_of_statement_sees_one_tenant(unit_for) -> None:
    unit, other = unit_for(), unit_for("orchard")
    unit.session.add(person("Ada"))
    other.session.add(person("Bea"))
    unit.session.commit()
    other.session.commit()
    assert unit.session.scalars(select(Person.first_name)).all() == ["Ada"]
    assert unit.session.scalar(select(func.count()).select_from(Person)) == 1
    unit.session.execute(update(Person).values(phone="1"))
    unit.session.commit()
    assert other.session.scalars(select(Person.phone)).all() == [None]
    assert unit.session.execute(text("SELECT first_name FROM person")).all() == [("Ada",)]


def test_the_first_wall_stands_without_the_second(first_wall_alone: Connection, unit_for) -> None:
    one, other = (TenantSession(first_wall_alone, unit_for(slug).tenant.id) for slug in ("harbour", "orchard"))
    one.add(person("Ada"))
    other.add(person("Bea"))
    one.flush()
    other.flush()
    someone = aliased(Person)
    assert len(one.execute(text("SELECT * FROM person")).all()) == 2  # The second wall is away indeed.
    assert one.scalars(select(Person.first_name)).all() == ["Ada"]
    assert one.scalars(select(someone.first_name)).all() == ["Ada"]
    assert one.scalar(select(func.count()).select_from(Person)) == 1
    assert one.scalars(select(Tenant.slug).join(Person, Person.tenant_id == Tenant.id)).all() == ["harbour"]
    assert other.execute(update(Person).values(phone="1")).rowcount == 1
    assert one.execute(delete(Person)).rowcount == 1
    assert other.scalars(select(Person.first_name)).all() == ["Bea"]


def test_the_setting_is_forgotten_by_a_pooled_connection(unit_for, engine: Engine) -> None:
    unit = unit_for()
    unit.session.add(person("Ada"))
    unit.session.commit()
    unit.session.close()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM person")).scalar() == 0
