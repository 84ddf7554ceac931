"""Decides which trainee goes where: a pure function from an instance to a result (docs/matching.md)."""

from plugins.immersion.matching.alerts import Alert
from plugins.immersion.matching.errors import InstanceError
from plugins.immersion.matching.explaining import (
    Demand,
    Explainer,
    Precedence,
    Reason,
    Refusal,
    host_causes,
    host_outcome,
    host_reasons,
)
from plugins.immersion.matching.instance import Instance, Objective, canonical_json
from plugins.immersion.matching.messages import LANGUAGES
from plugins.immersion.matching.possible import count_with_possible_choice, possible_choices
from plugins.immersion.matching.reading import parse_instance, read_instance
from plugins.immersion.matching.result import Certificate, Result, to_json
from plugins.immersion.matching.rows import Offer, Request
from plugins.immersion.matching.sharing import placeable_count
from plugins.immersion.matching.solving import solve, solve_text

__all__ = [
    "LANGUAGES",
    "Alert",
    "Certificate",
    "Demand",
    "Explainer",
    "Instance",
    "InstanceError",
    "Objective",
    "Offer",
    "Precedence",
    "Reason",
    "Refusal",
    "Request",
    "Result",
    "canonical_json",
    "count_with_possible_choice",
    "host_causes",
    "host_outcome",
    "host_reasons",
    "parse_instance",
    "placeable_count",
    "possible_choices",
    "read_instance",
    "solve",
    "solve_text",
    "to_json",
]
