"""What of the matching is compiled; tests/deploy/test_wheel.py says that a wheel holds it."""

import pytest

from core.settings import PROJECT
from deploy.compiling import CannotCompileError, refuse_without_compiler, sources


def test_no_compiled_file_has_a_property_that_is_to_be_computed_once() -> None:
    """A compiled class would compute it each time it is asked."""
    assert [path for path in sources() if "cached_property" in (PROJECT / path).read_text(encoding="utf-8")] == []


def test_the_solver_is_compiled_and_readers_of_files_are_not() -> None:
    names = {path.relative_to("plugins/immersion/matching").as_posix() for path in sources()}
    assert {"bidding.py", "chains.py", "forest.py", "settle.py", "table.py", "checking/proof.py"} <= names
    assert names.isdisjoint({"reading.py", "checking/reading.py", "instance.py", "__init__.py"})


def test_a_machine_without_a_compiler_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "no-such-compiler --fast")
    with pytest.raises(CannotCompileError, match=r"no C compiler \(no-such-compiler\): apt-get install gcc libc6-dev"):
        refuse_without_compiler()
