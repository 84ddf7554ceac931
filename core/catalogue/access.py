"""Who sees what is asked for against what is offered, and who says what everybody sees of it."""

from __future__ import annotations

from typing import Final

from core.contract.acting import COORDINATOR, READER, REFERENT, Permission

#: Numbers of a whole network, which name nobody.
SEE_GAPS: Final = Permission("catalogue.gaps.read", frozenset({COORDINATOR, REFERENT, READER}))
SHOW_DEMAND: Final = Permission("catalogue.demand.show", frozenset({COORDINATOR}))
