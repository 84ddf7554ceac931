"""Compiles the matching with mypyc: for the wheel, and for tests and timings of the compiled form.

plugins/immersion/matching stays Python that runs as it is; a compiled file beside its source is preferred by Python's
import. `python -m deploy.compiling` compiles it for this checkout, once for each content, and prints the folder.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.metadata import version
from pathlib import Path

PROJECT = Path(__file__).parent.parent
SOURCES = Path("plugins/immersion/matching")
#: What only imports, or is looked up once, would be none the faster. Compiled code insists on the types that it was
#: promised, and readers of files meet any. And mypyc knows no property that is kept once it was computed: an instance,
#: and what explains a result, would compute theirs again each time.
LEFT_AS_THEY_ARE = (
    "**/__init__.py",
    "**/errors.py",
    "**/messages.py",
    "**/reading.py",
    "checking/form.py",
    "checking/source.py",
    "explaining/*.py",
    "instance.py",
    "result.py",
)
#: What all compiled files share is one library of this name, found beside the packages.
LIBRARY = "liaison_matching"
#: Kept where everything is that `make` installs and removes.
CACHE = PROJECT / ".venv" / "compiled-matching"


class CannotCompileError(Exception):
    """What is missing to compile, in one sentence."""


def sources() -> list[Path]:
    """The files that are compiled, relative to the project."""
    folder = PROJECT / SOURCES
    left = {path for pattern in LEFT_AS_THEY_ARE for path in folder.glob(pattern)}
    return sorted(path.relative_to(PROJECT) for path in set(folder.rglob("*.py")) - left)


def refuse_without_compiler() -> None:
    """Raise CannotCompileError unless mypyc, a C compiler and Python's headers are there."""
    for library in ("mypyc", "setuptools"):
        if importlib.util.find_spec(library) is None:
            raise CannotCompileError(f"{library} is not installed")
    compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()[0]
    if shutil.which(compiler) is None:
        raise CannotCompileError(f"there is no C compiler ({compiler}): apt-get install gcc libc6-dev")
    if not Path(sysconfig.get_path("include"), "Python.h").exists():
        raise CannotCompileError("there are no headers of Python (Python.h): apt-get install python3-dev")


def compiled_matching() -> Path:
    """The folder of the compiled form of this checkout's matching, compiled now if this content never was.

    The files lie in it as they belong beside the packages, sources included. Older forms are removed. Raises
    CannotCompileError where something is missing, and RuntimeError, with all that was said, if it fails nevertheless.
    """
    folder = CACHE / _key()
    if folder.is_dir():
        return folder
    refuse_without_compiler()
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as name:
        made = Path(name, "made")
        shutil.copytree(PROJECT / SOURCES, made / SOURCES, ignore=shutil.ignore_patterns("__pycache__"))
        # In a process of its own: compilers print and exit as they like.
        command = [sys.executable, str(Path(__file__)), "--into", str(made)]
        done = subprocess.run(
            command, cwd=PROJECT, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        if done.returncode != 0:
            raise RuntimeError(f"{done.stdout}\nThe matching could not be compiled.")
        for older in CACHE.glob("[0-9a-f]" * 16):
            shutil.rmtree(older, ignore_errors=True)
        made.rename(folder)
    return folder


def compiled_files(folder: Path) -> list[Path]:
    """The compiled files in such a folder."""
    return sorted(path for path in folder.rglob("*") if path.name.endswith(EXTENSION_SUFFIXES[0]))


def use_compiled(folder: Path) -> None:
    """Let this process import the matching from such a folder; it must not have been imported yet."""
    if any(name.startswith("plugins.immersion.matching") for name in sys.modules):
        raise RuntimeError("The matching was imported before its compiled form was asked for.")
    sys.path.append(str(folder))
    importlib.import_module("plugins.immersion").__path__.insert(0, str(folder / "plugins" / "immersion"))


def _key() -> str:
    """What a compiled form depends on: the sources, this file, Python, mypyc and the machine."""
    parts = [sys.version, platform.machine(), version("mypy"), str(os.environ.get("CC", ""))]
    content = [Path(__file__).read_bytes()]
    for path in sorted((PROJECT / SOURCES).rglob("*.py")):
        content += [str(path.relative_to(PROJECT)).encode(), path.read_bytes()]
    return hashlib.sha256("\0".join(parts).encode() + b"\0".join(content)).hexdigest()[:16]


def _compile(into: Path) -> None:
    from mypyc.build import mypycify  # noqa: PLC0415 - Only who compiles needs it.
    from setuptools import Distribution  # noqa: PLC0415 - As above.

    with tempfile.TemporaryDirectory() as name:
        extensions = mypycify(
            [str(path) for path in sources()],
            opt_level="3",
            debug_level="0",
            group_name=LIBRARY,
            target_dir=str(Path(name, "c")),
        )
        command = Distribution({"name": "liaison", "ext_modules": extensions}).get_command_obj("build_ext")
        command.build_lib, command.build_temp = str(into), str(Path(name, "objects"))
        command.ensure_finalized()
        command.run()


def main() -> None:
    """Compile for this checkout and print where; ends with 3, and the reason, where it cannot be done."""
    if sys.argv[1:2] == ["--into"]:
        _compile(Path(sys.argv[2]))
        return
    try:
        print(compiled_matching())
    except CannotCompileError as fault:
        print(f"The matching cannot be compiled: {fault}.", file=sys.stderr)
        sys.exit(3)


if __name__ == "__main__":
    main()
