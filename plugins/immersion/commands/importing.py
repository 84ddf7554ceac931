"""`liaison immersion import`: bring a file into an edition, or say which of its cells are faulty."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from core.contract.module import SettingsFault
from core.exchange.reading import UnreadableFileError
from core.programme.errors import ProgrammeError, UnknownEditionError
from core.programme.models import Edition
from core.programme.queries import find_edition
from core.programme.services import create_edition
from core.tenancy.commanding import Commander
from core.tenancy.errors import UnknownTenantError
from core.tenancy.unit import Unit
from plugins.immersion.commands.import_words import LANGUAGES, report_lines, unreadable_words
from plugins.immersion.enums import MODULE
from plugins.immersion.importing.faults import ImportReport
from plugins.immersion.services.importing import Kind, import_file
from plugins.immersion.settings import read_settings

FAULTY, UNREADABLE = 1, 2
#: The code is a part of every address of the edition.
_CODE = re.compile(r"[0-9]{4}[a-z0-9-]{0,40}")


class _RefusedError(Exception):
    """The command cannot begin; the message is one sentence with the remedy."""


@click.group("import")
def import_files() -> None:
    """Bring an Excel file into an edition: hosts, trainees, new choices, withdrawals.

    With a faulty cell nothing is imported unless --valid-only is given; the same file again changes nothing.
    Exit code 0: imported. 1: faults kept the file out. 2: no such file, network or edition.
    """


def _options(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(
        (
            click.argument("file", type=click.Path(path_type=Path)),
            click.option("--tenant", required=True, help="The network, by its short name."),
            click.option("--edition", "code", required=True, help="The edition, by its code, such as 2024."),
            click.option(
                "--create", is_flag=True, help="Make the edition, with the network's phases, if it is missing."
            ),
            click.option("--valid-only", is_flag=True, help="Import the rows without fault, whatever the others."),
            click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing."),
            click.option("--json", "as_json", is_flag=True, help="Print the report as JSON."),
            click.option("--lang", type=click.Choice(LANGUAGES), default="fr", show_default=True),
            click.pass_context,
        )
    ):
        command = option(command)
    return command


def _add(kind: Kind, help_text: str) -> None:
    @_options
    def command(ctx: click.Context, **options: Any) -> None:
        _run(ctx, kind, **options)

    import_files.command(kind, help=help_text)(command)


_add("hosts", "Import hosts with their offers and places; they are accepted.")
_add("trainees", "Import trainees with their first choices.")
_add("choices", "Import new choices of trainees without a place.")
_add("withdrawals", "Import withdrawals; their places are free again.")


def _run(
    ctx: click.Context,
    kind: Kind,
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
    try:
        content = file.read_bytes()
        with commander.unit(tenant, rollback=dry_run) as unit:
            edition = _edition(unit, code, create=create)
            here = unit.shifted(edition.clock_offset)
            report = import_file(here, edition, kind, content, valid_only=valid_only, dry_run=dry_run)
            if report.kept_out:
                unit.session.rollback()  # Not even the edition is made for a file that does not come in.
    except UnreadableFileError as error:
        _stop(unreadable_words(error, str(file), lang))
    except OSError as error:
        _stop(f"{file}: {error.strerror or error}.")
    except (UnknownTenantError, ProgrammeError, _RefusedError) as error:
        _stop(str(error))
    _print(report, as_json=as_json, dry_run=dry_run, lang=lang)
    ctx.exit(FAULTY if report.kept_out else 0)


def _edition(unit: Unit, code: str, *, create: bool) -> Edition:
    """Return the edition, which is made if it is missing and `create` says so (IM-01)."""
    if MODULE not in unit.tenant.modules:
        raise _RefusedError(f"Immersions are off for {unit.tenant.slug}: add {MODULE!r} to the modules of its file.")
    try:
        return find_edition(unit.session, MODULE, code)
    except UnknownEditionError as error:
        if not create:
            raise _RefusedError(f"{error} Add --create to make it.") from None
    year = re.match(r"(?:19|20)[0-9]{2}", code)
    if year is None:
        raise _RefusedError(f"The code {code!r} does not begin with a year: an edition is called 2024, or 2024-test.")
    if not _CODE.fullmatch(code):
        raise _RefusedError(
            f"The code {code!r} cannot stand in the address of a page: write the year, and after it at most 40 "
            "small letters without accents, digits and hyphens, such as 2024-test."
        )
    try:
        plan = read_settings(unit.tenant.settings.get(MODULE, {}), unit.tenant.languages)
    except SettingsFault as fault:
        raise _RefusedError(f"The file of {unit.tenant.slug} cannot make an edition: {fault}.") from fault
    return create_edition(unit, module=MODULE, code=code, year=int(year[0]), plan=plan)


def _print(report: ImportReport, *, as_json: bool, dry_run: bool, lang: str) -> None:
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
        return
    for line in report_lines(report, lang, dry_run=dry_run):
        click.echo(line)


def _stop(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    raise SystemExit(UNREADABLE)
