"""How a row that a test has made stands from now on."""

from __future__ import annotations

from typing import Any

from core.contract.module import Status


def let_stand(row: Any, status: Status[Any]) -> None:
    """Let a row stand as a status says."""
    for name, text in status.columns.items():
        setattr(row, name, text)
