"""An offer ends by hand, with a reason, under nobody who is in it; and stands again while nothing stands in the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import pytest
from flask import Flask
from lunch.statuses import CLEARED, PROPOSED, TABLES
from sqlalchemy import select, true, update

from core.audit.models import AuditEntry
from core.contract.module import Status
from core.contract.standing import PlaceStanding
from core.privacy.services import forget_person
from core.programme.booking import Booked, Wanted, book, book_many, cancel, promote, restore
from core.programme.errors import (
    FollowedError,
    NotOfferedError,
    NotOpenError,
    OfferHeldError,
    OfferMovedError,
    ReasonMissingError,
    UnknownOfferError,
)
from core.programme.field_history import changes_of
from core.programme.importing.locking import one_import_at_a_time
from core.programme.models import Offer, Opening, Participation, Registration, StatusChange
from core.programme.offers import OfferActs, ended_contact, is_last, offer_again, who_is_in, withdraw_offer
from core.programme.registrations import Withdrawal, withdraw
from core.programme.returning import Undoing, bring_back
from core.tenancy.unit import Unit
from tests.core.programme.ground import CANCELLED, GONE, HERE, LAID, QUEUED, SEATED, Ground
from tests.together import at_once, outcome_of, while_locked

pytestmark = pytest.mark.requirement("IM-13")
ACTS = OfferActs(
    withdrew="lunch.table.withdrawn",
    offered_again="lunch.table.offered_again",
    kind="tables",
    statuses=TABLES,
    ended=CLEARED,
    standing=LAID,
    contact_ended=GONE,
    contact_standing=HERE,
)


@dataclass
class Table:
    """An offer with one opening, and the registration of the cook whose it is."""

    offer: UUID
    opening: UUID
    cook: UUID


def laid(ground: Ground, cook: UUID | None = None, status: Status = LAID) -> Table:
    """Lay a table for two, of a cook's who may have others."""
    session, opening = ground.unit.session, ground.opening(2)
    offer = session.scalars(select(Opening.offer_id).where(Opening.id == opening)).one()
    cook = cook or ground.guest(role="cook")
    session.execute(update(Offer).where(Offer.id == offer).values(registration_id=cook, version=1, **status.columns))
    return Table(offer, opening, cook)


@pytest.fixture
def table(ground: Ground) -> Table:
    return laid(ground)


def row_of(unit: Unit, table: Table) -> Offer:
    query = select(Offer).where(Offer.id == table.offer)
    return unit.session.scalars(query.execution_options(populate_existing=True)).one()


def end(
    ground: Ground, table: Table, unit: Unit | None = None, *, version: int = 1, reason="No cook.", among=None
) -> bool:
    return withdraw_offer(
        *(unit or ground.unit, ground.edition.id, table.offer, ACTS),
        among=true() if among is None else among,
        version=version,
        reason=reason,
    )


def again(ground: Ground, table: Table, unit: Unit | None = None, *, version: int = 2, reason="A new cook.") -> bool:
    return offer_again(
        *(unit or ground.unit, ground.edition.id, table.offer, ACTS), among=true(), version=version, reason=reason
    )


def cook_stands(unit: Unit, table: Table) -> tuple[str, bool]:
    """Return how the registration of the cook stands, and whether it is dated as one that ended."""
    query = select(Registration.standing, Registration.withdrawn_at).where(Registration.id == table.cook)
    standing, at = unit.session.execute(query).one()
    return standing, at == unit.now


def history(unit: Unit, table: Table) -> Sequence[tuple[str | None, str | None, str | None]]:
    told = changes_of(unit, offer_id=table.offer)
    return [(each.fields[0].old, each.fields[0].new, each.reason) for each in told]


