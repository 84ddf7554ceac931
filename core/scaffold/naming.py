"""What a new module can be called: asked before anything is written, for afterwards a name stands in every file."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from flask import Flask

from core.modules import ModuleError, refuse_name
from core.rooms import open_rooms
from core.scaffold.writing import NewModule, NewModuleError, words_of_template

#: Whose files may name no module: those of the core, and what tries it.
NEUTRAL: Final = ("core", "tests/core", "tests/contract", "tests/networks", "tests/third_party", "migrations/core")
_SUFFIXES: Final = {".py", ".html", ".js", ".css", ".toml", ".po"}

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
#: A table is named after its module, and PostgreSQL cuts names of more than 63 characters.
_LONGEST: Final = 24
#: A label stands in a line of code.
_LONGEST_LABEL: Final = 60


def check(module: NewModule, taken: frozenset[str], project: Path) -> None:
    """Raise NewModuleError for a name or a label that no module can have; `taken` are modules that there are."""
    _refuse_shape(module.name)
    if module.name in taken:
        raise NewModuleError(f"{module.name} is there already: choose another name.")
    try:
        refuse_name(module.name, taken)
    except ModuleError as error:
        raise NewModuleError(str(error)) from error
    if module.name in open_rooms(Flask("names")):
        raise NewModuleError(f"Liaison itself has pages below /{module.name}: choose another name.")
    if module.folder and not (module.folder / module.name).exists() and find_spec(module.name):
        raise NewModuleError(f"Python has a package {module.name} already: choose another name.")
    if not module.folder and (use := next(uses_of([module.name], project), None)):
        raise NewModuleError(
            f"The word {module.name} stands in the core for something else, and the core may name no module: choose a "
            f"name of more words, such as network_{module.name}.\n{use}"
        )
    for label in module.labels.values():
        _refuse_label(label)


def uses_of(words: list[str], project: Path, places: tuple[str, ...] = NEUTRAL) -> Iterator[str]:
    """Yield the lines of `places` in which one of `words` stands, each with its file and its number."""
    names = re.compile("|".join(words), re.IGNORECASE)
    for path in sorted(path for place in places for path in (project / place).rglob("*")):
        if path.suffix in _SUFFIXES and path.is_file():
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                if names.search(line):
                    yield f"{path.relative_to(project)}:{number}: {line.strip()}"


def _refuse_shape(name: str) -> None:
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        raise NewModuleError(
            f"{name!r} is no name for a module: take up to {_LONGEST} small letters, such as open_days."
        )
    if keyword.iskeyword(name):
        raise NewModuleError(f"{name} is a word of Python itself: choose another name.")


def _refuse_label(label: str) -> None:
    if not label.isprintable() or set(label) & {'"', "\\"}:
        raise NewModuleError(f"The label {label!r} stands in code: write it in one line, with “ ” and without \\.")
    if not label.strip() or len(label) > _LONGEST_LABEL:
        raise NewModuleError(f"The label {label!r} stands in a menu: write one to {_LONGEST_LABEL} characters.")
    if label in words_of_template():
        raise NewModuleError(f"The pages of a new module say “{label}” of something else: choose another label.")
