"""The core and its tests name no module that Liaison comes with: another one could stand in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.settings import PROJECT

#: Whose files may name nobody: those of the core, and what tries it.
NEUTRAL = ("core", "tests/core", "tests/contract", "tests/networks", "tests/third_party", "migrations/core")
SUFFIXES = {".py", ".html", ".js", ".css", ".toml", ".po"}
MODULES = sorted(path.parent.name for path in (PROJECT / "plugins").glob("*/plugin.py"))


def lines_of(place: str) -> Iterator[tuple[Path, int, str]]:
    for path in sorted((PROJECT / place).rglob("*")):
        if path.suffix in SUFFIXES and path.is_file():
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                yield path.relative_to(PROJECT), number, line


def test_there_are_modules_to_look_for() -> None:
    assert MODULES != []


@pytest.mark.parametrize("place", NEUTRAL)
def test_nothing_here_names_a_module(place: str) -> None:
    names = re.compile("|".join(MODULES), re.IGNORECASE)
    found = [f"{path}:{number}: {line.strip()}" for path, number, line in lines_of(place) if names.search(line)]
    assert found == [], "tests/networks has networks, and tests/third_party a module, for the tests of the core"
