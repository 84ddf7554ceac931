"""A withdrawal is undone while nothing followed, and what followed is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, true, update

from core.audit.models import AuditEntry
from core.directory.rules import SaidOrganisation
from core.directory.services import enter_organisations, plan_organisations
from core.programme.booking import Wanted, book
from core.programme.errors import FollowedError, NotOpenError, RegistrationMovedError, UnknownRegistrationError
from core.programme.models import Registration, StatusChange
from core.programme.registrations import Withdrawal, withdraw
from core.programme.returning import Undoing, bring_back, given_back, undone_withdrawals, what_followed
from tests.core.programme.ground import CANCELLED, GONE, HERE, SEATED, Ground

AT = datetime(2024, 3, 4, 10, tzinfo=UTC)
LEFT, BACK = "lunch.guest.withdrawn", "lunch.guest.brought_back"
WITHDRAWAL = Undoing(LEFT, CANCELLED, BACK, SEATED, HERE)


@pytest.fixture
def gone(ground: Ground):
    """A guest who had the only seat of an opening, and has left."""
    opening, guest = ground.opening(1), ground.guest()
    book(ground.unit, Wanted(opening, guest), SEATED)
    those = [Withdrawal(guest, AT, "ill")]
    withdraw(ground.unit, ground.edition.id, those, GONE, CANCELLED, among=true(), act=LEFT)
    return opening, guest


def again(ground: Ground, guest, *, version: int = 2, among=None):
    found = true() if among is None else among
    return bring_back(ground.unit, ground.edition.id, guest, WITHDRAWAL, among=found, version=version)


def test_the_registration_and_its_place_stand_again_with_their_trace(ground: Ground, gone) -> None:
    opening, guest = gone
    assert [place.room for place in given_back(ground.unit, guest, WITHDRAWAL)] == [True]
    assert len(again(ground, guest)) == 1
    row = ground.unit.session.scalars(
        select(Registration).where(Registration.id == guest).execution_options(populate_existing=True)
    ).one()
    assert (row.standing, row.withdrawn_at, row.withdrawal_reason, row.version) == ("active", None, None, 3)
    assert ground.taken(opening) == 1
    changes = ground.unit.session.execute(select(StatusChange.old, StatusChange.new).order_by(StatusChange.id)).all()
    assert changes == [(None, "seated"), ("seated", "cancelled"), ("cancelled", "seated")]
    entry = ground.unit.session.scalars(select(AuditEntry).where(AuditEntry.act == BACK)).one()
    assert entry.details == {"reference": row.reference, "version": 2, "withdrawn_at": AT.isoformat()}
    assert [(each.registration_id, each.withdrawn_at) for each in undone_withdrawals(ground.unit, BACK)] == [
        (guest, AT)
    ]


def test_the_latest_withdrawal_is_undone_though_the_clock_of_a_rehearsal_was_set_back(ground: Ground, gone) -> None:
    opening, guest = gone
    again(ground, guest)
    ground.unit.session.commit()  # What is recorded next has a later moment of the real clock.
    earlier = replace(ground.unit, now=ground.unit.now - timedelta(days=30))
    those = [Withdrawal(guest, AT, "ill again")]
    withdraw(earlier, ground.edition.id, those, GONE, CANCELLED, among=true(), act=LEFT)
    assert len(again(ground, guest, version=4)) == 1
    assert ground.taken(opening) == 1


def test_a_second_press_does_nothing_and_another_change_is_named(ground: Ground, gone) -> None:
    _, guest = gone
    again(ground, guest)
    assert again(ground, guest) is None
    with pytest.raises(RegistrationMovedError):
        again(ground, guest, version=3)
    with pytest.raises(UnknownRegistrationError):
        again(ground, guest, version=3, among=Registration.reference == "nobody")


def test_a_place_that_somebody_else_has_stays_theirs(ground: Ground, gone) -> None:
    opening, guest = gone
    book(ground.unit, Wanted(opening, ground.guest()), SEATED)
    with pytest.raises(FollowedError) as caught:
        again(ground, guest)
    assert caught.value.followed == "given to another"
    assert ground.taken(opening) == 1


def test_an_offer_that_is_over_gives_no_place_again(ground: Ground, gone) -> None:
    _, guest = gone
    [place] = given_back(ground.unit, guest, WITHDRAWAL)
    found = what_followed(ground.unit, guest, [replace(place, open=False)])
    assert found is not None
    assert (found.followed, found.named) == ("no longer offered", place.offer)


def test_who_registered_again_is_not_there_twice(ground: Ground, gone) -> None:
    _, guest = gone
    ground.unit.session.flush()
    row = ground.unit.session.scalars(select(Registration).where(Registration.id == guest)).one()
    other = ground.guest()
    values = {"person_id": row.person_id, "organisation_id": row.organisation_id}
    ground.unit.session.execute(update(Registration).where(Registration.id == other).values(**values))
    found = what_followed(ground.unit, guest, ())
    assert found is not None
    assert (found.followed, found.named) == ("registered again", f"G{other}")


@pytest.mark.parametrize(
    ("change", "followed"),
    [
        ({}, "registered again"),
        ({"organisation_id": True}, None),
        ({"role": "cook"}, None),
        ({"edition_id": True}, None),
        ({**GONE.columns, "withdrawn_at": AT}, None),
    ],
)
def test_only_the_same_person_in_the_same_role_for_the_same_organisation_registered_again(
    ground: Ground, gone, change: dict[str, object], followed: str | None
) -> None:
    _, guest = gone
    elsewhere = {"organisation_id": _organisation, "edition_id": _edition}
    change = {name: elsewhere[name](ground) if name in elsewhere else value for name, value in change.items()}
    other = ground.guest()
    values = {"person_id": ground.person_of(guest), **change}
    ground.unit.session.execute(update(Registration).where(Registration.id == other).values(**values))
    found = what_followed(ground.unit, guest, ())
    assert (found.followed if found else None) == followed


def _organisation(ground: Ground) -> UUID:
    known = enter_organisations(ground.unit, plan_organisations(ground.unit, [SaidOrganisation("A")], corrects=True))
    return next(iter(known.values())).id


def _edition(ground: Ground) -> UUID:
    return Ground.lay(ground.unit, ground.engine).edition.id


def test_nobody_comes_back_into_an_edition_that_is_closed(ground: Ground, gone) -> None:
    _, guest = gone
    ground.edition.state = "closed"
    ground.unit.session.flush()
    with pytest.raises(NotOpenError):
        again(ground, guest)


def test_what_was_taken_back_is_told_the_latest_first(ground: Ground, gone) -> None:
    _, guest = gone
    again(ground, guest)
    later = replace(ground.unit, now=ground.unit.now + timedelta(days=1))
    those = [Withdrawal(guest, AT + timedelta(hours=1), "again")]
    withdraw(later, ground.edition.id, those, GONE, CANCELLED, among=true(), act=LEFT)
    bring_back(later, ground.edition.id, guest, WITHDRAWAL, among=true(), version=4)
    told = undone_withdrawals(ground.unit, BACK)
    assert [each.withdrawn_at for each in told] == [AT + timedelta(hours=1), AT]
    assert [each.at for each in told] == [later.now, ground.unit.now]
