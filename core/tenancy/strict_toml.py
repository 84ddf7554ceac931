"""Reading a TOML table strictly: every key is asked for, and every fault is noted with its place and remedy.

Reading goes on after a fault, with a stand-in value, so that one run shows all that is wrong with a file; whoever
reads must look at `Faults.lines` before using what was read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import TypeGuard, TypeVar

from core.language.texts import TEXT_LANGUAGES, Texts

T = TypeVar("T")

_STAND_IN = Texts({"en": "?"})
_NAMES: Mapping[type, str] = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
}


class Faults:
    """What is wrong with one file, one line a fault: `FILE: KEY: problem — remedy`."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: list[str] = []

    def add(self, key: str, problem: str, remedy: str) -> None:
        """Note a fault at `key`, counted from 1 in a list ("territory[1].name.nl")."""
        self.lines.append(f"{self.file}: {key}: {problem} — {remedy}")


class Table:
    """One table of a file; each method takes one key out, and `end` complains about those that nobody took."""

    def __init__(self, content: Mapping[str, object], faults: Faults, path: str = "") -> None:
        self._content = content
        self._faults = faults
        self._path = path
        self._taken: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._content

    def fault(self, key: str, problem: str, remedy: str) -> None:
        """Note a fault at a key of this table; an empty key is the table itself."""
        self._faults.add(".".join(part for part in (self._path, key) if part), problem, remedy)

    def end(self) -> None:
        """Note every key that was not asked for."""
        for key in self._content:
            if key not in self._taken:
                known = ", ".join(sorted(self._taken)) or "none"
                self.fault(key, "this key is unknown", f"remove it or correct its spelling (known here: {known})")

    def text(self, key: str, pattern: re.Pattern[str] | None = None, remedy: str = "give a text") -> str:
        """Take a text that is not blank and, when `pattern` is given, matches it whole."""
        value = self._take(key, str)
        if value is None:
            return ""
        if not value.strip() or (pattern and not pattern.fullmatch(value)):
            self.fault(key, f"{value!r} cannot be used", remedy)
            return ""
        return value

    def optional_text(self, key: str, pattern: re.Pattern[str] | None = None, remedy: str = "") -> str | None:
        """Take a text as `text` does, or None when the key is absent."""
        self._taken.add(key)
        return self.text(key, pattern, remedy or "give a text or remove the key") if key in self else None

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        """Take one of `choices`; an absent key is `default`, or a fault without one."""
        self._taken.add(key)
        if default is not None and key not in self:
            return default
        value = self._take(key, str)
        if value is None or value in choices:
            return value or choices[0]
        self.fault(key, f"{value!r} is not one of {', '.join(choices)}", "write one of these")
        return choices[0]

    def flag(self, key: str, default: bool) -> bool:
        """Take true or false."""
        self._taken.add(key)
        value = self._take(key, bool) if key in self else default
        return default if value is None else value

    def number(self, key: str, least: int, most: int, default: int | None = None) -> int:
        """Take a whole number from `least` to `most`; an absent key is `default`, or a fault without one."""
        self._taken.add(key)
        if default is not None and key not in self:
            return default
        value = self._take(key, int)
        if value is not None and not least <= value <= most:
            self.fault(key, f"{value} is out of range", f"give a whole number from {least} to {most}")
        return value if value is not None and least <= value <= most else least

    def words(self, key: str, allowed: Collection[str] | None = None, remedy: str = "remove it") -> tuple[str, ...]:
        """Take a list of different texts, each one of `allowed` when that is given; faulty ones are left out."""
        found: list[str] = []
        for place, value in self._items(key, str):
            if not value.strip():
                self.fault(place, "this text is blank", "write it or remove it")
            elif allowed is not None and value not in allowed:
                self.fault(place, f"{value!r} is unknown", remedy)
            elif value in found:
                self.fault(place, f"{value!r} stands there twice", "remove one")
            else:
                found.append(value)
        return tuple(found)

    def optional_words(self, key: str) -> tuple[str, ...]:
        """Take a list of different texts, an absent key being an empty one."""
        self._taken.add(key)
        return self.words(key) if key in self else ()

    def texts(self, key: str, languages: Sequence[str]) -> Texts:
        """Take a text written in each of `languages`, and perhaps in others of TEXT_LANGUAGES."""
        table = self.table(key)
        if table is None:
            return _STAND_IN
        written: dict[str, str] = {}
        for language in TEXT_LANGUAGES:
            if language in languages and language not in table:
                table.fault(language, "this language is missing", f"write the text in {language!r} too")
            written[language] = table.optional_text(language, remedy="write the text or remove the language") or ""
        table.end()
        return Texts(written) if any(written.values()) else _STAND_IN

    def table(self, key: str) -> Table | None:
        """Take the table under `key`; None after the fault when there is none."""
        value = self._take(key, dict)
        return None if value is None else self._below(key, value)

    def optional_table(self, key: str) -> Table | None:
        """Take the table under `key`, or None when it is absent."""
        self._taken.add(key)
        return self.table(key) if key in self else None

    def tables(self, key: str) -> list[Table]:
        """Take the tables of the list under `key`, an absent key being none."""
        self._taken.add(key)
        items = self._items(key, dict) if key in self else []
        return [self._below(place, value) for place, value in items]

    def raw(self, key: str) -> Mapping[str, object]:
        """Take the table under `key` as it stands, for somebody else to read."""
        return self._take(key, dict) or {}

    def _below(self, key: str, content: Mapping[str, object]) -> Table:
        return Table(content, self._faults, f"{self._path}.{key}" if self._path else key)

    def _items(self, key: str, kind: type[T]) -> list[tuple[str, T]]:
        """Take a list; return each entry of the right kind with its place ("territory[1]")."""
        entries: list[tuple[str, T]] = []
        for number, value in enumerate(self._take(key, list) or [], start=1):
            if _is(value, kind):
                entries.append((f"{key}[{number}]", value))
            else:
                self.fault(f"{key}[{number}]", f"{value!r} is not {_NAMES[kind]}", f"write {_NAMES[kind]} here")
        return entries

    def _take(self, key: str, kind: type[T]) -> T | None:
        self._taken.add(key)
        if key not in self._content:
            self.fault(key, "this key is missing", f"add it: {_NAMES[kind]}")
            return None
        value = self._content[key]
        if not _is(value, kind):
            self.fault(key, f"{value!r} is not {_NAMES[kind]}", f"write {_NAMES[kind]} here")
            return None
        return value


def _is(value: object, kind: type[T]) -> TypeGuard[T]:
    """Say whether a value is of a kind; in Python true is a number too, in TOML it is not."""
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
