"""The wheel: installed alone, it runs in an empty folder with everything that a checkout has."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen
from zipfile import ZipFile

import pytest

from core.settings import PROJECT
from deploy.compiling import CannotCompileError, refuse_without_compiler, sources
from tests.ports import free_port

SUFFIX = EXTENSION_SUFFIXES[0]


def wheel_of_checkout(folder: Path, **variables: str) -> Path:
    """The wheel of this checkout, built into a folder without asking an index for anything."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        folder,
        PROJECT,
    ]
    environment = {**os.environ, **variables}
    subprocess.run(command, env=environment, check=True, capture_output=True)
    (built,) = folder.glob("liaison-*.whl")
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as it is built on this machine."""
    return wheel_of_checkout(tmp_path_factory.mktemp("wheel"))


def compiled_in(wheel: Path) -> set[str]:
    """The compiled files of a wheel, without what their names say of Python and the machine."""
    with ZipFile(wheel) as archive:
        return {name.removesuffix(SUFFIX) for name in archive.namelist() if name.endswith(SUFFIX)}


def test_the_matching_is_compiled_in_the_wheel(wheel: Path) -> None:
    try:
        refuse_without_compiler()
    except CannotCompileError as fault:
        assert wheel.name.endswith("-py3-none-any.whl")
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(fault))
    assert compiled_in(wheel) == {"liaison_matching__mypyc", *(str(path.with_suffix("")) for path in sources())}
    assert not wheel.name.endswith("-any.whl")


def test_a_wheel_of_python_alone_can_be_asked_for(tmp_path: Path) -> None:
    wheel = wheel_of_checkout(tmp_path, LIAISON_PURE="1")
    assert wheel.name.endswith("-py3-none-any.whl")
    assert compiled_in(wheel) == set()


def test_the_installed_matching_is_the_compiled_one(installed: Path, wheel: Path, tmp_path: Path) -> None:
    program = "import plugins.immersion.matching.chains as c; print(c.__file__)"
    python = installed.parent / "python"
    answer = subprocess.run([python, "-c", program], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert answer.stdout.strip().endswith(SUFFIX if compiled_in(wheel) else ".py")


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `liaison` command of an environment that holds the wheel; the libraries are those of this environment."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    install = [sys.executable, "-m", "pip", "--python", folder, "install", "--quiet", "--no-deps", "--no-index", wheel]
    subprocess.run(install, check=True, capture_output=True)
    return folder / "bin" / "liaison"


@pytest.fixture
def empty() -> Iterator[Path]:
    """An empty folder that every account can enter: root hands the servers to one that has few rights."""
    with TemporaryDirectory(prefix="liaison-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture
def running(installed: Path, empty: Path) -> Iterator[tuple[str, Path]]:
    """The address of a Liaison that was started in an empty folder with nothing set, and that folder."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    environment = {**kept, "PYTHONPATH": sysconfig.get_path("purelib"), "LIAISON_PORT": str(port)}
    with subprocess.Popen(
        [installed, "run"], cwd=empty, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        said = []
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if "Ctrl-C" in line:
                break
        else:
            pytest.fail("".join(said))
        yield f"http://127.0.0.1:{port}", empty
        process.send_signal(signal.SIGINT)
        process.stdout.read()
    assert process.returncode == 0


def test_an_installed_wheel_runs_in_an_empty_folder(running: tuple[str, Path]) -> None:
    address, folder = running
    with urlopen(f"{address}/immersion-0-23/sign-in?lang=nl") as answer:  # noqa: S310 - our own address.
        page = answer.read().decode()
    assert "Aanmelden" in page
    assert sorted(path.name for path in folder.iterdir()) == ["var"]


def test_the_code_that_runs_is_the_installed_one(installed: Path, tmp_path: Path) -> None:
    program = "import core.settings as s; print(s.CHECKOUT, s.SHIPPED.is_dir(), s.PROJECT)"
    answer = subprocess.run(
        [installed.parent / "python", "-c", program], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    checkout, shipped, place = answer.stdout.split()
    assert (checkout, shipped) == ("False", "True")
    assert Path(place).is_relative_to(installed.parents[1])
