"""A place is released while the registration stands, and given again while nothing followed (IM-28)."""

from __future__ import annotations

from uuid import UUID

import pytest
from lunch.statuses import CLEARED
from sqlalchemy import select, true

from core.audit.models import AuditEntry
from core.programme.booking import Wanted, book
from core.programme.errors import FollowedError, NotOpenError, RegistrationMovedError, UnknownRegistrationError
from core.programme.models import Offer, Opening, Registration, StatusChange
from core.programme.registrations import Withdrawal, withdraw
from core.programme.releasing import release
from core.programme.returning import Undoing, bring_back, given_back, what_followed_release
from tests.core.programme.ground import CANCELLED, GONE, QUEUED, SEATED, Ground
from tests.standing import let_stand
from tests.together import while_locked

RELEASED, AGAIN = "lunch.seat.released", "lunch.seat.given_again"
RELEASE = Undoing(RELEASED, CANCELLED, AGAIN, SEATED)
pytestmark = pytest.mark.requirement("IM-28")


def released(ground: Ground, guest: UUID, *, version: int = 1, unit=None, among=None):
    return release(
        *(unit or ground.unit, ground.edition.id, guest, CANCELLED),
        among=true() if among is None else among,
        act=RELEASED,
        version=version,
        reason="no news",
    )


def again(ground: Ground, guest: UUID, *, version: int = 2, unit=None):
    return bring_back(
        *(unit or ground.unit, ground.edition.id, guest, RELEASE),
        among=true(),
        version=version,
        followed=what_followed_release,
    )


@pytest.fixture
def seated(ground: Ground) -> tuple[UUID, UUID]:
    """A guest who has the only seat of an opening, the only one that they may have."""
    opening, guest = ground.opening(1), ground.guest()
    book(ground.unit, Wanted(opening, guest, sole=True), SEATED)
    ground.unit.session.commit()
    return opening, guest


def row_of(ground: Ground, guest: UUID) -> Registration:
    query = select(Registration).where(Registration.id == guest)
    return ground.unit.session.scalars(query.execution_options(populate_existing=True)).one()


def test_the_place_is_free_and_the_registration_stands(ground: Ground, seated) -> None:
    opening, guest = seated
    assert [each.opening_id for each in released(ground, guest)] == [opening]
    assert (ground.taken(opening), ground.standing(opening)) == (0, [(guest, "ended", "cancelled")])
    row = row_of(ground, guest)
    assert (row.standing, row.withdrawn_at, row.version) == ("active", None, 2)
    changes = select(StatusChange.old, StatusChange.new, StatusChange.reason).order_by(StatusChange.id)
    assert ground.unit.session.execute(changes).all() == [(None, "seated", None), ("seated", "cancelled", "no news")]
    entry = ground.unit.session.scalars(select(AuditEntry).where(AuditEntry.act == RELEASED)).one()
    assert (entry.subject_id, entry.details) == (guest, {"reference": row.reference, "version": 1})


def test_who_waits_elsewhere_goes_on_waiting(ground: Ground, seated) -> None:
    _, guest = seated
    full = ground.opening(1)
    book(ground.unit, Wanted(full, ground.guest()), SEATED)
    wish = book(ground.unit, Wanted(full, guest), SEATED, otherwise=QUEUED)
    released(ground, guest)
    assert (guest, "waiting", "queued") in ground.standing(full)
    assert wish.standing == "waiting"


def test_a_second_press_does_nothing_and_another_change_is_named(ground: Ground, seated) -> None:
    _, guest = seated
    released(ground, guest)
    assert released(ground, guest) is None
    with pytest.raises(RegistrationMovedError):
        released(ground, guest, version=2)  # There is no place any more.
    with pytest.raises(RegistrationMovedError):
        released(ground, guest, version=7)
    with pytest.raises(UnknownRegistrationError):
        released(ground, guest, among=Registration.reference == "nobody")


def test_who_has_no_place_or_has_withdrawn_releases_none(ground: Ground, seated) -> None:
    _, guest = seated
    with pytest.raises(RegistrationMovedError):
        released(ground, ground.guest())
    those = [Withdrawal(guest, ground.unit.now)]
    withdraw(ground.unit, ground.edition.id, those, GONE, CANCELLED, among=true(), act="lunch.guest.withdrawn")
    with pytest.raises(RegistrationMovedError):
        released(ground, guest, version=2)


def test_nothing_is_released_in_an_edition_that_is_closed(ground: Ground, seated) -> None:
    _, guest = seated
    ground.edition.state = "closed"
    ground.unit.session.flush()
    with pytest.raises(NotOpenError):
        released(ground, guest)


def test_the_place_is_theirs_again_with_its_trace(ground: Ground, seated) -> None:
    opening, guest = seated
    released(ground, guest)
    assert [(place.open, place.room) for place in given_back(ground.unit, guest, RELEASE)] == [(True, True)]
    assert len(again(ground, guest)) == 1
    assert (ground.taken(opening), row_of(ground, guest).version) == (1, 3)
    changes = select(StatusChange.old, StatusChange.new).order_by(StatusChange.id)
    assert ground.unit.session.execute(changes).all()[1:] == [("seated", "cancelled"), ("cancelled", "seated")]
    entry = ground.unit.session.scalars(select(AuditEntry).where(AuditEntry.act == AGAIN)).one()
    assert entry.details == {"reference": row_of(ground, guest).reference, "version": 2}
    assert again(ground, guest) is None  # A second press.
    with pytest.raises(RegistrationMovedError):
        again(ground, guest, version=3)  # There is nothing to give any more.