def test_an_offer_ends_with_its_reason_in_the_history_and_not_in_the_trail(ground: Ground, table: Table) -> None:
    assert end(ground, table, reason="  No cook.  ") is True
    row = row_of(ground.unit, table)
    assert (row.standing, row.status, row.version) == ("ended", "cleared", 2)
    [change] = changes_of(ground.unit, offer_id=table.offer)
    assert (change.way, change.by, change.reason, change.decides) == ("hand", "Liaison", "No cook.", True)
    assert [(each.kind, each.field) for each in change.fields] == [("tables", "status")]
    assert len(history(ground.unit, table)) == 1
    entry = ground.unit.session.scalars(select(AuditEntry).where(AuditEntry.act == ACTS.withdrew)).one()
    assert entry.subject_id == table.offer
    assert entry.details == {"reference": row.reference, "version": 1, "with_contact": True, "was": "laid"}


def test_the_history_says_it_in_the_language_of_the_network(ground: Ground, table: Table, app: Flask) -> None:
    with app.app_context():
        end(ground, table)
        again(ground, table)
    laid_word, cleared_word = (
        {"fr": words[0], "nl": words[1]}[ground.unit.tenant.language]
        for words in (("dressée", "gedekt"), ("débarrassée", "afgeruimd"))
    )
    assert history(ground.unit, table) == [
        (cleared_word, laid_word, "A new cook."),
        (laid_word, cleared_word, "No cook."),
    ]


def test_a_contact_takes_part_no_more_with_the_last_offer_alone(ground: Ground, table: Table) -> None:
    other = laid(ground, table.cook)
    assert is_last(ground.unit, table.offer) is False
    assert end(ground, table) is False
    assert cook_stands(ground.unit, table) == ("active", False)
    assert (is_last(ground.unit, other.offer), ended_contact(ground.unit, other.offer)) == (True, None)
    assert end(ground, other) is True
    assert cook_stands(ground.unit, table) == ("ended", True)
    assert ended_contact(ground.unit, other.offer) == table.cook
    assert again(ground, table) is True
    assert cook_stands(ground.unit, table) == ("active", False)
    assert again(ground, other) is False  # Their contact takes part by now.


def test_an_offer_of_the_network_s_own_ends_without_a_contact(ground: Ground) -> None:
    opening = ground.opening(1)
    offer = ground.unit.session.scalars(select(Opening.offer_id).where(Opening.id == opening)).one()
    table = Table(offer, opening, offer)
    assert end(ground, table) is False
    assert again(ground, table) is False
    assert row_of(ground.unit, table).status == "laid"


@pytest.mark.parametrize("status", [LAID, PROPOSED])
def test_it_stands_again_as_it_stood(ground: Ground, status: Status) -> None:
    table = laid(ground, status=status)
    end(ground, table)
    again(ground, table)
    assert row_of(ground.unit, table).status == status.word


def test_one_that_ended_nobody_knows_how_stands_as_offers_do(ground: Ground) -> None:
    table = laid(ground, status=CLEARED)
    again(ground, table, version=1)
    assert row_of(ground.unit, table).status == "laid"


def test_a_second_press_is_answered_as_the_first_and_another_change_is_named(ground: Ground, table: Table) -> None:
    assert [end(ground, table), end(ground, table)] == [True, True]
    with pytest.raises(OfferMovedError):
        end(ground, table, version=2)
    assert [again(ground, table), again(ground, table)] == [True, True]
    assert len(history(ground.unit, table)) == 2
    with pytest.raises(OfferMovedError):
        again(ground, table, version=3)
    ground.unit.session.execute(update(Offer).where(Offer.id == table.offer).values(title={"fr": "Autre"}))
    with pytest.raises(OfferMovedError):
        end(ground, table, version=3)


def test_neither_is_done_without_a_reason(ground: Ground, table: Table) -> None:
    with pytest.raises(ReasonMissingError):
        end(ground, table, reason=" ")
    end(ground, table)
    with pytest.raises(ReasonMissingError):
        again(ground, table, reason="")
    assert row_of(ground.unit, table).status == "cleared"


def test_what_does_not_exist_for_the_actor_is_not_touched(ground: Ground, table: Table) -> None:
    with pytest.raises(UnknownOfferError):
        end(ground, table, among=Offer.reference == "another")
    with pytest.raises(UnknownOfferError):
        withdraw_offer(
            *(ground.unit, Ground.lay(ground.unit, ground.engine).edition.id, table.offer, ACTS),
            among=true(),
            version=1,
            reason="Another edition.",
        )
    assert row_of(ground.unit, table).status == "laid"


