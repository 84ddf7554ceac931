"""Step 1, first half: a result has exactly the keys of the format, and values of the right kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from plugins.immersion.matching.checking.alerts import Alert
from plugins.immersion.matching.checking.errors import RefusedError, UnreadableError
from plugins.immersion.matching.checking.possible import Pair
from plugins.immersion.matching.checking.source import Record, as_written, list_of, read_json, record_of, text_of

TOP = ("alerts", "assignment", "certificate", "explanations", "instance_sha256", "objective", "vector")
#: As many digits as Python turns into a number without being asked to; a weight needs some hundred.
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,3999})")

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Certificate:
    """Weights that turn V into one number, prices of offers, and what a capped institution pays on top."""

    weights: tuple[int, ...]
    prices: Mapping[str, int]
    institution_prices: Mapping[Pair, int]


@dataclass(frozen=True, slots=True)
class Result:
    """A result as it was read; nothing about it is believed yet. ``certificate`` is None if it is ``{}``."""

    assignment: Mapping[str, str | None]
    vector: tuple[int, ...]
    objective: str
    instance_sha256: str
    alerts: list[Alert]
    certificate: Certificate | None
    explanations: Mapping[str, str]


def read_result(text: str) -> Result:
    """Read a result from JSON text.

    Raises UnreadableError if it is no JSON object, or an object with a repeated key; RefusedError if it has another
    form than docs/matching.md says.
    """
    top = record_of(read_json(text, "result"), "result")
    _check_keys(top, TOP, "result")
    return Result(
        assignment=_object(top["assignment"], "assignment", _text_or_null),
        vector=_list(top["vector"], "vector", _whole, length=6),
        objective=_text(top["objective"], "objective"),
        instance_sha256=_text(top["instance_sha256"], "instance_sha256"),
        alerts=list(_list(top["alerts"], "alerts", _alert)),
        certificate=_certificate(top["certificate"]),
        explanations=_object(top["explanations"], "explanations", _text),
    )


def _check_keys(row: Record, names: tuple[str, ...], place: str, optional: str = "") -> None:
    for name in names:
        if name not in row:
            raise RefusedError("key_missing", name=name, place=place)
    for name in row:
        if name not in names and name != optional:
            raise RefusedError("key_unknown", name=name, place=place)


def _certificate(value: object) -> Certificate | None:
    row = _record(value, "certificate")
    if not row:
        return None
    _check_keys(row, ("prices", "weights"), "certificate", optional="institution_prices")
    weights = _list(row["weights"], "certificate.weights", _number, length=6)
    prices = _object(row["prices"], "certificate.prices", _price)
    pairs: dict[Pair, int] = {}
    if "institution_prices" in row:
        rows = _list(row["institution_prices"], "certificate.institution_prices", _institution_price)
        pairs = {(institution, offer): price for institution, offer, price in rows}
        if not rows or list(rows) != [(*pair, pairs[pair]) for pair in sorted(pairs)]:
            raise RefusedError("institution_prices_order")
    return Certificate(weights, prices, pairs)


def _record(value: object, place: str) -> Record:
    return _as_refusal(record_of, value, place)


def _text(value: object, place: str) -> str:
    return _as_refusal(text_of, value, place)


def _as_refusal(read: Callable[[object, str], Value], value: object, place: str) -> Value:
    """A value of the wrong kind inside a readable result is a fault of the result."""
    try:
        return read(value, place)
    except UnreadableError as fault:
        if fault.key == "repeated_key":
            raise
        raise RefusedError(fault.key, **fault.parts) from None


def _object(value: object, place: str, read: Callable[[object, str], Value]) -> dict[str, Value]:
    row = _record(value, place)
    return {_text(name, place): read(one, f"{place}[{name}]") for name, one in row.items()}


def _list(value: object, place: str, read: Callable[[object, str], Value], length: int = -1) -> tuple[Value, ...]:
    rows = _as_refusal(list_of, value, place)
    if length not in (-1, len(rows)):
        raise RefusedError("wrong_kind", place=place, kind="six", value=as_written(value))
    return tuple([read(row, f"{place}[{number}]") for number, row in enumerate(rows)])


def _text_or_null(value: object, place: str) -> str | None:
    return None if value is None else _text(value, place)


def _whole(value: object, place: str) -> int:
    if type(value) is not int:
        raise RefusedError("wrong_kind", place=place, kind="whole number", value=as_written(value))
    return value


def _number(value: object, place: str) -> int:
    """A whole number written as text, because many JSON readers round large ones."""
    if not isinstance(value, str) or NUMBER.fullmatch(value) is None:
        raise RefusedError("wrong_kind", place=place, kind="number as text", value=as_written(value))
    return int(value)


def _price(value: object, place: str) -> int:
    """A price is above 0, because one of 0 is left out."""
    price = _number(value, place)
    if price <= 0:
        raise RefusedError("price_not_positive", place=place, value=price)
    return price


def _institution_price(value: object, place: str) -> tuple[str, str, int]:
    if not isinstance(value, list) or len(value) != 3:
        raise RefusedError("wrong_kind", place=place, kind="institution price", value=as_written(value))
    return _text(value[0], place), _text(value[1], place), _price(value[2], place)


def _alert(value: object, place: str) -> Alert:
    row = _record(value, place)
    _check_keys(row, ("code", "offer", "request"), place)
    return _text(row["code"], place), _text_or_null(row["request"], place), _text_or_null(row["offer"], place)
