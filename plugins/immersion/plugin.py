"""The immersion module as the core sees it: its declaration, and its hooks."""

from __future__ import annotations

from pathlib import Path

import pluggy

import plugins.immersion.models  # noqa: F401 - so that its tables are known
from core.contract.module import Module
from core.settings import PROJECT

hookimpl = pluggy.HookimplMarker("liaison")
_HERE = Path(__file__).parent


@hookimpl
def liaison_register_module() -> Module:
    """Declare the module."""
    return Module(name="immersion", label="Immersions", migrations=PROJECT / "migrations" / "immersion")
