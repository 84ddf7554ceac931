"""How guests, tables and seats stand: this module's words within the core's classes."""

from __future__ import annotations

from typing import Final

from core.contract.module import Status
from core.contract.standing import PlaceStanding, Standing
from lunch.texts import lazy_pgettext

HERE: Final = Status("here", Standing.ACTIVE, lazy_pgettext("guest", "registered"))
GONE: Final = Status("gone", Standing.ENDED, lazy_pgettext("guest", "withdrawn"))

PROPOSED: Final = Status("proposed", Standing.ASKED, lazy_pgettext("table", "proposed"))
LAID: Final = Status("laid", Standing.ACTIVE, lazy_pgettext("table", "laid"))
CLEARED: Final = Status("cleared", Standing.ENDED, lazy_pgettext("table", "cleared"))

SEATED: Final = Status("seated", PlaceStanding.HOLDING, lazy_pgettext("seat", "taken"))
QUEUED: Final = Status("queued", PlaceStanding.WAITING, lazy_pgettext("seat", "on the waiting list"))
CANCELLED: Final = Status("cancelled", PlaceStanding.ENDED, lazy_pgettext("seat", "given back"))

GUESTS: Final = (HERE, GONE)
TABLES: Final = (PROPOSED, LAID, CLEARED)
SEATS: Final = (SEATED, QUEUED, CANCELLED)
