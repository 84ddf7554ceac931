"""How many places are booked in a second, against a bare booking on the same server: UPDATE, INSERT, COMMIT.

Run: .venv/bin/python -m bench.booking. It starts a throw-away server that writes each transaction to the disk, unless
addresses are given. Sixteen processes, each with a connection of its own, book one place a transaction: all in one
opening, spread over three hundred, and in one that is full. In turns: the bare booking, a conditional UPDATE of a
counter and an INSERT, written by hand for psycopg (no session, no wall, no person, no history, no waiting list); then
ours, `core.programme.booking.book`. Each time it is asked whether exactly as many places are taken as were booked.
"""

from __future__ import annotations

import multiprocessing
import statistics
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import psycopg
from sqlalchemy import func, make_url, select

from bench.importing import addresses, unit_in
from core.accounts.models import Person
from core.database.base import uuid7
from core.database.bulk import insert_rows
from core.programme.booking import Wanted, book
from core.programme.errors import FullError
from core.programme.models import Edition, Offer, Opening, Registration
from core.tenancy.unit import Unit
from plugins.immersion.statuses import OFFER_ACCEPTED, PLACED, REGISTERED

CLIENTS, EACH, SPREAD, TURNS = 16, 100, 300, 3
#: A place that somebody wants: the opening, and who.
Wish = tuple[uuid.UUID, uuid.UUID]

BARE = """
CREATE TABLE bare_opening (id uuid PRIMARY KEY, capacity int, taken int DEFAULT 0, CHECK (taken <= capacity));
CREATE TABLE bare_booking (opening uuid REFERENCES bare_opening, person uuid, UNIQUE (opening, person))
"""
TAKE = "UPDATE bare_opening SET taken = taken + 1 WHERE id = %s AND taken < capacity"


@dataclass(frozen=True, slots=True)
class Case:
    """What is measured: how many openings, how many places each has, and how many bookings they take in all."""

    name: str
    openings: int
    capacity: int

    @property
    def booked(self) -> int:
        """How many wishes get a place."""
        return CLIENTS * EACH if self.capacity else 0


CASES = (
    Case("places booked in one opening", 1, CLIENTS * EACH),
    Case(f"places booked in {SPREAD} openings", SPREAD, CLIENTS * EACH),
    Case("bookings refused, in a full opening", 1, 0),
)


