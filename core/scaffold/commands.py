"""`liaison new-module`: for developers, in a checkout."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from core.scaffold.naming import check
from core.scaffold.writing import NewModule, NewModuleError, enter, write
from core.settings import CHECKOUT, PROJECT
from core.tenancy.commanding import Commander


@click.command("new-module")
@click.argument("name")
@click.option("--label", help="What the module is called in English; without it, its name.")
@click.option("--fr", help="... in French.")
@click.option("--nl", help="... in Dutch.")
@click.option(
    "--package",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write a package of its own into this folder, instead of a built-in module.",
)
@click.pass_obj
def new_module(
    commander: Commander, name: str, label: str | None, fr: str | None, nl: str | None, folder: Path | None
) -> None:
    """Write a module NAME with every door: a table, a list, a form, a letter, a job, translations, and their tests.

    docs/modules.md leads on from there.
    """
    english = label or name.replace("_", " ").capitalize()
    module = NewModule(name, {"en": english, "fr": fr or english, "nl": nl or english}, folder)
    root = click.get_current_context().find_root().command
    commands = frozenset(root.commands) if isinstance(root, click.Group) else frozenset()
    if not CHECKOUT and folder is None:
        raise click.ClickException("A built-in module is written in a checkout of Liaison; elsewhere give --package.")
    try:
        check(module, commander.modules.names | commands, PROJECT)
        paths = write(module, PROJECT)
    except NewModuleError as error:
        raise click.ClickException(str(error)) from error
    tidy(paths)
    if folder is None:
        pyproject = PROJECT / "pyproject.toml"
        pyproject.write_text(enter(module, pyproject.read_text(encoding="utf-8")), encoding="utf-8")
    for path in paths:
        click.echo(path)
    if not (fr and nl):
        click.echo(f"In French or Dutch it is called “{english}” too; --fr and --nl say it better, or its catalogues.")
    click.echo("Next:")
    for step in steps(module):
        click.echo(f"    {step}")
    click.echo("docs/modules.md leads on.")


def steps(module: NewModule) -> tuple[str, ...]:
    """Return the commands that install a module and try it; a package finds the fixtures of its tests in a checkout."""
    install, tests = "make install", f"tests/plugins/{module.name}"
    if module.folder:
        install = f".venv/bin/pip install --no-build-isolation --no-deps --editable {module.folder}"
        tests = f"-c pyproject.toml -p tests.conftest {module.folder / module.name / 'tests'}"
    return (install, ".venv/bin/liaison translations compile", f".venv/bin/pytest -n 0 {tests}")


def tidy(paths: Sequence[Path]) -> None:
    """Let ruff sort the imports and break the lines, which depend on the module's name; without ruff they stay."""
    code = [str(path) for path in paths if path.suffix == ".py"]
    for words in (("check", "--select", "I", "--fix", "--quiet"), ("format", "--quiet")):
        subprocess.run([sys.executable, "-m", "ruff", *words, *code], check=False, capture_output=True)  # noqa: S603
