"""What a wheel needs that git does not keep: the compiled catalogues."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuildWheel(BuildHookInterface):  # type: ignore[type-arg]
    """Prepares the files of a wheel; an editable installation is given nothing, for it reads the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the name is the interface's.
        """Compile every catalogue of French and Dutch."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from core.language.catalogues import Owner, compile_catalogues  # noqa: PLC0415 - not before the path is known.

        for folder in sorted(Path(self.root).glob("*/translations")) + sorted(
            Path(self.root).glob("plugins/*/translations")
        ):
            compile_catalogues(Owner(folder.parent.name, folder.parent, folder))

    def _folders(self, where: str) -> list[Path]:
        return sorted(Path(self.root).glob(f"{where}/translations"))
