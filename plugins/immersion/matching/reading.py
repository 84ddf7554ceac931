"""Reading an instance: strictly, so that nothing a person wrote is silently guessed or dropped."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Final, NoReturn

from plugins.immersion.matching.contradictions import refuse_contradictions
from plugins.immersion.matching.errors import InstanceError
from plugins.immersion.matching.instance import OBJECTIVES, Instance, Objective
from plugins.immersion.matching.rows import NO_LANGUAGE, Offer, Request

TOP_KEYS: Final = (
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


class _Pairs(dict[str, object]):
    """A JSON object that remembers which of its keys were written more than once."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        self.repeated: frozenset[str] = frozenset()
        if len(self) != len(pairs):
            times = Counter(name for name, _ in pairs)
            self.repeated = frozenset(name for name in times if times[name] > 1)


def parse_instance(text: str) -> Instance:
    """Read an instance from JSON text.

    Raises InstanceError for text that is not JSON and for everything ``read_instance`` refuses, and for keys written
    twice, which a plain JSON reader would drop without a word. Rule: docs/matching.md.
    """
    try:
        content: object = json.loads(text, object_pairs_hook=_Pairs, parse_constant=_refuse_constant)
    except json.JSONDecodeError as fault:
        raise InstanceError("not_json", line=fault.lineno, column=fault.colno) from None
    except RecursionError:
        raise InstanceError("nested_too_deep") from None
    except InstanceError:
        raise
    except ValueError:
        # Python refuses to turn more than 4,300 digits into a number; no id or capacity needs them.
        raise InstanceError("number_too_long") from None
    return read_instance(content)


def _refuse_constant(name: str) -> NoReturn:
    raise InstanceError("not_a_json_number", value=name)


def read_instance(content: object) -> Instance:
    """Read an instance from parsed JSON (dicts, lists, texts, numbers).

    Raises InstanceError naming the first fault: an unknown or missing key, a value of the wrong kind, a repeated id,
    and every contradiction of fixed, pinned, forbidden and the cap. Rule: docs/matching.md.
    """
    top = _record(content, "instance", ("offers", "requests"), TOP_KEYS)
    for name in top:
        if name not in TOP_KEYS:
            raise InstanceError("unknown_key", name=str(name))
    instance = Instance(
        offers=_offers(top["offers"]),
        requests=_requests(top["requests"]),
        seed=_text(top.get("seed", ""), "seed"),
        objective=_objective(top.get("objective", "priority")),
        max_choices=_count(top.get("max_choices", 3), "max_choices"),
        cap_same_institution=_cap(top.get("cap_same_institution")),
        fixed=_placements(top.get("fixed", {}), "fixed"),
        pinned=_placements(top.get("pinned", {}), "pinned"),
        forbidden=_forbidden(top.get("forbidden", [])),
    )
    refuse_contradictions(instance)
    return instance


def _offers(value: object) -> tuple[Offer, ...]:
    offers = tuple(_offer(row, f"offers[{index}]") for index, row in enumerate(_list(value, "offers")))
    repeated = _first_repeated([offer.id for offer in offers])
    if repeated is not None:
        raise InstanceError("repeated_offer", offer=repeated)
    return offers


def _offer(value: object, place: str) -> Offer:
    row = _record(value, place, ("id", "capacity"), ("id", "capacity", "institution", "lang"))
    return Offer(
        id=_id(row["id"], place, "id"),
        # A capacity below 0 counts as 0: hosts who withdrew places already given are written that way.
        capacity=max(0, _whole(row["capacity"], place, "capacity")),
        institution=_institution(row.get("institution"), place),
        lang=_languages(row.get("lang"), place),
    )


def _requests(value: object) -> tuple[Request, ...]:
    requests = tuple(_request(row, f"requests[{index}]") for index, row in enumerate(_list(value, "requests")))
    repeated = _first_repeated([request.id for request in requests])
    if repeated is not None:
        raise InstanceError("repeated_request", request=repeated)
    return requests


def _request(value: object, place: str) -> Request:
    known = ("id", "priority", "choices", "institution", "lang")
    row = _record(value, place, ("id", "priority"), known)
    return Request(
        id=_id(row["id"], place, "id"),
        priority=_yes_or_no(row["priority"], place, "priority"),
        choices=_choices(row.get("choices", []), place),
        institution=_institution(row.get("institution"), place),
        lang=_languages(row.get("lang"), place),
    )


