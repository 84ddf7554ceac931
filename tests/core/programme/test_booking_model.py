"""Any course of events on an opening, beside a model of it in memory that knows no database."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

import pytest
from hypothesis import Phase, settings, strategies
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from core.programme.booking import Wanted, book, cancel, promote
from core.programme.errors import AlreadyBookedError, FullError, PlacesTakenError
from core.programme.models import Opening, Participation, StatusChange
from core.programme.services import resize_offers
from tests.core.programme.ground import CANCELLED, QUEUED, SEATED, Ground

SEATS = strategies.integers(0, 3)
CAPACITY = strategies.none() | strategies.integers(0, 6)
GUESTS = 6
guest_number = strategies.integers(0, GUESTS - 1)
#: A course that goes wrong is told as it went: to make it shorter would take minutes.
BRIEF = settings(max_examples=25, stateful_step_count=20, phases=[Phase.generate], report_multiple_bugs=False)


@dataclass
class Model:
    """Who holds how many seats and who waits, in order."""

    capacity: int | None
    holding: dict[int, int] = field(default_factory=dict)
    waiting: dict[int, int] = field(default_factory=dict)
    changes: int = 0

    def fits(self, seats: int) -> bool:
        return self.capacity is None or sum(self.holding.values()) + seats <= self.capacity

    def book(self, guest: int, seats: int, *, waits: bool) -> str:
        if guest in self.holding or guest in self.waiting:
            return "already"
        overtakes = seats > 0 and any(self.fits(each) for each in self.waiting.values())
        if self.fits(seats) and not overtakes:
            self.holding[guest] = seats
        elif waits:
            self.waiting[guest] = seats
        else:
            return "full"
        self.changes += 1
        return "holding" if guest in self.holding else "waiting"

    def cancel(self, guest: int) -> bool:
        there = self.holding.pop(guest, None) is not None or self.waiting.pop(guest, None) is not None
        self.changes += there
        return there

    def promote(self) -> list[int]:
        moved = []
        for guest, seats in list(self.waiting.items()):
            if self.fits(seats):
                self.holding[guest] = self.waiting.pop(guest)
                moved.append(guest)
        self.changes += len(moved)
        return moved


class Course(RuleBasedStateMachine):
    """The same events, through booking and in the model."""

    ground: Ground

    @initialize(capacity=CAPACITY)
    def open(self, capacity: int | None) -> None:
        self.ground.unit.session.rollback()
        self.opening = self.ground.opening(capacity)
        self.guests = self.ground.guests(GUESTS)
        self.model = Model(capacity)
        self.participations: dict[int, uuid.UUID] = {}

    @rule(guest=guest_number, seats=SEATS, waits=strategies.booleans())
    def book(self, guest: int, seats: int, waits: bool) -> None:
        wanted = Wanted(self.opening, self.guests[guest], seats)
        try:
            found = book(self.ground.unit, wanted, SEATED, otherwise=QUEUED if waits else None)
        except FullError:
            outcome = "full"
        except AlreadyBookedError:
            outcome = "already"
        else:
            outcome = found.standing.value
            self.participations[guest] = found.participation_id
        assert outcome == self.model.book(guest, seats, waits=waits)

    @precondition(lambda self: self.participations)
    @rule(guest=guest_number)
    def cancel(self, guest: int) -> None:
        ids = [self.participations[guest]] if guest in self.participations else []
        left = cancel(self.ground.unit, ids, CANCELLED)
        assert [each.registration_id for each in left] == ([self.guests[guest]] if self.model.cancel(guest) else [])

    @rule()
    def promote(self) -> None:
        moved = promote(self.ground.unit, self.opening, SEATED)
        assert moved == [self.participations[guest] for guest in self.model.promote()]

    @rule(capacity=CAPACITY)
    def resize(self, capacity: int | None) -> None:
        offer = self.ground.unit.session.scalars(select(Opening.offer_id).where(Opening.id == self.opening)).one()
        held = sum(self.model.holding.values())
        if capacity is not None and capacity < held:
            with pytest.raises(PlacesTakenError):
                resize_offers(self.ground.unit, {offer: capacity}, "another room")
        else:
            resize_offers(self.ground.unit, {offer: capacity}, "another room")
            self.model.capacity = capacity
        self.ground.unit.session.flush()

    @invariant()
    def the_tables_say_what_the_model_says(self) -> None:
        session = self.ground.unit.session
        query = select(Participation.registration_id, Participation.standing, Participation.seats)
        alive = query.where(Participation.opening_id == self.opening, Participation.standing != "ended")
        rows = session.execute(alive.order_by(Participation.arrival)).all()
        told = {standing: [] for standing in ("holding", "waiting")}
        for registration, standing, seats in rows:
            told[standing].append((self.guests.index(registration), seats))
        assert sorted(told["holding"]) == sorted(self.model.holding.items())
        assert told["waiting"] == list(self.model.waiting.items())
        room = session.execute(select(Opening.capacity, Opening.taken).where(Opening.id == self.opening)).one()
        assert tuple(room) == (self.model.capacity, sum(self.model.holding.values()))
        changes = select(func.count()).select_from(StatusChange).join(Participation)
        assert session.scalar(changes.where(Participation.opening_id == self.opening)) == self.model.changes


def test_every_course_of_events_goes_as_the_model_says(ground: Ground) -> None:
    ground.unit.session.commit()
    course = type("CourseHere", (Course,), {"ground": ground})
    run_state_machine_as_test(course, settings=BRIEF)
