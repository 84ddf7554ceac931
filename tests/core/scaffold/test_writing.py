"""A new module as it is written: whole, in two forms, over nothing that exists; and the test module is one of them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from core.language.catalogues import Owner, faults
from core.scaffold.commands import new_module, tidy
from core.scaffold.writing import NewModule, NewModuleError, enter, write
from core.settings import PROJECT

MEALS = {"en": "Community meals", "fr": "Repas communautaires", "nl": "Buurtmaaltijden"}
LUNCH = {"en": "Network lunches", "fr": "Lunchs de réseau", "nl": "Netwerklunches"}
#: The test module goes on from there: what it does besides stands in these files and in others of its own.
WRITTEN_ON = {"plugin.py", "views.py", "new.html"}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of this checkout, without what is generated."""
    copy = tmp_path / "checkout"
    unwanted = shutil.ignore_patterns("__pycache__", "*.mo", "browser")
    for name in ("core", "plugins", "migrations", "tenants", "tests", "pyproject.toml", "docs"):
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=unwanted)
        else:
            shutil.copy(source, copy / name)
    return copy


def test_nothing_is_written_over_and_then_nothing_is_written(tmp_path: Path) -> None:
    kept = tmp_path / "meals" / "views.py"
    kept.parent.mkdir()
    kept.write_text("mine")
    with pytest.raises(NewModuleError, match=r"views\.py exists"):
        write(NewModule("meals", MEALS, tmp_path), PROJECT)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [kept]


def test_the_entry_points_stay_in_order() -> None:
    before = '[x]\n\n[project.entry-points.liaison]\nb = "plugins.b.plugin"\n\n[y]\n'
    after = '[x]\n\n[project.entry-points.liaison]\na = "plugins.a.plugin"\nb = "plugins.b.plugin"\n\n[y]\n'
    assert enter(NewModule("a", MEALS), before) == after


def test_a_package_is_written_by_the_command(application, tmp_path: Path) -> None:
    words = ["meals", "--label", MEALS["en"], "--fr", MEALS["fr"], "--nl", MEALS["nl"], "--package", str(tmp_path)]
    answer = CliRunner().invoke(new_module, words, obj=application)
    assert answer.exit_code == 0
    written = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    *paths, next_, install, compile_, try_, last = answer.output.splitlines()
    assert sorted(map(Path, paths)) == written
    assert {tmp_path / "pyproject.toml", tmp_path / "meals" / "migrations" / "0001_entries.py"} <= set(written)
    assert (next_, last) == ("Next:", "docs/modules.md leads on.")
    assert [install.strip(), compile_.strip(), try_.strip()] == [
        f".venv/bin/pip install --no-build-isolation --no-deps --editable {tmp_path}",
        ".venv/bin/liaison translations compile",
        f".venv/bin/pytest -n 0 -c pyproject.toml -p tests.conftest {tmp_path}/meals/tests",
    ]
    again = CliRunner().invoke(new_module, words, obj=application)
    assert (again.exit_code, "exists" in again.output) == (1, True)


def test_a_module_without_a_name_in_french_and_dutch_says_so(application, tmp_path: Path) -> None:
    answer = CliRunner().invoke(new_module, ["meals", "--fr", "Repas", "--package", str(tmp_path)], obj=application)
    said = "In French or Dutch it is called “Meals” too; --fr and --nl say it better, or its catalogues."
    assert said in answer.output.splitlines()


def test_a_package_carries_everything_but_its_tests(tmp_path: Path) -> None:
    write(NewModule("meals", MEALS, tmp_path), PROJECT)
    build = "from setuptools import build_meta; print(build_meta.build_wheel('.'))"
    answer = subprocess.run(
        [sys.executable, "-c", build],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    carried = {
        name for name in ZipFile(tmp_path / answer.stdout.splitlines()[-1]).namelist() if "dist-info" not in name
    }
    home = tmp_path / "meals"
    kept = [path for path in home.rglob("*") if path.is_file() and home / "tests" not in path.parents]
    assert carried == {str(path.relative_to(tmp_path)) for path in kept}


def test_every_word_is_translated(tmp_path: Path) -> None:
    write(NewModule("meals", MEALS, tmp_path), PROJECT)
    home = tmp_path / "meals"
    assert list(faults([Owner("meals", home, home / "translations")])) == []


def test_a_module_passes_every_check_and_its_tests_as_it_is_written(checkout: Path) -> None:
    module = NewModule("meals", MEALS)
    tidy(write(module, checkout))
    pyproject = checkout / "pyproject.toml"
    pyproject.write_text(enter(module, pyproject.read_text()))
    # What an installation would note of the new module.
    noted = checkout / "liaison_meals-1.0.dist-info"
    noted.mkdir()
    (noted / "METADATA").write_text("Metadata-Version: 2.1\nName: liaison-meals\nVersion: 1.0\n")
    (noted / "entry_points.txt").write_text("[liaison]\nmeals = plugins.meals.plugin\n")
    environment = {**os.environ, "LIAISON_TEST_DATA": str(PROJECT / "var" / "test-servers"), "PYTHONPATH": "."}
    code = ["plugins/meals", "tests/plugins/meals", "migrations/meals"]
    for words in (
        ["ruff", "check", *code],
        ["ruff", "format", "--check", *code],
        ["djlint", "plugins/meals", "--lint", "--check"],
        ["pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "tests/plugins/meals", "tests/contract/test_walls.py"],
    ):
        answer = subprocess.run(
            [sys.executable, "-m", *words], cwd=checkout, env=environment, check=False, capture_output=True, text=True
        )
        assert answer.returncode == 0, answer.stdout + answer.stderr


def test_the_test_module_was_made_with_it(tmp_path: Path) -> None:
    """All of it but where it goes on is what the command writes today."""
    tidy(write(NewModule("lunch", LUNCH, tmp_path), PROJECT))
    here = PROJECT / "tests" / "third_party"
    for path in (path for path in (tmp_path / "lunch").rglob("*") if path.is_file()):
        if path.name not in WRITTEN_ON and path.suffix != ".po":
            assert (here / path.relative_to(tmp_path)).read_text() == path.read_text(), path
