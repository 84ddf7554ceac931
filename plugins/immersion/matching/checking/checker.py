"""The checks, in their order: the first that fails refuses the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from plugins.immersion.matching.checking.alerts import check_alerts
from plugins.immersion.matching.checking.draw import check_draw
from plugins.immersion.matching.checking.errors import RefusedError
from plugins.immersion.matching.checking.explanations import check_explanations
from plugins.immersion.matching.checking.fingerprint import fingerprint
from plugins.immersion.matching.checking.form import Result, read_result
from plugins.immersion.matching.checking.instance import Instance
from plugins.immersion.matching.checking.market import open_market
from plugins.immersion.matching.checking.messages import FINDINGS, phrase
from plugins.immersion.matching.checking.pins import refuse_impossible_pins
from plugins.immersion.matching.checking.placements import check_placements
from plugins.immersion.matching.checking.proof import check_proof
from plugins.immersion.matching.checking.reading import read_instance
from plugins.immersion.matching.checking.serial import check_serial
from plugins.immersion.matching.checking.smallest import check_smallest
from plugins.immersion.matching.checking.vector import check_vector, vector_of

Possible = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Accepted:
    """A result that is the one of the rule; ``findings`` are the keys of what was checked, with what was counted."""

    findings: tuple[tuple[str, dict[str, object]], ...]

    def lines(self, lang: str) -> list[str]:
        """What was checked, a line each, in ``lang`` ("fr", "nl" or "en")."""
        return [phrase(FINDINGS, key, lang).format(**parts) for key, parts in self.findings]


def check(instance_text: str, result_text: str) -> Accepted:
    """Check that a result is the one the rule gives for an instance, both JSON texts; docs/matching.md, "Checking".

    Raises UnreadableError if one of them cannot be read, RefusedError naming the first thing that is wrong. IM-14.
    """
    instance = read_instance(instance_text)
    possible = refuse_impossible_pins(instance)
    result = read_result(result_text)
    _check_origin(instance, result)
    check_placements(instance, result.assignment, possible)
    check_vector(result.vector, vector_of(instance, result.assignment, possible))
    check_alerts(instance, result.alerts)
    proof = _check_best(instance, result, possible)
    check_explanations(instance, result.explanations)
    return Accepted(
        (
            ("accepted", {}),
            ("fingerprint", {"sha256": result.instance_sha256, "objective": result.objective}),
            ("placements", _counts(instance, result)),
            ("vector", {"vector": _written(result.vector)}),
            ("alerts", {"count": len(result.alerts)}),
            *proof,
            ("explanations", {"count": len(result.explanations)}),
        )
    )


def _check_origin(instance: Instance, result: Result) -> None:
    """Step 1, second half: the result is of this instance, and of its objective."""
    if result.instance_sha256 != fingerprint(instance):
        raise RefusedError("another_instance", said=result.instance_sha256, is_=fingerprint(instance))
    if result.objective != instance.objective:
        raise RefusedError("another_objective", said=result.objective, is_=instance.objective)


def _check_best(instance: Instance, result: Result, possible: Possible) -> tuple[tuple[str, dict[str, object]], ...]:
    """Steps 5 to 7: V cannot be higher, by the smallest prices, and the draw has its due."""
    certificate = result.certificate
    if (certificate is None) != (instance.objective == "serial"):
        raise RefusedError("certificate_kind", objective=instance.objective)
    market = open_market(instance, result.assignment, possible)
    if certificate is None:
        check_serial(market)
        return (("serial", {"rows": len(market.rows)}),)
    open_possible = {row.id: possible[row.id] for row in market.rows}
    priced = check_proof(market, certificate, instance.objective, vector_of(instance, result.assignment, open_possible))
    check_smallest(priced)
    movable = check_draw(priced)
    prices = len(certificate.prices) + len(certificate.institution_prices)
    return (
        ("proof", {"vector": _written(result.vector), "prices": prices}),
        ("smallest", {}),
        ("draw", {"rows": len(market.rows), "movable": movable}),
    )


def _counts(instance: Instance, result: Result) -> dict[str, object]:
    return {
        "requests": len(instance.requests),
        "offers": len(instance.offers),
        "places": sum(offer.capacity for offer in instance.offers.values()),
        "placed": sum(seat is not None for seat in result.assignment.values()),
        "fixed": len(instance.fixed),
        "pinned": len(instance.pinned),
    }


def _written(vector: tuple[int, ...]) -> str:
    return "(" + ", ".join(map(str, vector)) + ")"
