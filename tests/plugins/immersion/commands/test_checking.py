"""`liaison immersion check`, on its own: no server, no database, no solver."""

import json
import subprocess
import sys
from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from plugins.immersion.commands.checking import check_result
from plugins.immersion.matching import solve_text

INSTANCE = {
    "seed": "s",
    "offers": [{"id": "Été", "capacity": 1}],
    "requests": [
        {"id": "S1", "priority": True, "choices": ["Été"]},
        {"id": "S2", "priority": False, "choices": ["Été"]},
    ],
}
ACCEPTED = {
    "fr": [
        "Accepté : c'est le résultat que la règle donne pour cette instance.",
        "Empreinte recalculée : {sha256} ; objectif : priority.",
        "Attributions (inscriptions : 2, offres : 1, places : 1, placées : 1, décidées avant : 0, imposées : 0) : "
        "toutes possibles, dans les limites des places et du plafond.",
        "V = (1, 1, 0, 0, 0, 0), recompté sur l'attribution.",
        "Alertes (0) : exactement celles de la règle.",
        "V = (1, 1, 0, 0, 0, 0) est le plus grand : les prix le prouvent (nombre : 1).",
        "Ces prix sont les plus petits qui le prouvent.",
        "Tirage au sort (inscriptions : 2, avec un autre choix aussi bon pour V : 1) : "
        "aucune ne peut obtenir mieux sans qu'une autre, tirée avant elle, change.",
        "Explications (2) : une ligne pour chaque inscription.",
    ],
    "nl": [
        "Aanvaard: dit is het resultaat dat de regel voor deze instance geeft.",
        "Vingerafdruk herberekend: {sha256}; doelstelling: priority.",
        "Toewijzingen (inschrijvingen: 2, aanbod: 1, plaatsen: 1, geplaatst: 1, eerder beslist: 0, vastgezet: 0): "
        "alle mogelijk, binnen het aantal plaatsen en het maximum.",
        "V = (1, 1, 0, 0, 0, 0), opnieuw geteld op de toewijzing.",
        "Meldingen (0): precies die van de regel.",
        "V = (1, 1, 0, 0, 0, 0) is het grootst: de prijzen bewijzen het (aantal: 1).",
        "Die prijzen zijn de kleinste die het bewijzen.",
        "Loting (inschrijvingen: 2, met een andere keuze die even goed is voor V: 1): "
        "geen enkele kan beter krijgen zonder dat er voor een eerdere iets verandert.",
        "Uitleg (2): één regel voor elke inschrijving.",
    ],
    "en": [
        "Accepted: this is the result that the rule gives for this instance.",
        "Fingerprint calculated again: {sha256}; objective: priority.",
        "Placements (requests: 2, offers: 1, places: 1, placed: 1, decided before: 0, pinned: 0): "
        "all possible, within the places and the cap.",
        "V = (1, 1, 0, 0, 0, 0), counted again on the assignment.",
        "Alerts (0): exactly those of the rule.",
        "V = (1, 1, 0, 0, 0, 0) is the greatest: the prices prove it (number: 1).",
        "These prices are the smallest that prove it.",
        "Draw (requests: 2, with another choice as good for V: 1): "
        "none can obtain a better one without a change for one drawn before.",
        "Explanations (2): one line for each request.",
    ],
}
REFUSED = {
    "fr": "Le nombre 4 de V est 1 ; l'attribution en donne 0.",
    "nl": "Getal 4 van V is 1; de toewijzing geeft 0.",
    "en": "Count 4 of V is 1; the assignment gives 0.",
}
UNREADABLE = {
    "fr": "Le fichier RESULT n'est pas écrit en UTF-8.",
    "nl": "Het bestand RESULT is niet in UTF-8 geschreven.",
    "en": "The file RESULT is not written in UTF-8.",
}


def run(*arguments: str, **more: bytes) -> Result:
    return CliRunner().invoke(check_result, list(arguments), **more)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with INSTANCE and its RESULT."""
    text = json.dumps(INSTANCE)
    (tmp_path / "INSTANCE").write_text(text, encoding="utf-8")
    (tmp_path / "RESULT").write_text(solve_text(text), encoding="utf-8")
    return tmp_path


@pytest.mark.requirement("IM-14")
@pytest.mark.parametrize("lang", ["fr", "nl", "en"])
def test_exit_codes_and_languages(lang: str, files: Path) -> None:
    written = json.loads((files / "RESULT").read_text(encoding="utf-8"))
    with chdir(files):
        accepted = run("INSTANCE", "RESULT", "--lang", lang)
        (files / "RESULT").write_text(json.dumps({**written, "vector": [1, 1, 0, 1, 0, 0]}))
        refused = run("INSTANCE", "RESULT", "--lang", lang)
        (files / "RESULT").write_bytes(b"\xff")
        unreadable = run("INSTANCE", "RESULT", "--lang", lang)
    lines = [line.format(sha256=written["instance_sha256"]) for line in ACCEPTED[lang]]
    assert (accepted.exit_code, accepted.stdout_bytes.decode().splitlines(), accepted.stderr) == (0, lines, "")
    assert (refused.exit_code, refused.stdout, refused.stderr) == (1, "", REFUSED[lang] + "\n")
    assert (unreadable.exit_code, unreadable.stdout, unreadable.stderr) == (2, "", UNREADABLE[lang] + "\n")


def test_french_is_what_is_spoken_if_nothing_is_said(files: Path) -> None:
    with chdir(files):
        assert run("INSTANCE", "RESULT").stdout_bytes == run("INSTANCE", "RESULT", "--lang", "fr").stdout_bytes


def test_either_file_may_come_from_standard_input(files: Path) -> None:
    marked = b"\xef\xbb\xbf" + (files / "RESULT").read_bytes()
    with chdir(files):
        assert run("INSTANCE", "-", input=marked).exit_code == 0
        assert run("-", "RESULT", input=(files / "INSTANCE").read_bytes()).exit_code == 0
        both = run("-", "-", "--lang", "en", input=marked)
    assert (both.exit_code, both.stderr) == (2, "Standard input (-) can give only one of the two files.\n")


def test_unreadable_files_are_answered_by_one_line(files: Path) -> None:
    with chdir(files):
        missing = run("INSTANCE", "nowhere.json", "--lang", "en")
        said = "The file nowhere.json cannot be read: it does not exist or is not accessible.\n"
        assert (missing.exit_code, missing.stdout, missing.stderr) == (2, "", said)
        assert run("INSTANCE", ".").exit_code == 2
        assert run("zero\0byte", "RESULT").exit_code == 2
        mixed_up = run("RESULT", "INSTANCE", "--lang", "en")
        assert (mixed_up.exit_code, mixed_up.stdout) == (2, "")
        assert mixed_up.stderr == 'Unknown key at the top level of the instance: "alerts".\n'


def test_it_is_a_sub_command_that_starts_nothing(files: Path) -> None:
    command = Path(sys.executable).with_name("liaison")
    done = subprocess.run(
        [command, "immersion", "check", files / "INSTANCE", files / "RESULT", "--lang", "en"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[0] == ACCEPTED["en"][0]
    code = "import sys, plugins.immersion.commands.checking; print('|'.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split("|")
    roots = {name.partition(".")[0] for name in loaded}
    assert roots & {"flask", "sqlalchemy", "psycopg", "redis", "rq", "pluggy", "core"} == set()
