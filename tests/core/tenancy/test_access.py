"""The criterion of rows by module and territory, asked of the database and of each grant in turn."""

from __future__ import annotations

import uuid
from itertools import combinations, product

import pytest
from sqlalchemy import select

from core.contract.acting import SYSTEM, Actor, Grant, Permission
from core.messages.models import Message
from core.tenancy.access import reached

HERE, THERE = uuid.UUID(int=1), uuid.UUID(int=2)
READ = Permission("room.letter.read", frozenset({"coordinator"}), by_module=True)
GRANTS = [
    Grant(role, module, territory)
    for role, module, territory in product(("coordinator", "reader"), (None, "this", "other"), (None, HERE, THERE))
]
ROWS = list(product(("this", "other"), (None, HERE, THERE)))


@pytest.fixture
def session(unit_for):
    """A letter of each module in each territory, and in none."""
    session = unit_for().session
    for number, (module, territory) in enumerate(ROWS):
        session.add(
            Message(
                **{"kind": f"{module}.kind", "language": "fr", "to_name": "A", "to_address": "a@b.example"},
                **{"subject": "S", "body": "B", "message_id": f"<{number}>", "captured": False},
                territory_id=territory,
            )
        )
    session.flush()
    return session


def seen(session, actor: Actor) -> set[tuple[str, uuid.UUID | None]]:
    criterion = reached(actor, READ, module=Message.module, territory=Message.territory_id)
    return {
        (module, place)
        for module, place in session.execute(select(Message.module, Message.territory_id).where(criterion))
    }


@pytest.mark.requirement("IM-23")
def test_each_row_is_seen_by_exactly_the_grants_that_reach_it(session) -> None:
    for size in range(3):
        for grants in combinations(GRANTS, size):
            wanted = {
                (module, place)
                for module, place in ROWS
                for grant in grants
                if grant.role == "coordinator"
                and grant.module in (None, module)
                and (grant.territory_id is None or grant.territory_id == place)
            }
            assert (grants, seen(session, Actor("A", grants=grants))) == (grants, wanted)
    assert seen(session, SYSTEM) == set(ROWS)


def test_rows_that_lie_nowhere_are_reached_from_every_territory_of_their_module(session) -> None:
    actor = Actor("A", grants=(Grant("coordinator", "this", HERE),))
    criterion = reached(actor, READ, module=Message.module)
    assert set(session.scalars(select(Message.module).where(criterion))) == {"this"}
