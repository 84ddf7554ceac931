"""The wheel: installed alone, it runs in an empty folder with everything that a checkout has."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

import pytest

from core.settings import PROJECT
from tests.ports import free_port


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built without asking an index for anything."""
    folder = tmp_path_factory.mktemp("wheel")
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
    subprocess.run(command, check=True, capture_output=True)
    (built,) = folder.glob("liaison-*.whl")
    return built


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
