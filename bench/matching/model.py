"""An instance as a minimum-cost flow with six levels in one weight: what a native solver is given.

Every request sends one unit, along a choice to an offer or straight to the sink, and every offer passes on as many as
it has places. A unit costs what its placement is short of the best one, so that costs are never negative.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from plugins.immersion.matching import Instance

ROOM = 1 << 61  # Solvers multiply a cost by the number of nodes, and what they add up must stay below 2^63.


@dataclass(frozen=True)
class Weights:
    """What a placement is worth by rank, for a request with priority and for one without; ``best`` is the most."""

    priority: tuple[int, ...]
    others: tuple[int, ...]
    best: int


@dataclass(frozen=True)
class Model:
    """The flow as arrays of 64 bits: a supply for each node, and four numbers for each arc.

    Requests are the first nodes, then come the offers and the sink. The first arcs are those of the requests, in their
    order; ``offers`` says which offer each of these leads to, None where it leads to the sink.
    """

    supplies: Any
    starts: Any
    ends: Any
    capacities: Any
    costs: Any
    offers: Sequence[str | None]


def weights_for(instance: Instance) -> Weights:
    """Pack the six levels of the objective "priority" in one number of 64 bits, or three if all have priority.

    With as base the number of requests plus one it is exact, for no count outgrows its digit. Where that does not fit
    (six digits from about 1,000 requests on), the base is the largest that does: solutions then differ by cycles of
    fewer moves in practice, which nobody knows beforehand; so a vector is compared with that of ours, whose integers
    have no limit.
    """
    classes = {request.priority for request in instance.requests}
    digits = 3 * len(classes)
    nodes = len(instance.requests) + len(instance.offers) + 2
    base = min(len(instance.requests) + 1, int((ROOM / nodes) ** (1 / (digits - 1))))
    low = (base**2 + base, base**2 + 1, base**2)
    high = tuple(value * base**3 for value in low) if len(classes) == 2 else low
    return Weights(high, low, high[0])


def flow_model(instance: Instance, weights: Weights) -> Model:
    """Write an instance as a flow, in plain loops, under the same rules of what is possible.

    Raises ValueError for fixed or pinned requests and for a cap, which the shapes do not have.
    """
    if instance.fixed or instance.pinned or instance.cap_same_institution is not None:
        raise ValueError("The model knows neither fixed nor pinned requests nor a cap.")
    first_offer = len(instance.requests)
    sink = first_offer + len(instance.offers)
    node = {offer.id: number for number, offer in enumerate(instance.offers, first_offer)}
    open_offers = {offer.id: offer for offer in instance.offers if offer.capacity > 0}
    high, low = ([weights.best - value for value in values] for values in (weights.priority, weights.others))
    forbidden = instance.forbidden
    starts: list[int] = []
    ends: list[int] = []
    costs: list[int] = []
    offers: list[str | None] = []
    for row, request in enumerate(instance.requests):
        own, spoken = request.institution, request.lang
        for name, cost in zip(request.choices[: instance.max_choices], high if request.priority else low, strict=False):
            offer = open_offers.get(name)
            if (
                offer is not None
                and (own is None or own != offer.institution)
                and (not spoken or not offer.lang or not spoken.isdisjoint(offer.lang))
                and (not forbidden or (request.id, name) not in forbidden)
            ):
                starts.append(row)
                ends.append(node[name])
                costs.append(cost)
                offers.append(name)
        starts.append(row)
        ends.append(sink)
        costs.append(weights.best)
        offers.append(None)
    return Model(
        supplies=np.array([1] * first_offer + [0] * len(instance.offers) + [-first_offer], dtype=np.int64),
        starts=np.array(starts + list(range(first_offer, sink)), dtype=np.int64),
        ends=np.array(ends + [sink] * len(instance.offers), dtype=np.int64),
        capacities=np.array([1] * len(starts) + [max(0, offer.capacity) for offer in instance.offers], dtype=np.int64),
        costs=np.array(costs + [0] * len(instance.offers), dtype=np.int64),
        offers=offers,
    )


def seats_of(model: Model, flows: Any) -> list[str | None]:
    """Read back where each request sends its unit, in the order of the requests."""
    used = flows[: len(model.offers)].nonzero()[0].tolist()
    return [model.offers[arc] for arc in used]
