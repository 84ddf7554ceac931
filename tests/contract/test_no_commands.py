"""No page tells people to type a command: who lives an edition has no shell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from core.application import Application
from core.cli import build_cli
from core.settings import PROJECT

#: Where commands of others are begun with.
OTHERS = ("pip", "make", "docker", "psql", "systemctl", "sudo", "python")
SAID = re.compile(r"<(?:code|kbd|samp)\b")


def files(ending: str) -> list[Path]:
    return sorted(path for room in ("core", "plugins") for path in (PROJECT / room).rglob(f"*.{ending}"))


def translated(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        for message in read_po(file):
            for said in (message.id, message.string):
                yield from said if isinstance(said, tuple | list) else (said,)


@pytest.fixture(scope="module")
def commands(application: Application) -> re.Pattern[str]:
    """What a shell would understand: a command of ours with its first word, or one that servers are set up with."""
    ours = build_cli(application, lambda _: None).commands
    begun = rf"\bliaison (?:{'|'.join(map(re.escape, ours))})\b"
    return re.compile(rf"{begun}|^\s*(?:{'|'.join(OTHERS)}) -?\w+", re.MULTILINE)


def test_it_knows_a_command_and_takes_no_word_for_one(commands: re.Pattern[str]) -> None:
    assert commands.search("Networks are described there; “liaison tenants sync” reads them.")
    assert commands.search("liaison lunch import a.xlsx")
    assert not commands.search("La liaison entre les services; Liaison runs on two machines. Make it later.")


def test_no_template_says_a_command(commands: re.Pattern[str]) -> None:
    texts = {path.name: path.read_text("utf-8") for path in files("html")}
    assert [name for name, text in texts.items() if commands.search(text) or SAID.search(text)] == []


def test_no_sentence_of_a_catalogue_says_a_command(commands: re.Pattern[str]) -> None:
    found = {said for path in files("po") for said in translated(path) if commands.search(said)}
    assert found == set()
