"""What runs Liaison on a server: every command and variable is one that exists, and systemd understands the units."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest
import yaml

from core.app import create_app
from core.application import Application
from core.cli import build_cli
from core.settings import PROJECT, read_settings

DEPLOY = PROJECT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
OURS = {name: service for name, service in COMPOSE["services"].items() if service.get("image") == "liaison"}
#: What a network's machine runs, each as a process of its own.
PROCESSES = {"web", "worker quick", "worker long", "relay", "mail-sink"}


def commands_of_units() -> set[str]:
    found = (re.findall(r"^ExecStart=/opt/liaison/bin/liaison (.+)$", unit.read_text(), re.MULTILINE) for unit in UNITS)
    return {command for commands in found for command in commands}


def commands_of_containers() -> set[str]:
    words = [service.get("command") or service["entrypoint"][2:] for service in OURS.values()]
    return {part.removeprefix("liaison ") for command in words for part in " ".join(command).split(" && ")}


def given_in_the_example() -> dict[str, str]:
    lines = (DEPLOY / "liaison.env.example").read_text().splitlines()
    return dict(line.removeprefix("#").split("=", 1) for line in lines if re.match(r"#?[A-Z_]+=", line))


@pytest.mark.parametrize("command", sorted(commands_of_units() | commands_of_containers()))
def test_every_command_exists(application: Application, command: str) -> None:
    found: click.Command = build_cli(application, create_app)
    for word in command.split():
        assert isinstance(found, click.Group)
        found = found.commands[word]
    assert not isinstance(found, click.Group)


def test_both_ways_run_the_same() -> None:
    assert commands_of_units() == commands_of_containers() == PROCESSES | {"migrate", "tenants sync"}


def test_the_example_gives_variables_that_are_read_and_only_those(tmp_path: Path) -> None:
    given = given_in_the_example()
    for_the_database = {"POSTGRES_PASSWORD", "LIAISON_WEB_PASSWORD", "LIAISON_OWNER_PASSWORD"}
    read = set(re.findall(r'"([A-Z][A-Z_]+)"', (PROJECT / "core" / "settings.py").read_text()))
    assert set(given) - for_the_database <= read
    settings = read_settings({**given, "LIAISON_DATA": str(tmp_path)})
    assert (settings.base_url, settings.secure_cookies, settings.proxies) == ("https://liaison.example", True, 1)


def test_the_passwords_of_the_roles_are_those_of_the_addresses() -> None:
    given = given_in_the_example()
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


def test_systemd_understands_the_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        assert os.environ.get("CI") != "true"
        pytest.skip("systemd-analyze is not on this machine: apt-get install systemd")
    for unit in UNITS:
        # It looks for the program, which stands elsewhere here.
        (tmp_path / unit.name).write_text(unit.read_text().replace("/opt/liaison/bin/liaison", "/bin/true"))
    answer = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / unit.name) for unit in UNITS if "@" not in unit.name)],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
    )
    said = [line for line in (answer.stdout + answer.stderr).splitlines() if "liaison" in line]
    assert (answer.returncode, said) == (0, [])
