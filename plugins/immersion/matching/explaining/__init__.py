"""Why a round decided as it did: a sentence for each choice not obtained, the facts behind it, and a host's view."""

from plugins.immersion.matching.explaining.hosts import HostReason, Missed, host_reason
from plugins.immersion.matching.explaining.reasons import Explainer, Reason
from plugins.immersion.matching.explaining.refusals import Refusal

__all__ = ["Explainer", "HostReason", "Missed", "Reason", "Refusal", "host_reason"]
