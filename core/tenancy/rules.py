"""Decisions on tenants, pure: which modules are on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Switched:
    """The modules that a page switched otherwise than the tenant's file: on, and off."""

    on: frozenset[str]
    off: frozenset[str]

    @classmethod
    def kept(cls, value: Mapping[str, Any] | None) -> Switched:
        """Read what is kept of them; None is nothing."""
        found = value or {}
        return cls(frozenset(found.get("on", ())), frozenset(found.get("off", ())))

    @classmethod
    def between(cls, file: Collection[str], wanted: Collection[str]) -> Switched:
        """Return what makes the modules of the file those that are wanted."""
        return cls(frozenset(wanted) - frozenset(file), frozenset(file) - frozenset(wanted))

    def as_json(self) -> dict[str, list[str]]:
        """Return what is kept of them."""
        return {"on": sorted(self.on), "off": sorted(self.off)}

    def over(self, file: Collection[str]) -> frozenset[str]:
        """Return the modules that are on: those of the file, but for what was switched."""
        return (frozenset(file) | self.on) - self.off
