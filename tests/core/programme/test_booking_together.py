"""Several connections at once on the same places: never one too many, never one lost."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable
from functools import partial

from sqlalchemy import func, select

from core.contract.standing import PlaceStanding
from core.programme.booking import Booked, Wanted, book, book_many, cancel, promote
from core.programme.errors import FullError, SecondPlaceError
from core.programme.models import Opening, Participation, StatusChange
from core.tenancy.unit import Unit
from tests.core.programme.ground import CANCELLED, QUEUED, SEATED, Ground
from tests.together import at_once, in_turn, outcome_of, while_locked

WORKERS = 8


def book_and_commit(ground: Ground, opening: uuid.UUID, guests: list[uuid.UUID], **wanted) -> Counter[str]:
    """Book for each of `guests` in a transaction of its own, as one process does; count what came of it."""
    unit = ground.another()
    otherwise = wanted.pop("otherwise", None)
    found: Counter[str] = Counter()
    for guest in guests:
        try:
            found[book(unit, Wanted(opening, guest, **wanted), SEATED, otherwise=otherwise).standing] += 1
        except FullError:
            found["full"] += 1
        unit.session.commit()
    return found


def rush(ground: Ground, opening: uuid.UUID, guests: list[uuid.UUID], **wanted) -> Counter[str]:
    """Let all of `guests` book through connections of their own at the same moment."""
    ground.unit.session.commit()
    shares = [guests[number::WORKERS] for number in range(WORKERS)]
    outcomes = at_once(*(partial(book_and_commit, ground, opening, share, **wanted) for share in shares))
    assert [each for each in outcomes if not isinstance(each, Counter)] == []
    return sum(outcomes, Counter())


def test_the_last_place_goes_to_one(ground: Ground) -> None:
    opening, guests = ground.opening(1), ground.guests(3 * WORKERS)
    assert rush(ground, opening, guests) == {"holding": 1, "full": 3 * WORKERS - 1}
    assert ground.taken(opening) == 1


def test_three_hundred_places_are_all_given_and_no_more(ground: Ground) -> None:
    opening, guests = ground.opening(300), ground.guests(400)
    assert rush(ground, opening, guests) == {"holding": 300, "full": 100}
    assert ground.taken(opening) == 300
    assert ground.unit.session.scalar(select(func.count()).select_from(StatusChange)) == 300


def test_whoever_comes_too_late_waits_and_nobody_is_lost(ground: Ground) -> None:
    opening, guests = ground.opening(5), ground.guests(3 * WORKERS)
    assert rush(ground, opening, guests, otherwise=QUEUED) == {"holding": 5, "waiting": 3 * WORKERS - 5}
    assert ground.taken(opening) == 5


def test_whoever_waited_for_the_last_place_is_refused_without_an_error_of_the_database(ground: Ground) -> None:
    opening, (first, second) = ground.opening(1), ground.guests(2)
    ground.unit.session.commit()
    ahead, behind = ground.another(), ground.another()
    book(ahead, Wanted(opening, first), SEATED)
    outcome = while_locked(ground.engine, ahead.session.commit, lambda: book(behind, Wanted(opening, second), SEATED))
    assert isinstance(outcome, FullError)
    assert behind.session.scalar(select(Opening.taken).where(Opening.id == opening)) == 1  # Its transaction goes on.


def test_a_place_given_back_while_somebody_begins_to_wait_is_not_left_empty(ground: Ground) -> None:
    opening, (first, second) = ground.opening(1), ground.guests(2)
    held = book(ground.unit, Wanted(opening, first), SEATED)
    ground.unit.session.commit()
    leaving, coming = ground.another(), ground.another()
    cancel(leaving, [held.participation_id], CANCELLED)
    outcome = while_locked(
        ground.engine,
        leaving.session.commit,
        lambda: book(coming, Wanted(opening, second), SEATED, otherwise=QUEUED),
    )
    assert isinstance(outcome, Booked)
    assert outcome.standing is PlaceStanding.HOLDING


def test_one_registration_that_books_twice_at_once_gets_one_sole_place(ground: Ground) -> None:
    openings, guest = [ground.opening(1) for _ in range(WORKERS)], ground.guest()
    ground.unit.session.commit()

    def take(opening: uuid.UUID) -> str:
        unit = ground.another()
        try:
            book(unit, Wanted(opening, guest, sole=True), SEATED)
        except SecondPlaceError:
            return "second"
        finally:
            unit.session.commit()
        return "held"

    assert Counter(at_once(*(partial(take, opening) for opening in openings))) == {"held": 1, "second": WORKERS - 1}
    assert sum(ground.taken(opening) for opening in openings) == 1


def test_places_move_on_while_others_book(ground: Ground) -> None:
    """Those who hold leave and are followed from the waiting list, while newcomers book: the count stays true."""
    opening, first = ground.opening(WORKERS), ground.guests(WORKERS)
    held = [book(ground.unit, Wanted(opening, guest), SEATED).participation_id for guest in first]
    waiting = ground.guests(2 * WORKERS)
    for guest in waiting:
        book(ground.unit, Wanted(opening, guest), SEATED, otherwise=QUEUED)
    newcomers = ground.guests(WORKERS)
    ground.unit.session.commit()

    def leave(participation_id: uuid.UUID) -> None:
        unit = ground.another()
        cancel(unit, [participation_id], CANCELLED)
        promote(unit, opening, SEATED)
        unit.session.commit()

    acts = [*(partial(leave, each) for each in held[: WORKERS // 2])]
    acts += [partial(book_and_commit, ground, opening, [each], otherwise=QUEUED) for each in newcomers[: WORKERS // 2]]
    assert [each for each in at_once(*acts) if isinstance(each, Exception)] == []
    standing = ground.standing(opening)
    assert Counter(each for _, each, _ in standing) == {
        "holding": WORKERS,
        "ended": WORKERS // 2,
        "waiting": 2 * WORKERS,
    }
    moved = {who for who, each, _ in standing if each == "holding"} - set(first)
    assert moved == set(waiting[: WORKERS // 2])
    assert ground.taken(opening) == WORKERS
    seats = select(func.sum(Participation.seats)).where(Participation.standing == "holding")
    assert ground.unit.session.scalar(seats) == WORKERS


def waiting_in_opposite_order(ground: Ground) -> tuple[list[uuid.UUID], list[uuid.UUID]]:
    """Let two people wait for the only place that each may have, in two openings that have room by now.

    Returns the openings and the people. In the first opening the one person comes first, in the second the other.
    """
    openings, people = [ground.opening(2) for _ in range(2)], ground.guests(2)
    for opening, order in zip(openings, (people, people[::-1]), strict=True):
        held = book(ground.unit, Wanted(opening, ground.guest(), seats=2), SEATED)
        for guest in order:
            book(ground.unit, Wanted(opening, guest, sole=True), SEATED, otherwise=QUEUED)
        cancel(ground.unit, [held.participation_id], CANCELLED)
    ground.unit.session.commit()
    return openings, people


def crossed(ground: Ground, opening: uuid.UUID, guest: uuid.UUID, *acts: Callable[[Unit], object]) -> list[object]:
    """Do acts at once, each in a transaction of its own, and hold up the first one before it gets to `guest`.

    The others begin when those before them wait; so each holds by then what another asks for.
    """
    between = ground.another()
    row = select(Participation.id).where(Participation.opening_id == opening, Participation.registration_id == guest)
    assert len(between.session.scalars(row.with_for_update()).all()) == 1

    def done(act: Callable[[Unit], object]) -> object:
        unit = ground.another()
        outcome = outcome_of(partial(act, unit))
        unit.session.commit()
        return outcome

    return in_turn(ground.engine, between.session.commit, *(partial(done, act) for act in acts))


def held_by(ground: Ground, *openings: uuid.UUID) -> Counter[uuid.UUID]:
    """Return how many places each registration holds in some openings."""
    return Counter(who for each in openings for who, standing, _ in ground.standing(each) if standing == "holding")


def test_two_promotions_of_the_same_people_in_opposite_order_give_each_one_place(ground: Ground) -> None:
    (one, other), (ada, bob) = waiting_in_opposite_order(ground)
    outcomes = crossed(ground, one, bob, *(partial(promote, opening_id=each, status=SEATED) for each in (one, other)))
    assert sorted(map(len, outcomes)) == [0, 2]
    assert held_by(ground, one, other) == {ada: 1, bob: 1}
    assert sorted(map(ground.taken, (one, other))) == [0, 2]


def test_a_promotion_and_a_decision_on_the_same_people_give_each_one_place(ground: Ground) -> None:
    (one, _other), (ada, bob) = waiting_in_opposite_order(ground)
    third = ground.opening(2)
    ground.unit.session.commit()
    wanted = [Wanted(third, who, sole=True) for who in (bob, ada)]
    outcomes = crossed(
        ground,
        one,
        bob,
        partial(promote, opening_id=one, status=SEATED),
        partial(book_many, wanted=wanted, status=SEATED),
    )
    assert [type(each) for each in outcomes] in ([list, list], [list, SecondPlaceError])
    assert held_by(ground, one, third) == {ada: 1, bob: 1}
    assert sorted(map(ground.taken, (one, third))) == [0, 2]