def _choices(value: object, place: str) -> tuple[str, ...]:
    """Repeated choices are dropped, the first kept, so that [A, A, B] makes B the second choice."""
    names = _list(value, place, "choices")
    return tuple(dict.fromkeys([_id(name, place, "choices") for name in names]))


def _institution(value: object, place: str) -> str | None:
    return None if value is None or value == "" else _id(value, place, "institution")


def _languages(value: object, place: str) -> frozenset[str]:
    if value is None:
        return NO_LANGUAGE
    if not isinstance(value, str | list | tuple):
        raise _wrong_kind(value, "languages", place, "lang")
    names = [value] if isinstance(value, str) else value
    return frozenset(text for text in (_text(name, place, "lang") for name in names) if text)


def _objective(value: object) -> Objective:
    text = _text(value, "objective")
    if text not in OBJECTIVES:
        raise InstanceError("unknown_objective", value=text)
    return text


def _cap(value: object) -> int | None:
    return None if value is None else _count(value, "cap_same_institution")


def _placements(value: object, place: str) -> dict[str, str]:
    rows = _object(value, place)
    _refuse_repeated(rows, place, None)
    placements: dict[str, str] = {}
    for name, offer in rows.items():
        request = _id(name, place)
        if request in placements:
            raise InstanceError("repeated_key", name=request, place=place)
        placements[request] = _id(offer, f"{place}[{request}]")
    return placements


def _forbidden(value: object) -> frozenset[tuple[str, str]]:
    return frozenset(_pair(row, f"forbidden[{index}]") for index, row in enumerate(_list(value, "forbidden")))


def _pair(value: object, place: str) -> tuple[str, str]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise _wrong_kind(value, "pair", place)
    return _id(value[0], place), _id(value[1], place)


def _record(value: object, place: str, needed: tuple[str, ...], known: tuple[str, ...]) -> Mapping[str, object]:
    row = _object(value, place)
    _refuse_repeated(row, place, known)
    for name in needed:
        if name not in row:
            raise InstanceError("missing_key", name=name, place=place)
    return row


def _refuse_repeated(row: Mapping[str, object], place: str, known: tuple[str, ...] | None) -> None:
    """Refuse a key written twice; where only ``known`` keys are read, others may repeat as they are ignored."""
    repeated = row.repeated if isinstance(row, _Pairs) else frozenset()
    for name in sorted(repeated):
        if known is None or name in known:
            raise InstanceError("repeated_key", name=name, place=place)


def _first_repeated(names: list[str]) -> str | None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None


def _object(value: object, place: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise _wrong_kind(value, "object", place)
    return value


def _list(value: object, place: str, key: str = "") -> list[object] | tuple[object, ...]:
    if not isinstance(value, list | tuple):
        raise _wrong_kind(value, "list", place, key)
    return value


def _id(value: object, place: str, key: str = "") -> str:
    """An id is compared and written as text: 7 and "7" are the same id; true and 7.0 are none."""
    if isinstance(value, str):
        return _text(value, place, key)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise _wrong_kind(value, "id", place, key)


def _text(value: object, place: str, key: str = "") -> str:
    if not isinstance(value, str):
        raise _wrong_kind(value, "text", place, key)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise InstanceError("broken_text", place=_path(place, key), value=value) from None
    return value


def _whole(value: object, place: str, key: str = "") -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong_kind(value, "whole number", place, key)
    return value


def _count(value: object, place: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _wrong_kind(value, "whole number from 0", place)
    return value


def _yes_or_no(value: object, place: str, key: str) -> bool:
    if not isinstance(value, bool):
        raise _wrong_kind(value, "true or false", place, key)
    return value


def _wrong_kind(value: object, kind: str, place: str, key: str = "") -> InstanceError:
    return InstanceError("wrong_kind", place=_path(place, key), kind=kind, value=_written(value))


def _written(value: object) -> str:
    """A value as its file has it; one nested almost too deeply to be read is too deep to be written."""
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except RecursionError:
        return "…"


def _path(place: str, key: str) -> str:
    return f"{place}.{key}" if key else place
