"""The core and its tests name no module that Liaison comes with: another one could stand in its place."""

from __future__ import annotations

import pytest

from core.scaffold.naming import NEUTRAL, uses_of
from core.settings import PROJECT

MODULES = sorted(path.parent.name for path in (PROJECT / "plugins").glob("*/plugin.py"))


def test_there_are_modules_to_look_for() -> None:
    assert MODULES != []


@pytest.mark.parametrize("place", NEUTRAL)
def test_nothing_here_names_a_module(place: str) -> None:
    found = list(uses_of(MODULES, PROJECT, (place,)))
    assert found == [], "tests/networks has networks, and tests/third_party a module, for the tests of the core"
