"""`liaison <module> import`: bring a file into an edition, or say which of its cells are faulty."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NoReturn

import click
from flask_babel import gettext as _

from core.contract.importing import ImportKind
from core.contract.module import Module
from core.exchange.checking import Finding
from core.exchange.errors import UnreadableFileError
from core.exchange.flaws import Flaw
from core.exchange.importing import ChangedCell, ImportReport
from core.language.spoken import LANGUAGES
from core.programme.errors import ProgrammeError, UnknownEditionError
from core.programme.importing.services import flaws_of, import_file
from core.programme.models import Edition
from core.programme.planning import create_planned, refuse_if_off
from core.programme.queries import find_edition
from core.programme.states import EditionState
from core.tenancy.commanding import Commander
from core.tenancy.errors import UnknownTenantError
from core.tenancy.unit import Unit

FAULTY, UNREADABLE = 1, 2
_OPTIONS: Final = (
    click.argument("file", type=click.Path(path_type=Path)),
    click.option("--tenant", required=True, help="The network, by its short name."),
    click.option("--edition", "code", required=True, help="The edition, by its code, such as 2024."),
    click.option("--create", is_flag=True, help="Make the edition and open it, with the network's phases, if missing."),
    click.option("--valid-only", is_flag=True, help="Import the rows without fault, whatever the others."),
    click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing."),
    click.option("--json", "as_json", is_flag=True, help="Print the report as JSON."),
    click.option("--lang", type=click.Choice(list(LANGUAGES)), default="fr", show_default=True),
    click.pass_context,
)


def import_command(module: Module) -> click.Group:
    """Return the command that imports the kinds of files that a module declares."""
    kinds = ", ".join(kind.name for kind in module.imports)

    @click.group(
        "import",
        help=f"""Bring an Excel file into an edition: {kinds}.

    With a faulty cell nothing is imported unless --valid-only is given; the same file again changes nothing.
    Exit code 0: imported. 1: faults kept the file out. 2: no such file, network or edition.
    """,
    )
    def group() -> None:
        pass

    for kind in module.imports:
        group.add_command(_command(module, kind))
    return group


def _command(module: Module, kind: ImportKind) -> click.Command:
    command: Callable[..., None] = lambda ctx, **options: _run(ctx, module, kind, **options)  # noqa: E731
    for option in reversed(_OPTIONS):
        command = option(command)
    return click.command(kind.name, help=kind.help)(command)


def _run(
    ctx: click.Context,
    module: Module,
    kind: ImportKind,
    *,
    file: Path,
    tenant: str,
    code: str,
    create: bool,
    valid_only: bool,
    dry_run: bool,
    as_json: bool,
    lang: str,
) -> None:
    commander: Commander = ctx.obj
    with commander.speaking(lang):
        try:
            content = file.read_bytes()
            with commander.unit(tenant, rollback=dry_run) as unit:
                edition, made = _edition(unit, module, code, create=create)
                here = unit.inside(edition)
                report = import_file(here, edition, kind, content, valid_only=valid_only, dry_run=dry_run)
                if report.kept_out:
                    unit.session.rollback()  # Not even the edition is made for a file that does not come in.
        except UnreadableFileError as error:
            _stop(f"{file}: {error.sentence}")
        except OSError as error:
            _stop(f"{file}: {error.strerror or error}.")
        except (UnknownTenantError, ProgrammeError) as error:
            _stop(str(error))
        if made and not (report.kept_out or dry_run):
            click.echo(f"{tenant} has the edition {code} of {module.name}, and it is open.", err=True)
        if as_json:
            click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
        else:
            for line in report_lines(report, flaws_of(kind), valid_only=valid_only, dry_run=dry_run):
                click.echo(line)
    ctx.exit(FAULTY if report.kept_out else 0)


def _edition(unit: Unit, module: Module, code: str, *, create: bool) -> tuple[Edition, bool]:
    """Return the edition, and whether it was made: open, if it is missing and `create` says so (IM-01)."""
    refuse_if_off(unit, module)
    try:
        return find_edition(unit.session, module.name, code), False
    except UnknownEditionError as error:
        if not create:
            raise UnknownEditionError(f"{error} Add --create to make it.") from None
    return create_planned(unit, module, code, EditionState.LIVE), True


def report_lines(report: ImportReport, flaws: Mapping[str, Flaw], *, valid_only: bool, dry_run: bool) -> Iterator[str]:
    """Yield the lines that say what became of a file: a summary, then the cells to correct and those to check.

    `valid_only` says that the rows without fault were asked for already: it is then no advice.
    """
    faulty = report.rows - report.valid
    if dry_run:
        yield _("Dry run, nothing is written.")
    if report.kept_out and valid_only:
        yield _("%(rows)s rows, all of them faulty: nothing was imported. Correct them.", rows=report.rows)
    elif report.kept_out:
        yield _(
            "%(rows)s rows, %(faulty)s of them faulty: nothing was imported. Correct them, or add --valid-only.",
            rows=report.rows,
            faulty=faulty,
        )
    else:
        yield _(
            "%(rows)s rows: %(imported)s imported, %(updated)s updated, %(unchanged)s unchanged.",
            rows=report.rows,
            imported=report.imported,
            updated=report.updated,
            unchanged=report.unchanged,
        )
        if report.faults:
            yield _("%(faulty)s faulty rows.", faulty=faulty)
    yield from _changes(report.changes)
    yield from _cells(_("To correct:"), report.faults, flaws)
    yield from _cells(_("To check:"), report.warnings, flaws)


def _changes(changes: Sequence[ChangedCell]) -> Iterator[str]:
    if changes:
        yield ""
        yield _("What would change:")
    for each in changes:
        row = _("row %(number)s", number=f"{each.row:>5}")
        yield f"  {row}  {each.reference} {each.name}, {each.column}: {each.old or '–'} → {each.new or '–'}"


def _cells(title: str, found: Sequence[Finding], flaws: Mapping[str, Flaw]) -> Iterator[str]:
    if not found:
        return
    yield ""
    yield title
    width = max(len(finding.column) for finding in found)
    for finding in found:
        flaw = flaws[finding.flaw]
        row = _("row %(number)s", number=f"{finding.row:>5}")
        yield f"  {row}  {finding.column:<{width}}  {flaw.reason} {flaw.remedy}"


def _stop(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    raise SystemExit(UNREADABLE)
