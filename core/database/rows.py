"""Rows of some columns, for reads that are no entities."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import Row

K = TypeVar("K")
V = TypeVar("V")
#: A row of some columns, read by their names.
AnyRow = Row[*tuple[Any, ...]]


def grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    """Group pairs (key, value) by key, in their order."""
    found: dict[K, list[V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
