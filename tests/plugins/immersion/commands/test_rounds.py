"""`liaison immersion rounds` and `replay`, on an edition in the database."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from core.database.session import SharedSession
from core.tenancy.queries import find_tenant
from plugins.immersion.commands.group import immersion

pytestmark = pytest.mark.requirement("IM-15")


@pytest.fixture
def run(unit_for, engine: Engine) -> Any:
    @contextmanager
    def unit(slug: str) -> Iterator[Any]:
        with SharedSession(engine) as session:
            find_tenant(session, slug)
        yield unit_for(slug)

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(immersion, list(arguments), obj=SimpleNamespace(unit=unit))

    return invoke


HERE = ("--tenant", "immersion-0-23", "--edition", "2024")


@pytest.fixture
def published(world):
    world.make_host("H1")
    world.make_trainee("S1", "H1", institution="Z")
    world.live(1)
    world.live(2)
    world.commit()
    return world


def test_a_published_round_replays_to_the_same_bytes(published, run) -> None:
    result = run("replay", *HERE, "--round", "2")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("ok ")
    assert published.round(2).sha256 in result.stdout


def test_whoever_decides_the_published_file_again_has_the_published_bytes(published, run, sign_in, tmp_path) -> None:
    """The file that the page hands out, the command's output in a file, and the fingerprint are one and the same."""
    client, page = sign_in(), "/immersion-0-23/immersion/2024/rounds/2/"
    (tmp_path / "input.json").write_bytes(client.get(f"{page}input.json").data)
    handed_out = client.get(f"{page}result.json").data
    command = [Path(sys.executable).with_name("liaison"), "immersion", "solve", tmp_path / "input.json"]
    decided = subprocess.run(command, capture_output=True, check=True).stdout
    assert (decided, len(handed_out) > 100) == (handed_out, True)
    fingerprint = hashlib.sha256(decided).hexdigest()
    assert run("replay", *HERE, "--round", "2").stdout.startswith(f"ok {fingerprint} ")
    assert fingerprint in client.get(f"{page}?replay=1").text


def test_a_round_that_was_tampered_with_is_named(published, run) -> None:
    round_ = published.round(2)
    round_.result = round_.result.replace('"S1": "H1"', '"S1": null')
    published.commit()
    result = run("replay", *HERE, "--round", "2")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Round 2: the result is another one.\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((*HERE, "--round", "3"), "Round 3 is planned"),
        ((*HERE, "--round", "9"), "There is no round 9."),
        (("--tenant", "immersion-0-23", "--edition", "1999", "--round", "1"), "There is no edition '1999'"),
        (("--tenant", "nobody", "--edition", "2024", "--round", "1"), "There is no tenant 'nobody'"),
    ],
)
def test_what_cannot_be_replayed_is_one_sentence(published, run, arguments: tuple[str, ...], says: str) -> None:
    result = run("replay", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(says)
    assert len(result.stderr.splitlines()) == 1


def test_rounds_are_listed_with_their_commitments_and_no_seed(published, run) -> None:
    result = run("rounds", *HERE)
    assert [line.split()[:4] for line in result.stdout.splitlines()] == [
        ["1", "2024-02-19", "priority", "planned"],  # Nobody was in it.
        ["2", "2024-03-18", "everybody", "published"],
        ["3", "2024-04-02", "everybody", "planned"],
    ]
    assert all(published.round(number).commitment in result.stdout for number in (1, 2, 3))
    assert all(published.round(number).seed not in result.stdout for number in (1, 2, 3))
    assert run("rounds", "--tenant", "immersion-0-23", "--edition", "1999").exit_code == 2


def test_the_group_knows_its_commands(run) -> None:
    listed = run("--help").stdout
    assert all(name in listed for name in ("import", "replay", "rounds", "solve"))
    assert run("dance").exit_code == 2
