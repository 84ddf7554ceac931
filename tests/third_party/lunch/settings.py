"""What a network's file says of this module: the `[lunch]` table, checked and read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from core.contract.module import EditionPlan
from core.programme.tenant_table import phases, read_table
from core.tenancy.strict_toml import Table

#: While it lasts, people are noted.
ENTRY_PHASE: Final = "entries"


def read_settings(table: Mapping[str, Any], languages: tuple[str, ...]) -> EditionPlan:
    """Read the `[lunch]` table of a network's file; texts must exist in each of `languages`.

    Raises SettingsFault with every fault.
    """
    return read_table(table, lambda top: _plan(top, languages))


def _plan(top: Table, languages: tuple[str, ...]) -> EditionPlan:
    title = top.texts("title", languages)
    return EditionPlan(title=title.as_json(), phases=phases(top, [ENTRY_PHASE], [ENTRY_PHASE]), settings={})