def test_what_was_released_can_be_released_again(ground: Ground, seated) -> None:
    opening, guest = seated
    released(ground, guest)
    again(ground, guest)
    assert len(released(ground, guest, version=3)) == 1
    assert len(again(ground, guest, version=4)) == 1
    assert ground.taken(opening) == 1


def followed(ground: Ground, guest: UUID) -> tuple[str, str]:
    """Return what stands in the way of the undoing, which the act itself names as well."""
    version = row_of(ground, guest).version
    with pytest.raises(FollowedError) as caught:
        again(ground, guest, version=version)
    found = what_followed_release(ground.unit, guest, given_back(ground.unit, guest, RELEASE))
    assert found is not None
    assert (found.followed, found.named) == (caught.value.followed, caught.value.named)
    return found.followed, found.named


def reference_of(ground: Ground, opening: UUID) -> str:
    return ground.unit.session.scalars(
        select(Offer.reference).join_from(Offer, Opening).where(Opening.id == opening)
    ).one()


def test_a_place_that_somebody_else_has_stays_theirs(ground: Ground, seated) -> None:
    opening, guest = seated
    released(ground, guest)
    book(ground.unit, Wanted(opening, ground.guest()), SEATED)
    assert followed(ground, guest) == ("given to another", reference_of(ground, opening))
    assert ground.taken(opening) == 1


def test_an_offer_that_is_over_gives_no_place_again(ground: Ground, seated) -> None:
    opening, guest = seated
    released(ground, guest)
    offer = ground.unit.session.scalars(select(Offer)).one()
    let_stand(offer, CLEARED)
    ground.unit.session.flush()
    assert followed(ground, guest) == ("no longer offered", reference_of(ground, opening))


def test_who_has_withdrawn_since_is_not_placed_again(ground: Ground, seated) -> None:
    _, guest = seated
    released(ground, guest)
    those = [Withdrawal(guest, ground.unit.now)]
    withdraw(ground.unit, ground.edition.id, those, GONE, CANCELLED, among=true(), act="lunch.guest.withdrawn")
    assert followed(ground, guest) == ("withdrawn", row_of(ground, guest).reference)


@pytest.mark.parametrize("sole", [True, False])
def test_who_has_another_place_that_is_to_be_the_only_one_keeps_that_one(ground: Ground, seated, sole: bool) -> None:
    opening, guest = seated
    released(ground, guest)
    other = ground.opening(1)
    book(ground.unit, Wanted(other, guest, sole=sole), SEATED)
    if sole:
        assert followed(ground, guest) == ("placed elsewhere", reference_of(ground, other))
    else:
        assert len(again(ground, guest)) == 1
    assert ground.taken(opening) == (0 if sole else 1)


def test_who_took_the_same_seat_anew_has_it_once(ground: Ground, seated) -> None:
    opening, guest = seated
    released(ground, guest)
    book(ground.unit, Wanted(opening, guest), SEATED)
    assert followed(ground, guest) == ("placed elsewhere", reference_of(ground, opening))
    assert ground.taken(opening) == 1


def test_beside_a_withdrawal_one_of_the_two_frees_the_place_and_the_other_says_so(ground: Ground, seated) -> None:
    opening, guest = seated
    leaving, releasing = ground.another(), ground.another()
    those = [Withdrawal(guest, ground.unit.now)]
    withdraw(leaving, ground.edition.id, those, GONE, CANCELLED, among=true(), act="lunch.guest.withdrawn")
    outcome = while_locked(ground.engine, leaving.session.commit, lambda: released(ground, guest, unit=releasing))
    assert isinstance(outcome, RegistrationMovedError)
    assert ground.taken(opening) == 0


def test_of_two_who_release_it_at_once_one_does(ground: Ground, seated) -> None:
    opening, guest = seated
    first, second = ground.another(), ground.another()
    released(ground, guest, unit=first)
    outcome = while_locked(ground.engine, first.session.commit, lambda: released(ground, guest, unit=second))
    assert outcome is None  # The same actor, as at a second press.
    assert ground.taken(opening) == 0


def test_a_seat_is_not_given_again_while_somebody_takes_it(ground: Ground, seated) -> None:
    opening, guest = seated
    released(ground, guest)
    other = ground.guest()
    ground.unit.session.commit()
    taking, giving = ground.another(), ground.another()
    book(taking, Wanted(opening, other), SEATED)
    outcome = while_locked(ground.engine, taking.session.commit, lambda: again(ground, guest, unit=giving))
    assert isinstance(outcome, FollowedError)
    assert (outcome.followed, outcome.named) == ("given to another", reference_of(ground, opening))
    assert ground.taken(opening) == 1
