"""`liaison immersion import`, from the words on the terminal to what is in the database."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from core.app import create_app
from core.application import Application
from core.cli import build_cli
from core.exchange.checking import Finding
from core.exchange.importing import ImportReport
from core.language.spoken import LANGUAGES
from core.programme.importing.commands import report_lines
from core.programme.importing.services import flaws_of
from core.programme.models import Edition, Phase, Registration
from core.settings import PROJECT
from plugins.immersion.services.importing import IMPORTS

FILES = PROJECT / "demo" / "immersion-2024"
HOSTS, FAULTY = FILES / "hotes.xlsx", FILES / "stagiaires-avec-erreurs.xlsx"


@pytest.fixture
def run(application: Application, engine) -> Callable[..., Result]:
    liaison = build_cli(application, create_app)

    def call(*words: object, tenant: str = "immersion-0-23", edition: str = "2024") -> Result:
        arguments = ["immersion", "import", *map(str, words), "--tenant", tenant, "--edition", edition]
        return CliRunner().invoke(liaison, arguments, obj=application)

    return call


def test_a_missing_edition_is_made_with_the_phases_of_the_network(run, unit_for) -> None:
    assert run("hosts", HOSTS).exit_code == 2
    assert run("hosts", HOSTS).stderr == ("There is no edition '2024'; there are: none yet. Add --create to make it.\n")
    result = run("hosts", HOSTS, "--create", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == {
        "rows": 120,
        "valid": 120,
        "imported": 120,
        "unchanged": 0,
        "updated": 0,
        "faults": [],
        "warnings": [],
    }
    session = unit_for().session
    assert session.scalars(select(Edition.code)).all() == ["2024"]
    assert session.scalar(select(func.count()).select_from(Phase)) == 6


def test_the_faulty_file_gives_exactly_its_faults(run, unit_for) -> None:
    run("hosts", HOSTS, "--create")
    result = run("trainees", FAULTY, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["faults"] == json.loads((FILES / "faults.json").read_text())
    assert unit_for().session.scalar(select(func.count()).where(Registration.role == "trainee")) == 0
    result = run("trainees", FAULTY, "--valid-only", "--json")
    assert (result.exit_code, json.loads(result.stdout)["imported"]) == (0, 29)


def test_a_file_that_does_not_come_in_makes_no_edition(run, unit_for) -> None:
    assert run("trainees", FAULTY, "--create").exit_code == 1
    assert unit_for().session.scalars(select(Edition.code)).all() == []


def test_a_dry_run_writes_nothing(run, unit_for) -> None:
    result = run("hosts", HOSTS, "--create", "--dry-run", "--lang", "en")
    assert (result.exit_code, result.stdout) == (
        0,
        "Dry run, nothing is written.\n120 rows: 120 imported, 0 updated, 0 unchanged.\n",
    )
    assert unit_for().session.scalars(select(Edition.code)).all() == []


def test_what_a_person_reads(run) -> None:
    run("hosts", HOSTS, "--create")
    lines = run("trainees", FAULTY).stdout.splitlines()
    assert lines[:4] == [
        "Lignes lues : 40, dont à corriger : 11. Rien n’a été importé. Corrigez-les, ou ajoutez --valid-only.",
        "",
        "À corriger :",
        "  ligne     5  Choix 1                 Aucune offre de cette édition n’a ce numéro. "
        "Cherchez le numéro dans la liste des hôtes, par exemple H004.",
    ]
    assert (
        "  rij    25  Service hôte            Dit is geen ja of nee." in run("trainees", FAULTY, "--lang", "nl").stdout
    )


@pytest.mark.parametrize(
    ("words", "options", "sentence"),
    [
        (("hosts", HOSTS), {"tenant": "nowhere"}, "There is no tenant 'nowhere'"),
        (("hosts", HOSTS), {"edition": "1999"}, "There is no edition '1999'"),
        (("hosts", HOSTS, "--create"), {"edition": "spring"}, "does not begin with a year"),
        (("hosts", HOSTS, "--create"), {"edition": "2024/2"}, "cannot stand in the address of a page"),
        (("hosts", HOSTS, "--create"), {"edition": "2024\n"}, "cannot stand in the address of a page"),
        (("hosts", FILES / "none.xlsx", "--create"), {}, "No such file"),
        (("hosts", FILES / "faults.json", "--create"), {}, "faults.json: Ce n’est pas un fichier Excel"),
        (("hosts", FILES / "stagiaires.xlsx", "--create"), {}, "La colonne «\u00a0N° offre\u00a0» manque"),
        (("hosts", FILES / "stagiaires.xlsx", "--create", "--lang", "nl"), {}, "De kolom “N° offre” ontbreekt"),
    ],
)
def test_what_cannot_begin_is_one_sentence(run, words, options, sentence: str) -> None:
    result = run(*words, **options)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert sentence in result.stderr


def test_a_network_without_the_module_has_no_editions_of_it(run, unit_for, monkeypatch: pytest.MonkeyPatch) -> None:
    tenant = next(name for name in ("maya", "smes", "bruzel") if "immersion" not in unit_for(name).tenant.modules)
    assert "The module immersion is off for" in run("hosts", HOSTS, tenant=tenant).stderr


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", IMPORTS, ids=lambda kind: kind.name)
def test_every_flaw_has_words_in_every_language(application: Application, language: str, kind) -> None:
    flaws = flaws_of(kind)
    found = tuple(Finding(2, "E-mail", name) for name in flaws)
    with application.speaking(language):
        lines = list(report_lines(ImportReport(2, 1, 1, 0, 0, found, ()), flaws, valid_only=False, dry_run=False))
        words = [f"{flaw.reason} {flaw.remedy}" for flaw in flaws.values()]
    assert [line.partition("E-mail  ")[2] for line in lines[-len(words) :]] == words
    english = [f"{flaw.reason._args[0]} {flaw.remedy._args[0]}" for flaw in flaws.values()]
    assert [one == other for one, other in zip(words, english, strict=True)] == [language == "en"] * len(words)
