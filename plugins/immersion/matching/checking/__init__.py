"""Checks a result against its instance, without a solver and without a line of the engine's code (docs/matching.md).

Its own reading of both files, its own possible choices, draw order, fingerprint and alerts: whoever doubts the engine
need only read these files, each of which proves one thing. The standard library and nothing else.
"""

from plugins.immersion.matching.checking.checker import Accepted, check
from plugins.immersion.matching.checking.errors import RefusedError, UnreadableError
from plugins.immersion.matching.checking.messages import LANGUAGES

__all__ = ["LANGUAGES", "Accepted", "RefusedError", "UnreadableError", "check"]
