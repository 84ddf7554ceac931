"""What runs Liaison on a server: every command and variable is one that exists, and systemd understands the units."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from core.app import create_app
from core.application import Application
from core.cli import build_cli
from core.settings import PROJECT, read_settings

DEPLOY = PROJECT / "deploy"
UNITS = sorted(path for path in (DEPLOY / "systemd").iterdir() if path.is_file())
COMMON = DEPLOY / "systemd" / "liaison-.service.d" / "common.conf"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
HAVING_OUR_IMAGE = {name: each for name, each in COMPOSE["services"].items() if each.get("image") == "liaison"}
#: One of them runs nothing of ours, it lends its loopback.
OURS = {name: service for name, service in HAVING_OUR_IMAGE.items() if name != "loopback"}
#: What a network's machine runs, each as a process of its own.
PROCESSES = {"web", "worker quick", "worker long", "relay", "mail-sink"}


def commands_of_units() -> set[str]:
    found = (re.findall(r"^ExecStart=/opt/liaison/bin/liaison (.+)$", unit.read_text(), re.MULTILINE) for unit in UNITS)
    return {command for commands in found for command in commands}


def commands_of_containers() -> set[str]:
    words = [service.get("command") or service["entrypoint"][2:] for service in OURS.values()]
    return {part.removeprefix("liaison ") for command in words for part in " ".join(command).split(" && ")}


def read_by(service: dict[str, Any]) -> list[str]:
    files = service["env_file"]
    return [files] if isinstance(files, str) else files


def given_in(example: str) -> dict[str, str]:
    lines = (DEPLOY / f"{example}.example").read_text().splitlines()
    return dict(line.removeprefix("#").split("=", 1) for line in lines if re.match(r"#?[A-Z_]+=", line))


def given_in_the_examples() -> dict[str, str]:
    return {**given_in("liaison.env"), **given_in("owner.env")}


@pytest.mark.parametrize("command", sorted(commands_of_units() | commands_of_containers()))
def test_every_command_exists(application: Application, command: str) -> None:
    found: click.Command = build_cli(application, create_app)
    for word in command.split():
        assert isinstance(found, click.Group)
        found = found.commands[word]
    assert not isinstance(found, click.Group)


def test_both_ways_run_the_same() -> None:
    assert commands_of_units() == commands_of_containers() == PROCESSES | {"migrate", "tenants sync"}


def test_the_examples_give_variables_that_are_read_and_only_those(tmp_path: Path) -> None:
    given = given_in_the_examples()
    for_the_database = {"POSTGRES_PASSWORD", "LIAISON_WEB_PASSWORD", "LIAISON_OWNER_PASSWORD"}
    read = set(re.findall(r'"([A-Z][A-Z_]+)"', (PROJECT / "core" / "settings.py").read_text()))
    assert set(given) - for_the_database <= read
    settings = read_settings({**given, "LIAISON_DATA": str(tmp_path)})
    assert (settings.base_url, settings.secure_cookies, settings.proxies) == ("https://liaison.example", True, 1)


def test_the_image_is_given_what_its_making_reads() -> None:
    read = re.findall(
        r"deploy/\w+\.\w+", (DEPLOY / "Dockerfile").read_text() + (PROJECT / "pyproject.toml").read_text()
    )
    given = re.findall(r"^!(.+)$", (DEPLOY / "Dockerfile.dockerignore").read_text(), re.MULTILINE)
    assert set(read) == {"deploy/requirements.lock", "deploy/build.lock", "deploy/build_wheel.py"}
    assert set(read) <= set(given)
    assert [name for name in given if not (PROJECT / name).exists()] == []


def test_the_passwords_of_the_roles_are_those_of_the_addresses() -> None:
    given = given_in_the_examples()
    for role, address in (("WEB", "DATABASE_URL"), ("OWNER", "DATABASE_OWNER_URL")):
        assert f"//liaison_{role.lower()}:{given[f'LIAISON_{role}_PASSWORD']}@" in given[address]


def test_every_process_is_started_by_the_target() -> None:
    wanted = re.search(r"^Wants=(.+)$", (DEPLOY / "systemd" / "liaison.target").read_text(), re.MULTILINE)
    assert wanted is not None
    assert set(wanted[1].split()) == {
        "liaison-web.service",
        "liaison-worker-quick@1.service",
        "liaison-worker-long@1.service",
        "liaison-relay.service",
        "liaison-mail-sink.service",
    }


def test_only_what_migrates_knows_the_owner_of_the_database() -> None:
    assert set(given_in("owner.env")) - {"POSTGRES_PASSWORD", "LIAISON_WEB_PASSWORD", "LIAISON_OWNER_PASSWORD"} == {
        "DATABASE_OWNER_URL"
    }
    assert [name for name in given_in("liaison.env") if "OWNER" in name or "POSTGRES" in name] == []
    assert {name: read_by(service) for name, service in OURS.items() if "owner.env" in read_by(service)} == {
        "migrate": ["liaison.env", "owner.env"]
    }
    assert [unit.name for unit in [*UNITS, COMMON] if "owner.env" in unit.read_text()] == ["liaison-migrate.service"]


def test_a_process_has_as_long_to_end_in_both_ways() -> None:
    serving = [unit.read_text() for unit in UNITS if "Restart=always" in unit.read_text()]
    assert len(serving) == len(PROCESSES)
    assert {re.search(r"^TimeoutStopSec=(\d+)$", text, re.MULTILINE)[1] for text in serving} == {"90"}
    assert {service["stop_grace_period"] for service in OURS.values()} == {"90s"}


def test_whatever_speaks_to_the_captured_mail_shares_its_loopback() -> None:
    shared = {name for name, service in OURS.items() if service.get("network_mode") == "service:loopback"}
    assert shared == {"worker-quick", "mail-sink"}
    assert HAVING_OUR_IMAGE["loopback"]["entrypoint"] == ["sleep", "infinity"]


def systemd_analyze(folder: Path, *words: str) -> tuple[int, list[str]]:
    """Ask systemd of our units, copied to `folder`: the exit code, and what it says of them."""
    if shutil.which("systemd-analyze") is None:
        assert os.environ.get("CI") != "true"
        pytest.skip("systemd-analyze is not on this machine: apt-get install systemd")
    answer = subprocess.run(
        ["systemd-analyze", *words],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{folder}:"},
    )
    return answer.returncode, [line for line in (answer.stdout + answer.stderr).splitlines() if "liaison" in line]


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units in a folder of their own; systemd looks for the program, which stands elsewhere here."""
    shutil.copytree(DEPLOY / "systemd", tmp_path / "units")
    for unit in (tmp_path / "units").glob("*.service"):
        unit.write_text(unit.read_text().replace("/opt/liaison/bin/liaison", "/bin/true"))
    return tmp_path / "units"


def test_systemd_understands_the_units(units: Path) -> None:
    names = [str(units / unit.name.replace("@", "@1")) for unit in UNITS]
    assert systemd_analyze(units, "verify", *names) == (0, [])


@pytest.mark.parametrize("unit", [unit.name.replace("@", "@1") for unit in UNITS if unit.suffix == ".service"])
def test_every_service_is_held_to_little(units: Path, unit: str) -> None:
    """What they have in common is added by the beginning of their names: with it the exposure is 2 of 10, else 9."""
    code, said = systemd_analyze(units, "security", "--offline=true", "--threshold=30", str(units / unit))
    assert (code, len(said)) == (0, 1), said
