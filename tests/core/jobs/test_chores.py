"""Chores: done by one process at a time, and never in the way of a letter."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import text

from core.jobs import chores as clock
from core.jobs.chores import Chore, Clockwork, keep_time
from core.jobs.relay import run_relay
from tests.together import beside
from tests.waiting import join, until

HOUR = timedelta(hours=1)
_KEEPING = "datname = current_database() AND application_name = 'liaison chores'"


@contextmanager
def keeping(runtime, *chores: Chore, processes: int = 1) -> Iterator[None]:
    """Let so many processes, each a thread here, keep time for the length of the block."""
    with beside(*[lambda stop: keep_time(runtime, chores, stop)] * processes):
        yield


def counted(done: list[str], name: str = "counts") -> Chore:
    return Chore(name, HOUR, lambda _runtime: done.append(name))


def test_a_chore_that_fails_leaves_the_others_their_turn_and_waits_for_its_next() -> None:
    done: list[str] = []

    def fail(_runtime) -> None:
        done.append("fails")
        raise OSError("disk full")

    always = Chore("always", timedelta(0), lambda _runtime: done.append("always"))
    work = Clockwork(None, [Chore("fails", HOUR, fail), counted(done), always])
    for _ in range(3):
        work.turn()
    assert done == ["fails", "counts", "always", "always", "always"]


def test_what_fails_in_one_network_is_done_in_the_others(runtime) -> None:
    seen: list[str] = []

    def work(unit) -> None:
        seen.append(unit.tenant.slug)
        if unit.tenant.slug == "harbour":
            raise OSError("disk full")

    runtime.each_tenant(work)
    assert seen == sorted(set(seen))
    assert seen.index("orchard") > seen.index("harbour")


def test_one_process_alone_does_the_chores(runtime, monkeypatch) -> None:
    monkeypatch.setattr(clock, "_PAUSE", 0.01)
    asked: list[bool] = []

    def may_lead(connection) -> bool:
        asked.append(leads := ask(connection))
        return leads

    ask = clock._may_lead
    monkeypatch.setattr(clock, "_may_lead", may_lead)
    done: list[str] = []
    with keeping(runtime, counted(done), processes=3):
        until(lambda: asked.count(False) > 20)  # The two others went round, again and again.
        told = (list(done), asked.count(True))  # Before all are stopped: then one may lead when the leader is gone.
    assert told == (["counts"], 1)


def test_another_process_leads_when_the_leader_is_gone(runtime) -> None:
    done: list[str] = []
    for turn in (1, 2):
        with keeping(runtime, counted(done)):
            until(lambda turn=turn: len(done) == turn)


def test_a_leader_whose_connection_was_cut_leads_no_more_until_it_has_the_lock_again(runtime, monkeypatch) -> None:
    monkeypatch.setattr(clock, "_PAUSE", 0.01)
    done: list[int] = []
    with keeping(runtime, Chore("often", timedelta(0), lambda _: done.append(1))):
        until(lambda: done)
        with runtime.engine.begin() as connection:
            cut = connection.scalars(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {_KEEPING}"))
            assert cut.all() == [True]
        before = len(done)
        until(lambda: len(done) > before + 1)


def test_a_slow_chore_holds_no_letter_back(runtime, pending, due) -> None:
    begun, may_end, stop = threading.Event(), threading.Event(), threading.Event()

    def slow(_runtime) -> None:
        begun.set()
        until(may_end.is_set)

    relay = threading.Thread(target=run_relay, args=(runtime, [Chore("slow", HOUR, slow)]), kwargs={"stop": stop})
    relay.start()
    try:
        until(begun.is_set)
        due()
        until(lambda: pending.count == 1)
    finally:
        may_end.set()
        stop.set()
        join(relay)
