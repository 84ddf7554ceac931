"""What a wheel needs that git does not keep: the compiled catalogues and, where it is possible, matching."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: mypyc is part of mypy, and compiles through setuptools.
MYPYC = ["mypy>=2.4,<3", "setuptools>=80"]


class BuildWheel(BuildHookInterface):  # type: ignore[type-arg]
    """Prepares the files of a wheel; an editable installation is given nothing, for it reads the checkout.

    With ``LIAISON_PURE=1``, or without a C compiler, the wheel is of Python alone and runs anywhere, the matching more
    slowly. With ``LIAISON_PURE=0`` a missing compiler is an error.
    """

    def dependencies(self) -> list[str]:
        """What is needed to build; only a wheel that is compiled needs more than what pyproject.toml says."""
        return [] if os.environ.get("LIAISON_PURE") == "1" else MYPYC

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile every catalogue of French and Dutch, and the matching."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        self._compile_catalogues()
        if os.environ.get("LIAISON_PURE") == "1":
            self.app.display_info("LIAISON_PURE=1: the matching is not compiled, the wheel is of Python alone.")
        else:
            self._compile_matching(build_data)

    def _compile_catalogues(self) -> None:
        from core.language.catalogues import Owner, compile_catalogues  # noqa: PLC0415 - not before the path is known.

        for folder in self._folders("*/translations") + self._folders("plugins/*/translations"):
            compile_catalogues(Owner(folder.parent.name, folder.parent, folder))

    def _compile_matching(self, build_data: dict[str, Any]) -> None:
        """Compile, and have the files put where they belong in the wheel."""
        from deploy.compiling import CannotCompileError, compiled_files, compiled_matching  # noqa: PLC0415 - as above.

        try:
            folder = compiled_matching()
        except CannotCompileError as fault:
            if os.environ.get("LIAISON_PURE") == "0":
                raise
            self.app.display_warning(f"The matching is not compiled, the wheel is of Python alone: {fault}.")
            return
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        for path in compiled_files(folder):
            build_data["force_include"][str(path)] = str(path.relative_to(folder))

    def _folders(self, pattern: str) -> list[Path]:
        return sorted(Path(self.root).glob(pattern))
