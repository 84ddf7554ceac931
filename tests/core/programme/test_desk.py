"""What waits for somebody in an edition: letters that did not arrive, and offers to decide on."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from flask import Flask
from lunch.statuses import LAID, PROPOSED
from sqlalchemy import select

from core.contract.acting import COORDINATOR, READER, REFERENT, Actor, Grant, Permission
from core.contract.module import Status
from core.contract.standing import Standing
from core.database.base import uuid7
from core.messages.models import Message
from core.programme.desk import Waiting, count_asked_offers, failed_letters
from core.programme.models import Edition, Offer
from core.tenancy.models import Territory
from tests.core.programme.ground import Ground

DECIDE = Permission("lunch.offers.decide", frozenset({COORDINATOR, REFERENT}))


@pytest.fixture
def places(ground: Ground) -> list[uuid.UUID]:
    return list(ground.unit.session.scalars(select(Territory.id).order_by(Territory.position)).all()[:2])


def holds(role: str, territory: uuid.UUID | None = None, module: str | None = None) -> Actor:
    return Actor(role, grants=(Grant(role, module, territory),))


def write_failed(ground: Ground, edition_id: uuid.UUID, territory: uuid.UUID | None, state: str = "failed") -> None:
    facts = dict.fromkeys(("to_name", "to_address", "subject", "body"), "x")
    letter = Message(
        kind="lunch.noted",
        language="fr",
        message_id=str(uuid7()),
        captured=False,
        state=state,
        edition_id=edition_id,
        territory_id=territory,
        **facts,
    )
    ground.unit.session.add(letter)
    ground.unit.session.flush()


def test_letters_of_the_edition_that_did_not_arrive_wait_for_those_who_read_them(
    ground: Ground, places: list[uuid.UUID], app: Flask, statements
) -> None:
    for territory in places:
        write_failed(ground, ground.edition.id, territory)
    write_failed(ground, ground.edition.id, places[0], "sent")
    write_failed(ground, uuid7(), places[0])

    def waiting(actor: Actor) -> list[Waiting]:
        with app.test_request_context("/?lang=en"):
            return failed_letters(replace(ground.unit, actor=actor), ground.edition)

    with statements() as sent:
        all_of_them = waiting(holds(COORDINATOR))
    assert sent.count == 1
    assert all_of_them == [Waiting(2, "letters did not arrive", "/letters?state=failed", "attention")]
    assert waiting(holds(REFERENT, places[0])) == [replace(all_of_them[0], count=1, text="letter did not arrive")]
    assert waiting(holds(REFERENT, uuid7())) == []
    assert waiting(holds(READER)) == waiting(holds(COORDINATOR, module="bare")) == []


def test_offers_that_nobody_decided_on_are_counted_for_those_who_may_decide(
    ground: Ground, places: list[uuid.UUID]
) -> None:
    session = ground.unit.session
    other = Edition(id=uuid7(), module="lunch", code="other", year=2024, title={"fr": "Lunchs"}, settings={})
    session.add(other)
    session.flush()

    def offer(edition: Edition, status: Status[Standing], territory: uuid.UUID | None) -> None:
        facts = {"title": {"fr": "Table"}, "reference": f"L{uuid7()}", **status.columns}
        session.add(Offer(edition_id=edition.id, territory_id=territory, **facts))
        session.flush()

    for territory in (*places, None):
        offer(ground.edition, PROPOSED, territory)
    offer(ground.edition, LAID, places[0])
    offer(other, PROPOSED, places[0])
    found = {
        name: count_asked_offers(replace(ground.unit, actor=actor), ground.edition, DECIDE)
        for name, actor in {
            "all": holds(COORDINATOR),
            "here": holds(REFERENT, places[0]),
            "nowhere": holds(REFERENT, uuid7()),
            "none": holds(READER),
        }.items()
    }
    assert found == {"all": 3, "here": 1, "nowhere": 0, "none": 0}
