"""How long what names people is kept, pure (GDPR, article 5, 1, e: no longer than its purpose needs)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Kept(StrEnum):
    """What is kept of people for a time."""

    LETTERS = "letters"
    #: The letters of rehearsals and demonstrations, as they would have travelled.
    CAPTURED_MAIL = "captured mail"
    #: Who started which work, and what became of it.
    RUNS = "runs"
    #: Whom the staff invited, by address: from the day it was accepted or withdrawn, or expired.
    INVITATIONS = "invitations"
    #: Why somebody withdrew or moved ("maladie"), and what was corrected of whom; the step itself stays.
    REASONS = "reasons"
    #: Who did what in the trail of acts, with its details; the act and its day stay.
    TRAIL = "trail"


#: For how long each is kept after it was written: an edition and the next one, in which people still ask; an
#: invitation while somebody may wonder what became of it; the trail as long as somebody may have to answer for an act.
DAYS_KEPT: Final[Mapping[Kept, int]] = MappingProxyType(
    {
        Kept.LETTERS: 730,
        Kept.CAPTURED_MAIL: 365,
        Kept.RUNS: 365,
        Kept.INVITATIONS: 90,
        Kept.REASONS: 730,
        Kept.TRAIL: 1825,
    }
)


def kept_since(kind: Kept, now: datetime) -> datetime:
    """Return the moment before which nothing of `kind` is kept any more."""
    return now - timedelta(days=DAYS_KEPT[kind])