class Clients:
    """Processes that book at once, each one wish after the other; each has both connections, and imports only once."""

    def __init__(self, web: str, owner: str) -> None:
        context = multiprocessing.get_context("spawn")
        self.together = context.Barrier(CLIENTS)  # Kept: without it here, none could find it.
        self.pipes: list[Any] = []
        self.processes: list[Any] = []
        for _ in range(CLIENTS):
            ours, theirs = context.Pipe()
            process = context.Process(target=live, args=(web, owner, theirs, self.together), daemon=True)
            process.start()
            theirs.close()  # So that a process that dies is heard of.
            self.pipes.append(ours)
            self.processes.append(process)

    def __enter__(self) -> Clients:
        return self

    def __exit__(self, *_why: object) -> None:
        """End the processes, so that nobody is connected any more."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.join()

    def rate(self, way: str, wishes: Sequence[Wish], expected: int) -> float:
        """Return how many wishes a second are answered."""
        for number, pipe in enumerate(self.pipes):
            pipe.send((way, wishes[number::CLIENTS]))
        starts, ends, booked = zip(*[pipe.recv() for pipe in self.pipes], strict=True)
        if sum(booked) != expected:
            raise SystemExit(f"{sum(booked)} places were booked instead of {expected}.")
        return float(len(wishes) / (max(ends) - min(starts)))


def live(web: str, owner: str, pipe: Any, together: Any) -> None:
    """Book what is asked for, with all the others at the same moment, and tell how it went."""
    with psycopg.connect(owner) as connection, unit_in(web) as unit:
        unit.session.commit()
        ways = {"bare": partial(book_by_hand, connection), "ours": partial(book_here, unit)}
        while True:
            way, wishes = pipe.recv()
            together.wait()
            start = time.perf_counter()
            booked = ways[way](wishes)
            pipe.send((start, time.perf_counter(), booked))


def book_by_hand(connection: psycopg.Connection[Any], wishes: Sequence[Wish]) -> int:
    """Book by hand, and say how many got a place."""
    booked = 0
    for opening, person in wishes:
        if connection.execute(TAKE, (opening,)).rowcount:
            connection.execute("INSERT INTO bare_booking VALUES (%s, %s)", (opening, person))
            booked += 1
        connection.commit()
    return booked


def book_here(unit: Unit, wishes: Sequence[Wish]) -> int:
    """Book as a module does, and say how many got a place."""
    booked = 0
    for opening, registration in wishes:
        with suppress(FullError):
            book(unit, Wanted(opening, registration), PLACED)
            booked += 1
        unit.session.commit()
    return booked


class Ground:
    """An edition to book in, beside the bare tables; every turn has openings and people of its own."""

    def __init__(self, unit: Unit, owner: psycopg.Connection[Any]) -> None:
        self.unit, self.owner = unit, owner
        self.edition = Edition(id=uuid7(), module="immersion", code="2024", year=2024, title={}, settings={})
        self.offer = uuid7()
        unit.session.add(self.edition)
        unit.session.flush()
        same = {"edition_id": self.edition.id, "reference": "H001", "title": {}}
        unit.session.add(Offer(id=self.offer, **same, **OFFER_ACCEPTED.columns))
        unit.session.commit()
        owner.execute(BARE)
        owner.commit()

    def bare_openings(self, case: Case) -> list[uuid.UUID]:
        """Make the openings of a case in the bare table."""
        ids = [uuid7() for _ in range(case.openings)]
        for each in ids:
            self.owner.execute("INSERT INTO bare_opening VALUES (%s, %s)", (each, case.capacity))
        self.owner.commit()
        return ids

    def openings(self, case: Case) -> list[uuid.UUID]:
        """Make the openings of a case."""
        ids = [uuid7() for _ in range(case.openings)]
        where = {"edition_id": self.edition.id, "offer_id": self.offer, "capacity": case.capacity}
        insert_rows(self.unit.session, Opening, [{"id": each} for each in ids], **where)
        self.unit.session.commit()
        return ids

    def people(self) -> list[uuid.UUID]:
        """Make a registration for each booking of a turn."""
        ids = [uuid7() for _ in range(CLIENTS * EACH)]
        insert_rows(
            self.unit.session, Person, [{"id": each} for each in ids], first_name="A", last_name="B", language="fr"
        )
        rows = [{"id": each, "person_id": each, "reference": f"S{each}"} for each in ids]
        same = {"edition_id": self.edition.id, "role": "trainee", "registered_at": self.unit.now}
        insert_rows(self.unit.session, Registration, rows, **same, **REGISTERED.columns)
        self.unit.session.commit()
        return ids

    def taken(self, openings: Sequence[uuid.UUID]) -> int:
        """Return how many places are taken, in our tables or in the bare ones."""
        bare = self.owner.execute(
            "SELECT sum(taken) FROM bare_opening WHERE id = ANY(%s)", (list(openings),)
        ).fetchone()
        ours = self.unit.session.scalar(select(func.sum(Opening.taken)).where(Opening.id.in_(openings)))
        self.owner.commit()
        self.unit.session.commit()
        return int((bare and bare[0]) or 0) + int(ours or 0)


def wishes(openings: Sequence[uuid.UUID], people: Sequence[uuid.UUID]) -> list[Wish]:
    """Let each of the people want a place, spread over the openings."""
    return [(openings[number % len(openings)], who) for number, who in enumerate(people)]


def turn(ground: Ground, clients: Clients, case: Case) -> tuple[float, float]:
    """Return bookings a second in one turn: bare, and ours."""
    people = ground.people()
    rates = []
    for way, make in (("bare", ground.bare_openings), ("ours", ground.openings)):
        openings = make(case)
        rates.append(clients.rate(way, wishes(openings, people), case.booked))
        if (taken := ground.taken(openings)) != case.booked:
            raise SystemExit(f"{taken} places are taken instead of {case.booked}.")
    bare, ours = rates
    return bare, ours


def measure() -> Iterator[tuple[Case, float, float]]:
    """Yield what is booked in a second for each case, bare and by ours: medians of turns."""
    with tempfile.TemporaryDirectory() as data, addresses(data, fast=False) as (web, owner), unit_in(web) as unit:
        by_hand = make_url(owner).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(by_hand) as connection, Clients(web, by_hand) as clients:
            ground = Ground(unit, connection)
            for case in CASES:
                turn(ground, clients, case)  # To warm up.
                turns = [turn(ground, clients, case) for _ in range(TURNS)]
                bare, ours = (statistics.median(each) for each in zip(*turns, strict=True))
                yield case, bare, ours


def main() -> None:
    """Print the medians and their ratios."""
    for case, bare, ours in measure():
        print(f"{case.name}, a second: bare {bare:.0f}, ours {ours:.0f}, ratio {ours / bare:.2f}", flush=True)


if __name__ == "__main__":
    main()
