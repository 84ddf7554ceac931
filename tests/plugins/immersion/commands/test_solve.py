"""`liaison immersion solve`, on its own: no server, no database."""

import json
import subprocess
import sys
from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from plugins.immersion.commands.solve import solve

GOOD = {"offers": [{"id": "Été", "capacity": 1}], "requests": [{"id": "S1", "priority": True, "choices": ["Été"]}]}


def run(*arguments: str, **more: bytes) -> Result:
    return CliRunner().invoke(solve, list(arguments), **more)


def refusal(content: bytes, tmp_path: Path, *arguments: str) -> str:
    """Return how the command answers to a file of that content, by whatever short name."""
    (tmp_path / "FILE").write_bytes(content)
    with chdir(tmp_path):
        result = run("FILE", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1
    return result.stderr.strip()


@pytest.mark.requirement("IM-14")
def test_a_file_is_solved(tmp_path: Path) -> None:
    path = tmp_path / "instance.json"
    path.write_text(json.dumps(GOOD, ensure_ascii=False), encoding="utf-8")
    result = run(str(path))
    assert (result.exit_code, result.stderr) == (0, "")
    content = json.loads(result.stdout_bytes)
    assert content["assignment"] == {"S1": "Été"}
    assert content["explanations"] == {"S1": "Place obtenue : Été, choix 1."}
    assert run(str(path)).stdout_bytes == result.stdout_bytes


def test_standard_input_and_languages() -> None:
    text = json.dumps(GOOD).encode()
    dutch = run("-", "--lang", "nl", input=text)
    assert json.loads(dutch.stdout_bytes)["explanations"] == {"S1": "Plaats gekregen: Été, keuze 1."}
    marked = run("-", "--lang", "en", input=b"\xef\xbb\xbf" + text)
    assert json.loads(marked.stdout_bytes)["explanations"] == {"S1": "Place obtained: Été, choice 1."}


def test_unreadable_files_are_answered_by_one_line(tmp_path: Path) -> None:
    missing = run(str(tmp_path / "nowhere.json"), "--lang", "en")
    assert (missing.exit_code, missing.stdout) == (2, "")
    assert missing.stderr.endswith("cannot be read: it does not exist or is not accessible.\n")
    assert run(str(tmp_path)).exit_code == 2
    assert run("zero\0byte").exit_code == 2
    assert refusal(b"\xff\xfe{}", tmp_path, "--lang", "en") == "The file FILE is not written in UTF-8."
    assert refusal(b"", tmp_path) == "Ce n'est pas du JSON : erreur à la ligne 1, colonne 1."
    assert refusal(b'{"offers": []}', tmp_path, "--lang", "nl") == "De sleutel “requests” ontbreekt in instance."
    both = json.dumps({**GOOD, "fixed": {"S1": "Été"}, "pinned": {"S1": "Été"}}).encode()
    assert refusal(both, tmp_path) == "L'inscription « S1 » figure à la fois dans fixed et dans pinned."


def test_it_needs_nothing_but_click() -> None:
    """A fresh interpreter that imports the command has loaded no web server, database driver or other third party."""
    code = "import sys, plugins.immersion.commands.solve; print('|'.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split("|")
    roots = {name.partition(".")[0] for name in loaded}
    assert roots & {"flask", "sqlalchemy", "psycopg", "redis", "rq", "pluggy", "core"} == set()


def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "instance.json").write_text(json.dumps({"seed": "x", **GOOD}))
    command = [Path(sys.executable).with_name("liaison"), "immersion", "solve", tmp_path / "instance.json"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    said = "What was to be written did not fit (No space left on device): free some space, then try again.\n"
    assert (done.returncode, done.stderr) == (2, said)
