"""A name that no module can have is refused before anything is written, and so is a label that cannot stand in code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.app import create_app
from core.cli import build_cli
from core.scaffold.naming import check, uses_of
from core.scaffold.writing import NewModule, NewModuleError
from core.settings import PROJECT

MEALS = {"en": "Community meals", "fr": "Repas communautaires", "nl": "Buurtmaaltijden"}
TAKEN = frozenset({"lunch", "open_days"})


@pytest.mark.parametrize("name", ["Meals", "meals-on-wheels", "2meals", "meals_", "m" * 25, ""])
def test_a_name_that_is_none_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(NewModuleError, match="is no name for a module: take up to 24 small letters"):
        check(NewModule(name, MEALS), frozenset(), tmp_path)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("lunch", "lunch is there already: choose another name."),
        ("class", "class is a word of Python itself: choose another name."),
        ("jobs", "A part of Liaison itself is called jobs: rename the module."),
        ("offer", "The table offer of Liaison itself would count as one of offer: rename the module."),
        ("letters", "Liaison itself has pages below /letters: choose another name."),
        ("lunch_box", "The tables of lunch_box would count as those of lunch: rename one of the modules."),
        ("open", "The tables of open_days would count as those of open: rename one of the modules."),
    ],
)
def test_a_name_that_means_something_already_is_refused(name: str, said: str, tmp_path: Path) -> None:
    for folder in (None, tmp_path):
        with pytest.raises(NewModuleError) as caught:
            check(NewModule(name, MEALS, folder), TAKEN, tmp_path)
        assert str(caught.value) == said


def test_a_package_is_not_called_as_one_of_python(tmp_path: Path) -> None:
    check(NewModule("email", MEALS), TAKEN, tmp_path)
    with pytest.raises(NewModuleError) as caught:
        check(NewModule("email", MEALS, tmp_path), TAKEN, tmp_path)
    assert str(caught.value) == "Python has a package email already: choose another name."


def test_a_built_in_module_is_not_called_by_a_word_of_the_core(tmp_path: Path) -> None:
    mentioning = tmp_path / "core" / "mail.py"
    mentioning.parent.mkdir()
    mentioning.write_text("import smtplib\n# The Library for mail.\n")
    use = "core/mail.py:2: # The Library for mail."
    assert list(uses_of(["library"], tmp_path)) == [use]
    with pytest.raises(NewModuleError) as caught:
        check(NewModule("library", MEALS), TAKEN, tmp_path)
    assert str(caught.value).splitlines()[1:] == [use]
    assert "such as network_library." in str(caught.value)
    check(NewModule("library", MEALS, tmp_path), TAKEN, tmp_path)
    check(NewModule("network_library", MEALS), TAKEN, tmp_path)


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ('Meals "together"', "stands in code"),
        ("Meals\\nights", "stands in code"),
        ("Meals\nTogether", "stands in code"),
        (" ", "stands in a menu"),
        ("m" * 61, "stands in a menu"),
        ("Entries", "The pages of a new module say “Entries” of something else: choose another label."),
    ],
)
def test_a_label_that_cannot_stand_where_it_goes_is_refused(label: str, said: str, tmp_path: Path) -> None:
    for language in MEALS:
        with pytest.raises(NewModuleError, match=said):
            check(NewModule("meals", {**MEALS, language: label}), TAKEN, tmp_path)


@pytest.mark.parametrize("label", ["Repas “ensemble”", "L’heure du repas", "100 % repas", "{Repas}"])
def test_a_label_may_say_anything_else(label: str, tmp_path: Path) -> None:
    check(NewModule("meals", {**MEALS, "en": label}), TAKEN, tmp_path)


def test_a_command_of_liaison_is_no_name_and_nothing_is_written(application, tmp_path: Path) -> None:
    command = build_cli(application, create_app)
    answer = CliRunner().invoke(command, ["new-module", "tenants", "--package", str(tmp_path)], obj=application)
    assert (answer.exit_code, list(tmp_path.iterdir())) == (1, [])
    assert answer.stderr == "Error: tenants is there already: choose another name.\n"


def test_the_name_in_the_guide_is_one_that_can_be_taken() -> None:
    (name,) = re.findall(r"liaison new-module (\w+)", (PROJECT / "docs" / "modules.md").read_text())
    check(NewModule(name, MEALS), TAKEN, PROJECT)
