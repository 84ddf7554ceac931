"""Solving a round: the one way in for the application and for the command."""

from __future__ import annotations

from plugins.immersion.matching.alerts import alerts_of
from plugins.immersion.matching.contradictions import refuse_contradictions
from plugins.immersion.matching.explaining import Explainer
from plugins.immersion.matching.instance import Instance
from plugins.immersion.matching.objective import EACH, vector_of
from plugins.immersion.matching.reading import parse_instance
from plugins.immersion.matching.result import Certificate, Result, to_json
from plugins.immersion.matching.sharing import Shares, share_out


def solve(instance: Instance) -> Result:
    """Decide a round: the best assignment for the instance's objective, equal ones decided by the draw.

    The same instance gives the same result on any machine and with its rows in any order. Raises InstanceError if the
    pins contradict the rest. IM-14, IM-15, IM-17, docs/matching.md.
    """
    refuse_contradictions(instance)
    table, shares = share_out(instance)
    assignment: dict[str, str | None] = {request.id: None for request in instance.requests}
    for request, seat in zip(table.requests, shares.seats, strict=True):
        if seat is not None:
            assignment[request.id] = table.offers[seat]
    assignment.update(instance.pinned)
    assignment.update((name, offer) for name, offer in instance.fixed.items() if name in instance.requests_by_id)
    explainer = Explainer(instance, assignment, table, shares)
    return Result(
        assignment=assignment,
        vector=vector_of(instance, assignment),
        objective=instance.objective,
        instance_sha256=instance.sha256,
        alerts=alerts_of(instance),
        certificate=_certificate(instance, shares),
        explainer=explainer,
    )


def solve_text(text: str, lang: str = "fr") -> str:
    """Solve an instance given as JSON text and write the result as JSON text, explanations in ``lang``.

    Raises InstanceError, whose ``message(lang)`` is one line, for text that is not a readable instance.
    """
    return to_json(solve(parse_instance(text)), lang)


def _certificate(instance: Instance, shares: Shares) -> Certificate | None:
    if instance.objective == "serial":
        return None
    weights = tuple([shares.scale.packed(one) for one in EACH])
    return Certificate(weights, shares.prices, shares.pair_prices)
