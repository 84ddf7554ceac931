"""From text to JSON values, strictly: what a plain reader would drop or round is an error."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import NoReturn

from plugins.immersion.matching.checking.errors import UnreadableError

Record = Mapping[str, object]


class Repeating(dict[str, object]):
    """A JSON object in which keys were written more than once; ``repeated`` names them, sorted."""

    repeated: tuple[str, ...] = ()


def read_json(text: str, file: str) -> object:
    """Read JSON text; ``file`` is how messages call it, "instance" or "result". Raises UnreadableError."""

    def refuse_constant(name: str) -> NoReturn:
        raise UnreadableError("not_a_json_number", file=file, value=name)

    try:
        content: object = json.loads(text, object_pairs_hook=_object_of, parse_constant=refuse_constant)
    except json.JSONDecodeError as fault:
        raise UnreadableError("not_json", file=file, line=fault.lineno, column=fault.colno) from None
    except RecursionError:
        raise UnreadableError("nested_too_deep", file=file) from None
    except UnreadableError:
        raise
    except ValueError:
        # Python turns no more than 4,300 digits into a number.
        raise UnreadableError("number_too_long", file=file) from None
    return content


def _object_of(pairs: list[tuple[str, object]]) -> dict[str, object]:
    content = dict(pairs)
    if len(content) == len(pairs):
        return content
    marked = Repeating(content)
    marked.repeated = tuple(sorted(name for name, times in Counter(name for name, _ in pairs).items() if times > 1))
    return marked


def record_of(value: object, place: str, read: tuple[str, ...] | None = None) -> Record:
    """A JSON object none of whose keys is repeated; given ``read``, only those matter, as others are ignored."""
    if not isinstance(value, dict):
        raise wrong_kind("object", place, value)
    if isinstance(value, Repeating):
        for name in value.repeated:
            if read is None or name in read:
                raise UnreadableError("repeated_key", name=name, place=place)
    return value


def list_of(value: object, place: str) -> list[object]:
    """A JSON list."""
    if not isinstance(value, list):
        raise wrong_kind("list", place, value)
    return value


def text_of(value: object, place: str) -> str:
    """A text that UTF-8 can write: half a character, which JSON can hold, has no fingerprint."""
    if not isinstance(value, str):
        raise wrong_kind("text", place, value)
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise UnreadableError("broken_text", place=place, value=value) from None
    return value


def id_of(value: object, place: str) -> str:
    """An id is compared as text, so that 7 and "7" are the same; true and 7.0 are no ids."""
    if type(value) is int:
        return str(value)
    if not isinstance(value, str):
        raise wrong_kind("id", place, value)
    return text_of(value, place)


def whole_of(value: object, place: str) -> int:
    """A whole number; true is none."""
    if type(value) is not int:
        raise wrong_kind("whole number", place, value)
    return value


def count_of(value: object, place: str) -> int:
    """A whole number, 0 at least."""
    if type(value) is not int or value < 0:
        raise wrong_kind("whole number from 0", place, value)
    return value


def wrong_kind(kind: str, place: str, value: object) -> UnreadableError:
    """The error for a value of another kind, shown as its file has it."""
    return UnreadableError("wrong_kind", place=place, kind=kind, value=as_written(value))


def as_written(value: object) -> str:
    """A value as JSON; one nested almost too deeply to be read is too deep to be written."""
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return "…"
