"""Whoever withdraws gives back all they asked for, once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, true

from core.audit.models import AuditEntry
from core.contract.standing import PlaceStanding
from core.programme.booking import Wanted, book
from core.programme.errors import UnknownRegistrationError
from core.programme.models import Registration, StatusChange
from core.programme.registrations import Withdrawal, Withdrawn, withdraw
from tests.core.programme.ground import CANCELLED, GONE, QUEUED, SEATED, Ground

AT = datetime(2024, 3, 4, 10, tzinfo=UTC)


def leave(ground: Ground, *registrations, among=None) -> Withdrawn:
    those = [Withdrawal(each, AT, "ill") for each in registrations]
    found = true() if among is None else among
    return withdraw(ground.unit, ground.edition.id, those, GONE, CANCELLED, among=found, act="lunch.guest.withdrawn")


def test_a_withdrawal_ends_a_registration_and_all_its_places(ground: Ground) -> None:
    one, two, (guest, other) = ground.opening(1), ground.opening(1), ground.guests(2)
    book(ground.unit, Wanted(one, guest), SEATED)
    book(ground.unit, Wanted(two, other), SEATED)
    book(ground.unit, Wanted(two, guest), SEATED, otherwise=QUEUED)
    done = leave(ground, guest)
    assert done.registration_ids == (guest,)
    assert {(each.opening_id, each.standing) for each in done.places} == {
        (one, PlaceStanding.HOLDING),
        (two, PlaceStanding.WAITING),
    }
    columns = (Registration.standing, Registration.status, Registration.withdrawn_at, Registration.withdrawal_reason)
    row = ground.unit.session.execute(select(*columns, Registration.version).where(Registration.id == guest)).one()
    assert tuple(row) == ("ended", "gone", AT, "ill", 2)
    assert (ground.taken(one), ground.taken(two)) == (0, 1)
    reasons = select(StatusChange.reason).where(StatusChange.new == "cancelled")
    assert ground.unit.session.scalars(reasons).all() == ["ill", "ill"]


def test_why_somebody_leaves_is_not_in_the_trail(ground: Ground) -> None:
    guest = ground.guest()
    leave(ground, guest)
    entry = ground.unit.session.scalars(select(AuditEntry)).one()
    assert (entry.act, entry.subject_id, entry.details) == (
        "lunch.guest.withdrawn",
        guest,
        {"reference": f"G{guest}"},
    )


def test_nobody_withdraws_twice(ground: Ground) -> None:
    guest = ground.guest()
    leave(ground, guest)
    assert leave(ground, guest) == Withdrawn((), ())
    assert leave(ground) == Withdrawn((), ())


def test_who_does_not_exist_for_the_actor_cannot_be_withdrawn(ground: Ground) -> None:
    guest, speaker = ground.guest(), ground.guest(role="speaker")
    with pytest.raises(UnknownRegistrationError) as caught:
        leave(ground, guest, speaker, among=Registration.role == "guest")
    assert caught.value.missing == 1
    assert ground.unit.session.scalars(select(Registration.standing)).all() == ["active", "active"]
