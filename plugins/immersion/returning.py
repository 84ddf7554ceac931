"""How what gave places back is undone: a withdrawal, and the release of a place."""

from __future__ import annotations

from typing import Final

from core.programme.returning import Undoing
from plugins.immersion.enums import GAVE_AGAIN, RELEASED_PLACE, TOOK_BACK, WITHDREW
from plugins.immersion.statuses import GIVEN_BACK, PLACED, REGISTERED, RELEASED

WITHDRAWAL: Final = Undoing(WITHDREW, GIVEN_BACK, TOOK_BACK, PLACED, REGISTERED)
RELEASE: Final = Undoing(RELEASED_PLACE, RELEASED, GAVE_AGAIN, PLACED)
