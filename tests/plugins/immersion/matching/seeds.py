"""From which numbers random instances are drawn, and how many of them."""

from __future__ import annotations

import importlib

#: The compiled form has the same source, so a third of the instances tells whether the compiler changed what it does.
COMPILED = not (importlib.import_module("plugins.immersion.matching.chains").__file__ or "").endswith(".py")
SHARE = 3 if COMPILED else 1


def seeds(first: int, after: int | None = None) -> range:
    """Return the numbers from `first` on and before `after`, or those before `first`; for the compiled form fewer."""
    begin, end = (0, first) if after is None else (first, after)
    return range(begin, begin + (end - begin) // SHARE)