def test_nothing_of_it_happens_in_an_edition_that_is_closed(ground: Ground, table: Table) -> None:
    ground.edition.state = "closed"
    ground.unit.session.flush()
    for act in (end, again):
        with pytest.raises(NotOpenError):
            act(ground, table)


def test_no_offer_ends_under_who_holds_or_waits_for_a_place(ground: Ground, table: Table) -> None:
    guests = ground.guests(3)
    held = [
        book(ground.unit, Wanted(table.opening, guest), SEATED, otherwise=QUEUED).participation_id for guest in guests
    ]
    references = sorted(f"G{guest}" for guest in guests)
    with pytest.raises(OfferHeldError) as caught:
        end(ground, table)
    assert caught.value.references == tuple(references)
    cancel(ground.unit, held[:2], CANCELLED)
    assert who_is_in(ground.unit, table.offer) == [f"G{guests[2]}"]
    with pytest.raises(OfferHeldError):
        end(ground, table)
    cancel(ground.unit, held[2:], CANCELLED)
    assert end(ground, table) is True


def test_the_same_contact_registered_anew_stands_in_the_way(ground: Ground, table: Table) -> None:
    end(ground, table)
    anew = ground.guest(ground.person_of(table.cook), role="cook")
    with pytest.raises(FollowedError) as caught:
        again(ground, table)
    assert (caught.value.followed, caught.value.named) == ("registered again", f"G{anew}")
    assert row_of(ground.unit, table).status == "cleared"


def test_why_is_forgotten_with_the_contact_and_what_happened_is_not(ground: Ground, table: Table) -> None:
    end(ground, table)
    [before] = history(ground.unit, table)
    forget_person(ground.unit, ground.person_of(table.cook))
    assert history(ground.unit, table) == [(before[0], before[1], None)]


def test_nothing_is_booked_in_an_offer_that_ended(ground: Ground, table: Table) -> None:
    guest = ground.guest()
    end(ground, table)
    for act in (
        lambda: book(ground.unit, Wanted(table.opening, guest), SEATED),
        lambda: book(ground.unit, Wanted(table.opening, guest), SEATED, otherwise=QUEUED),
        lambda: book_many(ground.unit, [Wanted(table.opening, guest)], SEATED),
    ):
        assert isinstance(outcome_of(act), NotOfferedError)
    assert (ground.standing(table.opening), ground.taken(table.opening)) == ([], 0)
    again(ground, table)
    assert isinstance(book(ground.unit, Wanted(table.opening, guest), SEATED), Booked)


def test_nothing_that_was_given_back_stands_again_in_one_that_ended(ground: Ground, table: Table) -> None:
    guest = ground.guest()
    held = book(ground.unit, Wanted(table.opening, guest), SEATED).participation_id
    cancel(ground.unit, [held], CANCELLED)
    end(ground, table)
    with pytest.raises(NotOfferedError):
        restore(ground.unit, [held], SEATED)
    assert promote(ground.unit, table.opening, SEATED) == []
    assert ground.taken(table.opening) == 0


def test_nobody_moves_up_in_an_offer_that_ended_all_the_same(ground: Ground, table: Table) -> None:
    guests = ground.guests(3)
    held = [book(ground.unit, Wanted(table.opening, guest), SEATED, otherwise=QUEUED) for guest in guests]
    cancel(ground.unit, [held[0].participation_id], CANCELLED)
    ground.unit.session.execute(update(Offer).where(Offer.id == table.offer).values(**CLEARED.columns))
    assert promote(ground.unit, table.opening, SEATED) == []


