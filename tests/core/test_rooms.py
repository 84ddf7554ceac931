"""The rooms' doors: every room that declares any is gathered, and each kind of work has one handler."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest

from core import processes
from core.application import Application
from core.contract.module import EditionChore, Module
from core.modules import Modules
from core.processes import runtime
from core.rooms import CHORES, NETWORK_PAGES, ROOMS
from core.settings import PROJECT


def test_every_room_that_declares_its_doors_is_gathered() -> None:
    rooms = {path.parent.name for path in PROJECT.glob("core/*/doors.py")} - {"contract"}
    declared = [import_module(f"core.{room}.doors").DOORS for room in rooms]
    assert sorted(map(id, declared)) == sorted(map(id, ROOMS))


def test_the_pages_of_a_network_stand_in_the_order_of_their_weight() -> None:
    endpoints = [page.endpoint for page in NETWORK_PAGES]
    assert endpoints[0] == "programme.home"
    assert [page.weight for page in NETWORK_PAGES] == sorted({page.weight for page in NETWORK_PAGES})


def test_each_kind_of_work_is_declared_by_one_room(application: Application) -> None:
    kinds = [kind for room in ROOMS for kind in room.handlers]
    assert (
        sorted(kinds)
        == sorted(runtime(application).handlers.by_kind)
        == ["job", "message", "password request", "sign-in request"]
    )


def test_the_relay_does_the_chores_of_the_rooms_and_of_the_modules(
    application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide = Module("guide", "Guide", chores=(EditionChore("guide.walk", timedelta(1), print),))
    done: list[str] = []
    monkeypatch.setattr(processes, "run_relay", lambda _runtime, chores: done.extend(chore.name for chore in chores))
    guided = Application(application.settings, Modules((guide,), application.modules.dispatcher))
    guided.__dict__.update(engine=application.engine)  # Else it opens one of its own, which nobody closes.
    processes.start_relay(guided)
    assert done == [*(chore.name for chore in CHORES), "guide.walk"]
