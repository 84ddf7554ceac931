"""Who makes a proposed institution one of the directory."""

from __future__ import annotations

from typing import Final

from core.contract.acting import COORDINATOR, REFERENT, Permission

#: The referent of the territory in which it lies, or a coordinator, of the module in whose edition it was proposed.
SETTLE: Final = Permission("directory.proposals.settle", frozenset({COORDINATOR, REFERENT}), by_module=True)
