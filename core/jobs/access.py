"""Who looks at the work that was done in the background."""

from __future__ import annotations

from typing import Final

from core.contract.acting import COORDINATOR, Permission

READ_WORK: Final = Permission("jobs.run.read", frozenset({COORDINATOR}))
