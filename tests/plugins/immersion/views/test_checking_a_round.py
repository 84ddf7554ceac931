"""A published round of 2024, checked as anybody can: with the files that its page hands out."""

from __future__ import annotations

import json
import shlex
from contextlib import chdir
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from core.application import Application
from core.settings import PROJECT
from plugins.immersion.commands.checking import check_result
from tests.plugins.immersion.views.conftest import TENANT, Year
from tests.plugins.immersion.views.reading import words

ROUND = f"/{TENANT}/immersion/2024/rounds/1/"
FILES = PROJECT / "demo" / "immersion-2024"
ACCEPTED = {
    "fr": "Accepté : c'est le résultat que la règle donne pour cette instance.",
    "nl": "Aanvaard: dit is het resultaat dat de regel voor deze instance geeft.",
    "en": "Accepted: this is the result that the rule gives for this instance.",
}


@pytest.fixture
def client(application: Application, engine: object, sign_in) -> FlaskClient:
    """A coordinator after the first round on the files of 2024."""
    year = Year(application)
    year.load_workbook("hosts", (FILES / "hotes.xlsx").read_bytes())
    year.live(date(2024, 2, 19))
    year.load_workbook("trainees", (FILES / "stagiaires.xlsx").read_bytes())
    coordinator = sign_in()
    coordinator.post(f"{ROUND}open")
    year.work()
    version = coordinator.get(ROUND).text.partition("publish?version=")[2].partition('"')[0]
    assert coordinator.post(f"{ROUND}publish", data={"version": version}).status_code == 302
    return coordinator


@pytest.mark.requirement("IM-14")
@pytest.mark.requirement("IM-15")
def test_the_command_handed_out_accepts_the_files_in_each_language(client: FlaskClient, tmp_path: Path) -> None:
    for what in ("input", "result"):
        answer = client.get(f"{ROUND}{what}.json")
        name = answer.headers["Content-Disposition"].partition('filename="')[2].rstrip('"')
        (tmp_path / name).write_bytes(answer.data)
    content = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    names = ["2024-round-1-input.json", "2024-round-1-result.json"]
    assert sorted(content) == names
    assert len(json.loads(content[names[1]])["assignment"]) == 80
    for language, accepted in ACCEPTED.items():
        page = client.get(f"{ROUND}?lang={language}").text
        spoken = "" if language == "fr" else f" --lang {language}"
        assert "check.txt" in page
        command = client.get(f"{ROUND}check.txt?lang={language}").text.splitlines()[-1].strip()
        assert command == f"liaison immersion check {' '.join(names)}{spoken}"
        with chdir(tmp_path):
            done = CliRunner().invoke(check_result, shlex.split(command)[3:])
        assert (done.exit_code, done.stdout_bytes.decode().splitlines()[0]) == (0, accepted)
        assert words(page, "dd")[-4:][2:] == [sha256(content[name]).hexdigest() for name in names]


@pytest.mark.requirement("IM-14")
def test_the_command_refuses_a_file_in_which_one_place_was_changed(client: FlaskClient, tmp_path: Path) -> None:
    (tmp_path / "input").write_bytes(client.get(f"{ROUND}input.json").data)
    result = json.loads(client.get(f"{ROUND}result.json").data)
    somebody = next(who for who, offer in result["assignment"].items() if offer)
    (tmp_path / "result").write_text(
        json.dumps({**result, "assignment": {**result["assignment"], somebody: None}}), encoding="utf-8"
    )
    with chdir(tmp_path):
        done = CliRunner().invoke(check_result, ["input", "result", "--lang", "en"])
    assert (done.exit_code, done.stdout) == (1, "")
