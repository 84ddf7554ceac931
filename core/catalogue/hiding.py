"""What somebody wrote, without how they are reached: both sides learn that once there is a place, and nobody before."""

from __future__ import annotations

import re
from typing import Final

#: What stands where an address or a number stood.
HIDDEN: Final = "…"
_ADDRESS: Final = re.compile(r"[^\s@<>()\[\],;:\"]+@[^\s@<>()\[\],;:\"]+\.[^\W\d_]{2,}")
#: Belgian numbers, and those of elsewhere with the country before them: nine digits at least, however they are divided.
_NUMBER: Final = re.compile(r"(?<![\w.])(?:\+|00|0)[1-9]\d{0,2}(?:[ ./()-]{0,3}\d){6,11}(?!\w)")


def without_contacts(text: str) -> str:
    """Return a text in which e-mail addresses and telephone numbers are left out."""
    return _NUMBER.sub(HIDDEN, _ADDRESS.sub(HIDDEN, text))
