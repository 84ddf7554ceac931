"""The columns that say how a row stands: they take what a declared status says, and nothing else."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Dialect, String, TypeDecorator
from sqlalchemy.orm import MappedColumn, mapped_column
from sqlalchemy.types import TypeEngine

from core.contract.module import StatusText
from core.programme.errors import UndeclaredStatusError


class Stands(TypeDecorator[str]):
    """A text that is written from a status which a module declares of such rows, and compared like any text."""

    impl = String
    cache_ok = True

    def __init__(self, of: str) -> None:
        super().__init__()
        self.of = of

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str:  # noqa: ARG002
        """Refuse what no declared status says."""
        if isinstance(value, StatusText) and self.of in value.declared_of:
            return str(value)
        raise UndeclaredStatusError(self.of, value)

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine[Any]:  # noqa: ARG002
        """Let anybody ask for a word."""
        return String()


def stands(of: str) -> MappedColumn[str]:
    """Return a column of `standing` or `status`: "registration", "offer" or "participation" says of what rows."""
    return mapped_column(Stands(of))