def test_a_booking_that_waits_for_a_withdrawal_finds_nothing_offered(ground: Ground, table: Table) -> None:
    """It looked at the offer before it waited, and looks again: nothing is written, and its transaction goes on."""
    guests = ground.guests(3)
    ground.unit.session.commit()
    ways = (
        lambda unit: book(unit, Wanted(table.opening, guests[0]), SEATED),
        lambda unit: book(unit, Wanted(table.opening, guests[1]), SEATED, otherwise=QUEUED),
        lambda unit: book_many(unit, [Wanted(table.opening, guests[2])], SEATED),
    )
    for turn, way in enumerate(ways):
        leaving, coming = ground.another(), ground.another()
        end(ground, table, leaving, version=1 + 2 * turn)
        outcome = while_locked(ground.engine, leaving.session.commit, lambda way=way, unit=coming: way(unit))
        assert isinstance(outcome, NotOfferedError)
        coming.session.commit()
        assert (ground.standing(table.opening), ground.taken(table.opening)) == ([], 0)
        back = ground.another()
        again(ground, table, back, version=2 + 2 * turn)
        back.session.commit()
    assert ground.unit.session.scalars(select(StatusChange)).all() == []


def test_a_withdrawal_that_waits_for_a_booking_is_refused(ground: Ground, table: Table) -> None:
    guest = ground.guest()
    ground.unit.session.commit()
    coming, leaving = ground.another(), ground.another()
    book(coming, Wanted(table.opening, guest), SEATED)
    outcome = while_locked(ground.engine, coming.session.commit, lambda: end(ground, table, leaving))
    assert isinstance(outcome, OfferHeldError)
    assert outcome.references == (f"G{guest}",)


def test_a_place_is_not_given_again_in_what_is_being_withdrawn(ground: Ground, table: Table) -> None:
    guest = ground.guest()
    book(ground.unit, Wanted(table.opening, guest), SEATED)
    left = "lunch.guest.withdrawn"
    undoing = Undoing(left, CANCELLED, "lunch.guest.brought_back", SEATED, HERE)
    those = [Withdrawal(guest, ground.unit.now, "ill")]
    withdraw(ground.unit, ground.edition.id, those, GONE, CANCELLED, among=true(), act=left)
    ground.unit.session.commit()
    leaving, returning = ground.another(), ground.another()
    end(ground, table, leaving)

    def come_back() -> object:
        return bring_back(returning, ground.edition.id, guest, undoing, among=true(), version=2)

    outcome = while_locked(ground.engine, leaving.session.commit, come_back)
    assert isinstance(outcome, FollowedError)
    assert outcome.followed == "no longer offered"


def test_two_who_withdraw_at_once_do_it_once(ground: Ground, table: Table) -> None:
    ground.unit.session.commit()

    def act() -> bool:
        unit = ground.another()
        try:
            return end(ground, table, unit)
        finally:
            unit.session.commit()

    assert at_once(act, act) == [True, True]  # The same actor: the second press of one button.
    assert len(history(ground.unit, table)) == 1


def test_no_import_goes_on_beside_a_withdrawal(ground: Ground, table: Table) -> None:
    """It might write the offer back as it read it."""
    ground.unit.session.commit()
    importing, leaving = ground.another(), ground.another()
    one_import_at_a_time(importing)
    assert while_locked(ground.engine, importing.session.commit, lambda: end(ground, table, leaving)) is True


def test_the_locks_are_taken_whole_before_anything_is_looked_at(ground: Ground, table: Table) -> None:
    """Many book while the offer is withdrawn and offered again: nobody holds a place in one that has ended."""
    guests = ground.guests(12)
    ground.unit.session.commit()

    def coming(guest: UUID) -> str:
        unit = ground.another()
        try:
            standing = book(unit, Wanted(table.opening, guest), SEATED, otherwise=QUEUED).standing
        except NotOfferedError:
            standing = "not offered"
        finally:
            unit.session.commit()
        return str(standing)

    def leaving() -> str:
        unit = ground.another()
        found = outcome_of(lambda: end(ground, table, unit))
        unit.session.commit()
        return "held" if isinstance(found, OfferHeldError) else str(found)

    *came, left = at_once(*(lambda guest=guest: coming(guest) for guest in guests), leaving)
    alive = select(Participation.standing).where(Participation.standing != PlaceStanding.ENDED)
    there = ground.unit.session.scalars(alive).all()
    assert set(came) <= ({"not offered"} if left == "True" else {"holding", "waiting"})
    assert len(there) == (0 if left == "True" else len(guests))
