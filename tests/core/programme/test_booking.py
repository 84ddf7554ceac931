"""Places: taken while there are any, given back, and handed on to those who wait, the first first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import literal_column, select, update
from sqlalchemy.exc import IntegrityError

from core.contract.standing import PlaceStanding
from core.programme.booking import Booked, Wanted, book, book_many, cancel, cancel_all, promote
from core.programme.errors import (
    AlreadyBookedError,
    ElsewhereError,
    FullError,
    NotTakingPartError,
    SecondPlaceError,
)
from core.programme.models import Opening, Participation, Registration, StatusChange
from tests.core.programme.ground import CANCELLED, GONE, QUEUED, SEATED, Ground
from tests.together import while_locked

NOON = datetime(2024, 3, 18, 12, tzinfo=UTC)
LUNCH = (NOON, NOON + timedelta(hours=1))


def seated(ground: Ground, opening, registration, **wanted) -> Booked:
    return book(ground.unit, Wanted(opening, registration, **wanted), SEATED)


def test_a_place_is_taken_with_its_history(ground: Ground) -> None:
    opening, guest = ground.opening(2), ground.guest()
    booked = seated(ground, opening, guest)
    assert booked.standing is PlaceStanding.HOLDING
    assert ground.standing(opening) == [(guest, "holding", "seated")]
    assert ground.taken(opening) == 1
    row = ground.unit.session.scalars(select(Participation)).one()
    assert (row.id, row.edition_id, row.person_id) == (
        booked.participation_id,
        ground.edition.id,
        ground.person_of(guest),
    )
    assert (row.seats, row.sole, row.during, row.begun_at, row.ended_at) == (1, False, None, ground.unit.now, None)
    change = ground.unit.session.scalars(select(StatusChange)).one()
    assert (change.participation_id, change.old, change.new) == (row.id, None, "seated")
    assert (change.by, change.at, change.reason) == ("Liaison", ground.unit.now, None)


def test_a_full_opening_refuses_and_writes_nothing(ground: Ground) -> None:
    opening, (first, second) = ground.opening(1), ground.guests(2)
    seated(ground, opening, first)
    with pytest.raises(FullError) as caught:
        seated(ground, opening, second)
    assert (caught.value.opening_id, caught.value.registration_id) == (opening, second)
    assert ground.standing(opening) == [(first, "holding", "seated")]
    assert ground.taken(opening) == 1


def test_a_refusal_waits_for_no_lock(ground: Ground) -> None:
    opening, (first, second) = ground.opening(1), ground.guests(2)
    seated(ground, opening, first)
    ground.unit.session.commit()
    ground.unit.session.execute(select(Opening.id).where(Opening.id == opening).with_for_update())
    other = ground.another()
    other.session.connection().exec_driver_sql("SET LOCAL lock_timeout = '1ms'")
    with pytest.raises(FullError):
        book(other, Wanted(opening, second), SEATED)


@pytest.mark.parametrize(("capacity", "seats"), [(None, 1_000_000), (3, 3), (0, 0), (1, 0)])
def test_what_fits_is_taken(ground: Ground, capacity: int | None, seats: int) -> None:
    opening = ground.opening(capacity)
    seated(ground, opening, ground.guest(), seats=seats)
    assert ground.taken(opening) == seats


def test_a_seat_that_does_not_count_is_given_in_a_full_opening_where_others_wait(ground: Ground) -> None:
    opening, (first, second, third) = ground.opening(1), ground.guests(3)
    seated(ground, opening, first)
    book(ground.unit, Wanted(opening, second), SEATED, otherwise=QUEUED)
    assert seated(ground, opening, third, seats=0).standing is PlaceStanding.HOLDING
    assert ground.taken(opening) == 1


def test_whoever_is_there_already_is_told_so(ground: Ground) -> None:
    opening, (first, second) = ground.opening(1), ground.guests(2)
    seated(ground, opening, first)
    with pytest.raises(AlreadyBookedError):
        seated(ground, opening, first)
    book(ground.unit, Wanted(opening, second), SEATED, otherwise=QUEUED)
    with pytest.raises(AlreadyBookedError):
        book(ground.unit, Wanted(opening, second), SEATED, otherwise=QUEUED)


def test_a_place_that_was_given_back_can_be_taken_again(ground: Ground) -> None:
    opening, guest = ground.opening(1), ground.guest()
    booked = seated(ground, opening, guest)
    cancel(ground.unit, [booked.participation_id], CANCELLED)
    seated(ground, opening, guest)
    assert ground.standing(opening) == [(guest, "ended", "cancelled"), (guest, "holding", "seated")]


def test_nobody_books_for_who_has_left_or_in_another_edition(ground: Ground) -> None:
    other = Ground.lay(ground.unit, ground.engine)
    opening, elsewhere = ground.opening(1), other.opening(1)
    guest, gone = ground.guest(), ground.guest(status=GONE)
    for where, who in ((opening, gone), (elsewhere, guest), (guest, guest), (opening, opening)):
        with pytest.raises(NotTakingPartError):
            seated(ground, where, who)


def test_the_only_place_one_may_have_is_one(ground: Ground) -> None:
    (first, second, third), guest = (ground.opening(1) for _ in range(3)), ground.guest()
    held = seated(ground, first, guest, sole=True)
    with pytest.raises(SecondPlaceError):
        seated(ground, second, guest, sole=True)
    seated(ground, third, guest)
    cancel(ground.unit, [held.participation_id], CANCELLED)
    seated(ground, second, guest, sole=True)


def test_nobody_is_in_two_places_at_once(ground: Ground) -> None:
    later = (LUNCH[1], LUNCH[1] + timedelta(hours=1))
    first, same, after = ground.opening(1, LUNCH), ground.opening(1, LUNCH), ground.opening(1, later)
    guest = ground.guest()
    seated(ground, first, guest)
    twin = ground.guest(ground.person_of(guest), role="speaker")
    for registration in (guest, twin):
        with pytest.raises(ElsewhereError):
            seated(ground, same, registration)
    assert seated(ground, after, guest).standing is PlaceStanding.HOLDING


def test_an_opening_of_several_sessions_blocks_no_day_between_them(ground: Ground) -> None:
    days = [(NOON + timedelta(days=day), NOON + timedelta(days=day, hours=1)) for day in (0, 14)]
    group, lunch = ground.opening(1, *days), ground.opening(1, LUNCH)
    guest = ground.guest()
    seated(ground, group, guest)
    seated(ground, lunch, guest)
    assert (ground.taken(group), ground.taken(lunch)) == (1, 1)


def test_who_finds_no_room_waits_and_moves_up_in_order(ground: Ground) -> None:
    opening, (first, second, third) = ground.opening(1), ground.guests(3)
    held = seated(ground, opening, first)
    for guest in (second, third):
        waiting = book(ground.unit, Wanted(opening, guest), SEATED, otherwise=QUEUED)
        assert waiting.standing is PlaceStanding.WAITING
    assert promote(ground.unit, opening, SEATED) == []
    cancel(ground.unit, [held.participation_id], CANCELLED, reason="flu")
    (moved,) = promote(ground.unit, opening, SEATED)
    assert ground.standing(opening) == [
        (first, "ended", "cancelled"),
        (second, "holding", "seated"),
        (third, "waiting", "queued"),
    ]
    told = select(StatusChange.old, StatusChange.new, StatusChange.reason).order_by(StatusChange.id)
    steps = told.where(StatusChange.participation_id.in_([held.participation_id, moved]))
    assert ground.unit.session.execute(steps).all() == [
        (None, "seated", None),
        (None, "queued", None),
        ("seated", "cancelled", "flu"),
        ("queued", "seated", None),
    ]


def test_one_person_who_waits_twice_for_one_time_moves_up_once(ground: Ground) -> None:
    opening, (first, guest) = ground.opening(2, LUNCH), ground.guests(2)
    twin = ground.guest(ground.person_of(guest), role="speaker")
    held = seated(ground, opening, first, seats=2)
    for registration in (guest, twin):
        book(ground.unit, Wanted(opening, registration), SEATED, otherwise=QUEUED)
    cancel(ground.unit, [held.participation_id], CANCELLED)
    promote(ground.unit, opening, SEATED)
    assert ground.standing(opening)[1:] == [(guest, "holding", "seated"), (twin, "waiting", "queued")]
    assert promote(ground.unit, opening, SEATED) == []


def test_who_waits_and_is_elsewhere_by_now_holds_up_nobody(ground: Ground) -> None:
    opening, same = ground.opening(1, LUNCH), ground.opening(1, LUNCH)
    first, away, other = ground.guests(3)
    held = seated(ground, opening, first)
    book(ground.unit, Wanted(opening, away), SEATED, otherwise=QUEUED)
    seated(ground, same, away)
    cancel(ground.unit, [held.participation_id], CANCELLED)
    assert promote(ground.unit, opening, SEATED) == []
    assert seated(ground, opening, other).standing is PlaceStanding.HOLDING


def test_nobody_overtakes_who_waits_and_would_fit(ground: Ground) -> None:
    opening, (first, second, third, fourth) = ground.opening(2), ground.guests(4)
    held = seated(ground, opening, first, seats=2)
    book(ground.unit, Wanted(opening, second, seats=2), SEATED, otherwise=QUEUED)
    cancel(ground.unit, [held.participation_id], CANCELLED)
    with pytest.raises(FullError):
        seated(ground, opening, third)
    promote(ground.unit, opening, SEATED)
    ground.unit.session.execute(update(Opening).where(Opening.id == opening).values(capacity=3))
    book(ground.unit, Wanted(opening, third, seats=2), SEATED, otherwise=QUEUED)
    assert seated(ground, opening, fourth).standing is PlaceStanding.HOLDING  # Too little for the one who waits.
    assert ground.taken(opening) == 3


def test_who_needs_more_than_is_left_holds_up_nobody_behind(ground: Ground) -> None:
    opening, (first, second, third, fourth) = ground.opening(3), ground.guests(4)
    held = seated(ground, opening, first, seats=3)
    for guest, seats in ((second, 2), (third, 3), (fourth, 1)):
        book(ground.unit, Wanted(opening, guest, seats), SEATED, otherwise=QUEUED)
    cancel(ground.unit, [held.participation_id], CANCELLED)
    promote(ground.unit, opening, SEATED)
    standing = {who: said for who, said, _ in ground.standing(opening)}
    assert standing == {first: "ended", second: "holding", third: "waiting", fourth: "holding"}
    assert ground.taken(opening) == 3


def test_who_comes_while_somebody_waits_for_what_is_left_waits_behind_them(ground: Ground) -> None:
    opening, (first, second, third) = ground.opening(1), ground.guests(3)
    held = seated(ground, opening, first)
    book(ground.unit, Wanted(opening, second), SEATED, otherwise=QUEUED)
    cancel(ground.unit, [held.participation_id], CANCELLED)
    behind = book(ground.unit, Wanted(opening, third), SEATED, otherwise=QUEUED)
    assert behind.standing is PlaceStanding.WAITING
    promote(ground.unit, opening, SEATED)
    assert ground.standing(opening)[1:] == [(second, "holding", "seated"), (third, "waiting", "queued")]


def test_whoever_cannot_take_a_place_now_is_passed_over(ground: Ground) -> None:
    opening, other = ground.opening(1, LUNCH), ground.opening(None, LUNCH)
    first, busy, gone, sole, last = ground.guests(5)
    held = seated(ground, opening, first)
    for guest in (busy, gone, sole, last):
        book(ground.unit, Wanted(opening, guest, sole=guest == sole), SEATED, otherwise=QUEUED)
    seated(ground, other, busy)
    seated(ground, ground.opening(1), sole, sole=True)
    ground.unit.session.execute(update(Registration).where(Registration.id == gone).values(**GONE.columns))
    cancel(ground.unit, [held.participation_id], CANCELLED)
    promote(ground.unit, opening, SEATED)
    assert [who for who, standing, _ in ground.standing(opening) if standing == "holding"] == [last]
    assert [who for who, standing, _ in ground.standing(opening) if standing == "waiting"] == [busy, gone, sole]


def test_a_place_taken_elsewhere_while_one_is_promoted_passes_to_the_next(ground: Ground) -> None:
    opening, other = ground.opening(1, LUNCH), ground.opening(1, LUNCH)
    first, second, third = ground.guests(3)
    held = seated(ground, opening, first)
    for guest in (second, third):
        book(ground.unit, Wanted(opening, guest), SEATED, otherwise=QUEUED)
    cancel(ground.unit, [held.participation_id], CANCELLED)
    ground.unit.session.commit()
    elsewhere = ground.another()
    book(elsewhere, Wanted(other, second), SEATED)  # Not committed yet: promotion cannot see it, and waits for it.
    while_locked(ground.engine, elsewhere.session.commit, lambda: promote(ground.unit, opening, SEATED))
    assert [who for who, standing, _ in ground.standing(opening) if standing == "holding"] == [third]


def test_what_is_over_is_not_ended_twice(ground: Ground) -> None:
    opening, guest = ground.opening(1), ground.guest()
    booked = seated(ground, opening, guest)
    (left,) = cancel(ground.unit, [booked.participation_id], CANCELLED)
    assert (left.participation_id, left.registration_id, left.opening_id) == (booked.participation_id, guest, opening)
    assert left.standing is PlaceStanding.HOLDING
    assert cancel(ground.unit, [booked.participation_id], CANCELLED) == []
    assert ground.taken(opening) == 0


def test_all_that_a_registration_asked_and_holds_ends_with_it(ground: Ground) -> None:
    one, two, (guest, other) = ground.opening(1), ground.opening(1), ground.guests(2)
    seated(ground, one, guest)
    seated(ground, two, other)
    book(ground.unit, Wanted(two, guest), SEATED, otherwise=QUEUED)
    left = cancel_all(ground.unit, [guest], CANCELLED, {guest: "moved"})
    assert {(each.opening_id, each.standing) for each in left} == {
        (one, PlaceStanding.HOLDING),
        (two, PlaceStanding.WAITING),
    }
    assert (ground.taken(one), ground.taken(two)) == (0, 1)
    reasons = select(StatusChange.reason).where(StatusChange.new == "cancelled")
    assert ground.unit.session.scalars(reasons).all() == ["moved", "moved"]


def test_many_are_booked_in_the_same_statements_as_one(ground: Ground, statements) -> None:
    counted = []
    for count in (1, 300):
        opening, guests = ground.opening(count), ground.guests(count)
        with statements() as sent:
            ids = book_many(ground.unit, [Wanted(opening, guest) for guest in guests], SEATED)
        counted.append(sent.count)
        held = select(Participation.id).where(Participation.opening_id == opening).order_by(Participation.id)
        assert ground.unit.session.scalars(held).all() == ids
        assert ground.taken(opening) == count
    assert counted == [6, 6]


def test_many_are_booked_whole_or_not_at_all(ground: Ground) -> None:
    one, two, (guest, other) = ground.opening(1), ground.opening(1), ground.guests(2)
    ground.unit.session.commit()
    with pytest.raises(FullError):
        book_many(ground.unit, [Wanted(one, guest), Wanted(one, other)], SEATED)
    with pytest.raises(SecondPlaceError):
        book_many(ground.unit, [Wanted(one, guest, sole=True), Wanted(two, guest, sole=True)], SEATED)
    ground.unit.session.rollback()
    with pytest.raises(NotTakingPartError):
        book_many(ground.unit, [Wanted(one, one)], SEATED)
    assert book_many(ground.unit, [], SEATED) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"standing": literal_column("'lost'")},
        {"standing": literal_column("'ended'")},
        {"ended_at": NOON},
        {"seats": -1},
        {"seats": 3},
    ],
)
def test_the_database_has_the_last_word(ground: Ground, wrong) -> None:
    seated(ground, ground.opening(2), ground.guest())
    with pytest.raises(IntegrityError):
        ground.unit.session.execute(update(Participation).values(**wrong))


def test_a_participation_names_the_person_of_its_registration_and_follows_it(ground: Ground) -> None:
    guest, other = ground.guests(2)
    seated(ground, ground.opening(1), guest)
    ground.unit.session.commit()
    with pytest.raises(IntegrityError):
        ground.unit.session.execute(update(Participation).values(person_id=ground.person_of(other)))
    ground.unit.session.rollback()
    heir = ground.person_of(ground.guest(role="speaker"))
    ground.unit.session.execute(update(Registration).where(Registration.id == guest).values(person_id=heir))
    assert ground.unit.session.scalars(select(Participation.person_id)).all() == [heir]
