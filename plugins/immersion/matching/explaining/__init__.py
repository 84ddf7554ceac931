"""Why a round decided as it did: a sentence for each choice not obtained, the facts behind it, and a host's view."""

from plugins.immersion.matching.explaining.demand import Demand, Precedence
from plugins.immersion.matching.explaining.hosts import HostReason, Missed, host_causes, host_outcome, host_reasons
from plugins.immersion.matching.explaining.reasons import Explainer, Reason
from plugins.immersion.matching.explaining.refusals import Refusal

__all__ = [
    "Demand",
    "Explainer",
    "HostReason",
    "Missed",
    "Precedence",
    "Reason",
    "Refusal",
    "host_causes",
    "host_outcome",
    "host_reasons",
]
