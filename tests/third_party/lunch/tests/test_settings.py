"""The module's table in a network's file."""

from __future__ import annotations

import tomllib

import pytest
from lunch.settings import read_settings

from core.contract.module import EditionPlan, PhaseDay, PhasePlan, SettingsFault

TABLE = """
title = { fr = "Essai {year}", nl = "Proef {year}" }

[[phase]]
kind = "entries"
first = { month = 2, day = 1 }
last = { month = 3, day = 31 }
"""


def test_a_table_is_read() -> None:
    assert read_settings(tomllib.loads(TABLE), ("fr", "nl")) == EditionPlan(
        title={"fr": "Essai {year}", "nl": "Proef {year}"},
        phases=(PhasePlan("entries", PhaseDay(2, 1), PhaseDay(3, 31)),),
        settings={},
    )


def test_every_fault_is_found_at_once() -> None:
    with pytest.raises(SettingsFault) as caught:
        read_settings({"title": {"fr": "Essai"}}, ("fr", "nl"))
    assert {key for key, _fault in caught.value.faults} == {"title.nl", "phase"}
