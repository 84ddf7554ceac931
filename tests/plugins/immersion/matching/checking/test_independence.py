"""The checker shares no code with what it checks: it stands on the standard library and on itself."""

import ast
import sys
from pathlib import Path

from plugins.immersion.matching import checking

OWN = "plugins.immersion.matching.checking."


def imported(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names.add(str(node.module))
    return names


def test_it_imports_nothing_but_itself_and_the_standard_library() -> None:
    files = sorted(Path(checking.__file__).parent.glob("**/*.py"))
    names = {name for file in files for name in imported(file)}
    assert {name for name in names if name.startswith(OWN)} == {
        OWN + file.stem for file in files if file.stem not in ("__init__", "checker")
    } | {OWN + "checker"}
    others = {name.partition(".")[0] for name in names if not name.startswith(OWN)}
    assert others <= sys.stdlib_module_names
