"""What fixed and pinned leave open, as rows and stops: the ground on which the proof and the draw are checked.

A row is a request neither fixed nor pinned, in draw order. A stop is where it may stand: nowhere, an offer, or a capped
pair (institution, offer), which is a room of its own inside the offer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from plugins.immersion.matching.checking.instance import Instance, Request
from plugins.immersion.matching.checking.possible import Pair, decided_by_institution, left_after_fixed

NOWHERE = 0


@dataclass(frozen=True, slots=True)
class Market:
    """Rows and stops by number. Stop 0 is nowhere; offers come next, then the capped pairs.

    ``choices[row]`` holds (rank, stop), best first, and ``seat[row]`` the stop it was given. ``room[stop]`` is how many
    rows may stand there, ``load[stop]`` how many do (an offer's count includes those of its pairs), and
    ``outer[stop]`` the offer of a pair, NOWHERE for an offer. ``offers`` and ``pairs`` name the stops.
    """

    rows: list[Request]
    choices: list[list[tuple[int, int]]]
    seat: list[int]
    room: list[int]
    load: list[int]
    outer: list[int]
    offers: list[str]
    pairs: list[Pair]

    def offer_at(self, stop: int) -> str:
        """The offer id of a stop other than nowhere."""
        return self.offers[(self.outer[stop] or stop) - 1]


def draw_order(instance: Instance) -> list[Request]:
    """The pool: priority first, then SHA-256 of "<seed>|<id>", then id."""

    def turn(request: Request) -> tuple[bool, str, str]:
        return (not request.priority, sha256(f"{instance.seed}|{request.id}".encode()).hexdigest(), request.id)

    return sorted(instance.pool(), key=turn)


def open_market(
    instance: Instance, assignment: Mapping[str, str | None], possible: Mapping[str, Mapping[str, int]]
) -> Market:
    """Lay out what is open, with the seats of an assignment that is allowed."""
    pins = Counter(instance.pinned.values())
    places = {name: left - pins[name] for name, left in left_after_fixed(instance).items()}
    rows = [request for request in draw_order(instance) if request.id not in instance.pinned]
    allowance = _Allowance(instance)
    open_choices = [
        {
            offer: rank
            for offer, rank in possible[row.id].items()
            if places[offer] > 0 and allowance.left(row.institution, offer) > 0
        }
        for row in rows
    ]
    pairs = _capped_pairs(rows, open_choices, allowance)
    offers = sorted(places)
    stop_of = {name: stop for stop, name in enumerate(offers, start=1)}
    stop_of_pair = {pair: stop for stop, pair in enumerate(pairs, start=1 + len(offers))}

    def stop_for(row: Request, offer: str) -> int:
        return stop_of_pair.get((row.institution or "", offer), stop_of[offer])

    seats = [assignment[row.id] for row in rows]
    seat = [NOWHERE if offer is None else stop_for(row, offer) for row, offer in zip(rows, seats, strict=True)]
    outer = [NOWHERE] * (1 + len(offers)) + [stop_of[offer] for _, offer in pairs]
    load = [0] * len(outer)
    for stop in seat:
        load[stop] += 1
        if outer[stop]:
            load[outer[stop]] += 1
    return Market(
        rows=rows,
        choices=[
            [(rank, stop_for(row, offer)) for offer, rank in choices.items()]
            for row, choices in zip(rows, open_choices, strict=True)
        ],
        seat=seat,
        room=[0, *(places[name] for name in offers), *(min(places[pair[1]], allowance.left(*pair)) for pair in pairs)],
        load=load,
        outer=outer,
        offers=offers,
        pairs=pairs,
    )


class _Allowance:
    """How many more trainees of an institution the cap allows at an offer, after fixed and pinned."""

    def __init__(self, instance: Instance) -> None:
        self.cap = instance.cap
        self.together = decided_by_institution(instance)
        self.no_limit = 1 + len(instance.requests)

    def left(self, institution: str | None, offer: str) -> int:
        if self.cap is None or institution is None:
            return self.no_limit
        return max(0, self.cap - self.together[institution, offer])


def _capped_pairs(rows: list[Request], choices: list[dict[str, int]], allowance: _Allowance) -> list[Pair]:
    """The pairs where the cap can matter: more rows of the institution could go there than it allows."""
    if allowance.cap is None:
        return []
    wanting = Counter((row.institution, offer) for row, open_to in zip(rows, choices, strict=True) for offer in open_to)
    return sorted(
        (institution, offer)
        for (institution, offer), count in wanting.items()
        if institution is not None and count > allowance.left(institution, offer)
    )
