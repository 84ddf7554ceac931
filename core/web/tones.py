"""The tones of a component: a word that the style sheet does not know would leave it without a colour, unnoticed."""

from __future__ import annotations

import logging

from flask import current_app

log = logging.getLogger(__name__)


def one_of(tone: str, *known: str) -> str:
    """Return `tone` if the component knows it, else the last of those it knows.

    Raises ValueError in tests, so that a wrong word is found before a reader meets it.
    """
    if tone in known:
        return tone
    if current_app.testing:
        raise ValueError(f"{tone!r} is no tone; there are: {', '.join(known)}.")
    log.warning("a component is asked for the tone %r, which it does not know", tone)
    return known[-1]
