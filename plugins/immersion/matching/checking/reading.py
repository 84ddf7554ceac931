"""Reading an instance: nothing is guessed, and the first fault is named."""

from __future__ import annotations

from plugins.immersion.matching.checking.errors import UnreadableError
from plugins.immersion.matching.checking.instance import Instance, Languages, Offer, Request
from plugins.immersion.matching.checking.source import (
    Record,
    as_written,
    count_of,
    id_of,
    list_of,
    read_json,
    record_of,
    text_of,
    whole_of,
    wrong_kind,
)

TOP = (
    "seed",
    "objective",
    "max_choices",
    "cap_same_institution",
    "offers",
    "requests",
    "fixed",
    "pinned",
    "forbidden",
)
OBJECTIVES = ("priority", "coverage", "serial")
OFFER = ("id", "capacity", "institution", "lang")
REQUEST = ("id", "priority", "choices", "institution", "lang")


def read_instance(text: str) -> Instance:
    """Read an instance from JSON text. Raises UnreadableError naming the first fault."""
    top = record_of(read_json(text, "instance"), "instance")
    for name in top:
        if name not in TOP:
            raise UnreadableError("unknown_key", name=name)
    _need(top, ("offers", "requests"), "instance")
    cap = top.get("cap_same_institution")
    return Instance(
        seed=text_of(top.get("seed", ""), "seed"),
        objective=_objective(top.get("objective", "priority")),
        max_choices=count_of(top.get("max_choices", 3), "max_choices"),
        cap=None if cap is None else count_of(cap, "cap_same_institution"),
        offers=_offers(list_of(top["offers"], "offers")),
        requests=_requests(list_of(top["requests"], "requests")),
        fixed=_placements(top.get("fixed", {}), "fixed"),
        pinned=_placements(top.get("pinned", {}), "pinned"),
        forbidden=_pairs(list_of(top.get("forbidden", []), "forbidden")),
    )


def _need(row: Record, names: tuple[str, ...], place: str) -> None:
    for name in names:
        if name not in row:
            raise UnreadableError("missing_key", name=name, place=place)


def _objective(value: object) -> str:
    if text_of(value, "objective") not in OBJECTIVES:
        raise UnreadableError("unknown_objective", value=value)
    return str(value)


def _offers(rows: list[object]) -> dict[str, Offer]:
    offers: dict[str, Offer] = {}
    for number, value in enumerate(rows):
        place = f"offers[{number}]"
        row = record_of(value, place, OFFER)
        _need(row, ("id", "capacity"), place)
        name = id_of(row["id"], f"{place}.id")
        if name in offers:
            raise UnreadableError("repeated_id", place="offers", id=name)
        # A capacity below 0 counts as 0.
        capacity = max(0, whole_of(row["capacity"], f"{place}.capacity"))
        offers[name] = Offer(name, capacity, _institution(row, place), _languages(row, place))
    return offers


def _requests(rows: list[object]) -> dict[str, Request]:
    requests: dict[str, Request] = {}
    for number, value in enumerate(rows):
        place = f"requests[{number}]"
        row = record_of(value, place, REQUEST)
        _need(row, ("id", "priority"), place)
        name = id_of(row["id"], f"{place}.id")
        if name in requests:
            raise UnreadableError("repeated_id", place="requests", id=name)
        priority = row["priority"]
        if not isinstance(priority, bool):
            raise wrong_kind("true or false", f"{place}.priority", priority)
        named = [id_of(choice, f"{place}.choices") for choice in list_of(row.get("choices", []), f"{place}.choices")]
        # Of a repeated choice the first counts: [A, A, B] makes B the second.
        choices = tuple(dict.fromkeys(named))
        requests[name] = Request(name, priority, choices, _institution(row, place), _languages(row, place))
    return requests


def _institution(row: Record, place: str) -> str | None:
    value = row.get("institution")
    return None if value is None or value == "" else id_of(value, f"{place}.institution")


def _languages(row: Record, place: str) -> Languages:
    value, place = row.get("lang"), f"{place}.lang"
    if value is None:
        return frozenset()
    if not isinstance(value, str | list):
        raise wrong_kind("languages", place, value)
    names = [value] if isinstance(value, str) else value
    return frozenset(text_of(name, place) for name in names) - {""}


def _placements(value: object, place: str) -> dict[str, str]:
    rows = record_of(value, place)
    return {text_of(name, place): id_of(offer, f"{place}[{name}]") for name, offer in rows.items()}


def _pairs(rows: list[object]) -> frozenset[tuple[str, str]]:
    pairs = set()
    for number, row in enumerate(rows):
        place = f"forbidden[{number}]"
        if not isinstance(row, list) or len(row) != 2:
            raise UnreadableError("wrong_kind", place=place, kind="pair", value=as_written(row))
        pairs.add((id_of(row[0], place), id_of(row[1], place)))
    return frozenset(pairs)
