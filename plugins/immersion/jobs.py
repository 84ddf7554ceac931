"""Long work of the module, done in the worker."""

from __future__ import annotations

import uuid
from typing import Any

from core.contract.module import JobReport
from plugins.immersion.services.rounds import propose_now


def run_propose(unit: Any, round_id: uuid.UUID, report: JobReport) -> None:
    """Match an open round (the job `immersion.propose`)."""
    propose_now(unit, round_id, report)
