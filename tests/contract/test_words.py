"""The words of all three systems, in every language: catalogues, letters, and dictionaries in the code.

A dictionary of words has the languages as its keys (docs/architecture.md, "Words"). Whoever writes one is found here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.cli import owners
from core.language.catalogues import faults
from core.modules import Modules, installed_plugins
from core.settings import PROJECT

LANGUAGES = frozenset({"fr", "nl", "en"})
#: What a module takes from its own texts.py, and never from flask_babel.
GETTEXT = frozenset(
    f"{lazy}{kind}" for lazy in ("", "lazy_") for kind in ("gettext", "ngettext", "pgettext", "npgettext")
)


def code_of_modules() -> list[Path]:
    folders = [Path(str(plugin.__file__)).parent for plugin in installed_plugins().values()]
    found = (
        path for folder in folders for path in folder.rglob("*.py") if "tests" not in path.relative_to(folder).parts
    )
    return sorted(found)


def incomplete(source: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the line and the keys of each dictionary that says something in French or Dutch but lacks a language."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Dict) and node.keys:
            keys = {key.value if isinstance(key, ast.Constant) else None for key in node.keys}
            if keys & {"fr", "nl"} and not keys >= LANGUAGES:
                yield node.lineno, sorted(str(key) for key in keys)


def test_the_catalogues_are_complete(application) -> None:
    assert list(faults(owners(application))) == []


def test_every_letter_has_a_text_in_every_language(modules: Modules) -> None:
    letters = [letter for module in modules.all for letter in module.letters]
    assert {letter.key: LANGUAGES - set(letter.texts) for letter in letters} == {
        letter.key: frozenset() for letter in letters
    }


def test_a_text_in_a_file_of_its_own_lies_there_in_every_language() -> None:
    found: dict[str, set[str]] = {}
    for path in (*PROJECT.glob("core/**/*.txt"), *PROJECT.glob("plugins/**/*.txt")):
        name, _, language = path.stem.rpartition(".")
        found.setdefault(f"{path.parent.relative_to(PROJECT)}/{name}", set()).add(language)
    assert found
    assert {name: languages for name, languages in found.items() if languages != LANGUAGES} == {}


def test_every_dictionary_of_words_has_every_language() -> None:
    lacking = [
        (str(path.relative_to(PROJECT)), *each)
        for path in (*PROJECT.glob("core/**/*.py"), *code_of_modules())
        for each in incomplete(path.read_text(encoding="utf-8"))
    ]
    assert lacking == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('WORDS = {"yes": {"fr": "oui", "nl": "ja"}}', [(1, ["fr", "nl"])]),
        ('WORDS = {"fr": "oui", "nl": "ja", "en": "yes"}', []),
        ('WORDS = {"name": 1, **{"nl": 2}}', [(1, ["nl"])]),
    ],
)
def test_a_dictionary_without_one_language_is_found(source: str, found: list[tuple[int, list[str]]]) -> None:
    assert list(incomplete(source)) == found


def test_a_module_speaks_from_its_own_catalogue() -> None:
    borrowed = [
        (str(path), alias.name)
        for path in code_of_modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "flask_babel"
        for alias in node.names
        if alias.name in GETTEXT
    ]
    assert borrowed == []


def test_no_page_glues_a_colon_to_words() -> None:
    """French writes a space before it, which only a text in a catalogue can."""
    glued = [
        (str(path.relative_to(PROJECT)), line.strip())
        for room in ("core", "plugins")
        for path in sorted((PROJECT / room).rglob("*.html"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"(\}\}|</\w+>):(\s|$)|(\}\}|\{\{) ?[“”]|[“”] ?(\}\}|\{\{)", line) and "{#" not in line
    ]
    assert glued == []
