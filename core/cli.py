"""The `liaison` command: what one machine or one process of it does; rooms and modules add their sub-commands."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import click
from alembic.util import CommandError
from flask import Flask
from sqlalchemy.exc import OperationalError, ProgrammingError

from core.accounts.errors import AccountError
from core.application import Application
from core.contract.module import Module
from core.database.engine import UnsafeRoleError
from core.database.migrating import MigrationError
from core.database.revising import write_revision
from core.demo import live_demo, refuse_for_real, sign_ins
from core.jobs.handlers import Lane
from core.language import catalogues
from core.modules import ModuleError, Modules
from core.processes import serve_web, start_relay, start_sink, start_worker
from core.programme.errors import ProgrammeError
from core.programme.importing.commands import import_command
from core.rooms import ROOMS
from core.running import Child, RunError, check_port, run_family, web_answers
from core.scaffold.commands import new_module, tidy
from core.servers import ServerError
from core.settings import CHECKOUT, PROJECT, SettingsError
from core.tenancy.errors import UnknownTenantError
from core.tenancy.files import TenantFileError

#: What a person can put right: one sentence with the remedy, never a stack trace.
PLAIN = (
    *(SettingsError, ServerError, UnsafeRoleError, ModuleError, TenantFileError, UnknownTenantError, RunError),
    *(MigrationError, ProgrammeError, AccountError),
)
#: What PostgreSQL says when a table or a column is not there.
UNPREPARED = frozenset({"42P01", "42703"})
CreateApp = Callable[[Application], Flask]


@contextmanager
def speak_plainly() -> Iterator[None]:
    """Turn an error that a person can put right into its sentence on the error output, and exit code 2."""
    try:
        yield
    except PLAIN as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        click.echo(f"What was to be written did not fit ({error.strerror}): free some space, then try again.", err=True)
        sys.exit(2)
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", "") not in UNPREPARED:
            raise
        click.echo("The database is not up to date: run liaison migrate, then liaison tenants sync.", err=True)
        sys.exit(2)
    except OperationalError as error:
        said = str(error.orig).strip().splitlines()
        click.echo(f"The database does not answer ({said[0] if said else error}): check DATABASE_URL.", err=True)
        sys.exit(2)


def commands_of(module: Module) -> click.Group | None:
    """Return the commands of a module: its own, and that which imports files if it declares any."""
    commands = module.commands
    if module.imports:
        commands = commands or click.Group(module.name, help=f"The module {module.name}.")
        commands.add_command(import_command(module))
    return commands


def build_cli(application: Application, create_app: CreateApp) -> click.Group:
    """Return the command with those of the installed modules."""

    @click.group(context_settings={"help_option_names": ["-h", "--help"]})
    @click.version_option(package_name="liaison", message="Liaison %(version)s")
    def liaison() -> None:
        """Liaison: one application for what care networks do together."""

    @liaison.command()
    def web() -> None:
        """Serve the pages."""
        serve_web(application, create_app)

    @liaison.command()
    def relay() -> None:
        """Hand what is due to the workers."""
        start_relay(application)

    @liaison.command("mail-sink")
    def mail_sink() -> None:
        """Receive the letters of rehearsals, so that they can be read on a page."""
        start_sink(application)

    @liaison.command()
    def run() -> None:
        """Run everything on this machine: servers, demonstration networks, web, worker, relay and captured mail."""
        run_all(application, create_app)

    liaison.add_command(_worker(application))
    for command in (
        migrate,
        migrations,
        demo,
        translations,
        new_module,
        *(each for room in ROOMS for each in room.commands),
    ):
        liaison.add_command(command)
    _add_commands(liaison, application.modules)
    return liaison


def _add_commands(liaison: click.Group, modules: Modules) -> None:
    """Add those of the modules, each under its name; raises ModuleError for a name that hides one of ours."""
    for module in modules.all:
        if (commands := commands_of(module)) is None:
            continue
        if module.name in liaison.commands:
            raise ModuleError(f"“liaison {module.name}” is a command of Liaison itself: rename the module.")
        liaison.add_command(commands, module.name)


def _worker(application: Application) -> click.Group:
    @click.group()
    def worker() -> None:
        """Do the work that is due. Run one worker of each lane at least, so that neither waits for the other."""

    for lane, does in ((Lane.QUICK, "what takes a moment, such as letters"), (Lane.LONG, "what may take minutes")):
        worker.add_command(click.Command(lane, callback=partial(start_worker, application, lane), help=f"Do {does}."))
    return worker


def _forked(application: Application, start: Callable[[Application], object]) -> Callable[[], None]:
    """Return the task of a forked child, which shares our imports but not our connections."""

    def task() -> None:
        application.engine.dispose(close=False)
        start(application)

    return task


def compile_translations(application: Application) -> None:
    """Compile the catalogues that are not, or no longer, compiled; a wheel brings them compiled."""
    if not CHECKOUT:
        return
    for owner in owners(application):
        catalogues.compile_catalogues(owner)


@click.command()
@click.pass_obj
def migrate(application: Application) -> None:
    """Bring the database to the present."""
    application.migrate()
    click.echo("The database is up to date.")


@click.group()
def migrations() -> None:
    """The revisions of the tables, for developers."""


@migrations.command("new")
@click.argument("room")
@click.argument("message")
@click.pass_obj
def migrations_new(application: Application, room: str, message: str) -> None:
    """Write the next revision of ROOM ("core", or a module) from what its models changed; MESSAGE becomes its name.

    The database must be up to date. Read what was written: data that move, and new names, are yours to add.
    """
    folders = application.modules.revision_folders()
    owners = [folder.owner for folder in folders]
    if room not in owners:
        raise click.BadParameter(f"there is no {room!r}; there are: {', '.join(owners)}.", param_hint="ROOM")
    try:
        written = write_revision(application.settings.owner_address, folders, room, message)
    except CommandError as error:
        raise click.ClickException(f"{error} Run liaison migrate first.") from error
    tidy([written])


@click.command()
@click.pass_obj
def demo(application: Application) -> None:
    """Live the demonstration year, as far as it has not been lived yet."""
    live_demo(application, click.echo)


def run_all(application: Application, create_app: CreateApp) -> None:
    """Run the whole family of processes until a signal asks for the end."""
    refuse_for_real(application.given)
    check_port(application.given)
    click.echo("Starting PostgreSQL and Valkey…")
    settings = application.settings
    compile_translations(application)
    click.echo("Bringing the database up to date…")
    live_demo(application, click.echo)
    serve = partial(serve_web, create_app=create_app)
    starts: dict[str, Callable[[Application], object]] = {
        "mail sink": start_sink,
        "relay": start_relay,
        **_workers(Lane.QUICK, settings.quick_workers),
        **_workers(Lane.LONG, settings.long_workers),
        "web": serve,
    }
    children = [Child(name, task=_forked(application, start)) for name, start in starts.items()]
    sys.exit(run_family(children, lambda: web_answers(settings), sign_ins(settings), settings))


def _workers(lane: Lane, count: int) -> dict[str, Callable[[Application], object]]:
    return {f"{lane} worker {number}": partial(start_worker, lane=lane) for number in range(1, count + 1)}


@click.group()
def translations() -> None:
    """The catalogues of French and Dutch."""


def owners(application: Application) -> list[catalogues.Owner]:
    """Return whose texts there are: the core's, then each module's."""
    core = PROJECT / "core"
    mine = [
        catalogues.Owner(module.name, module.texts.folder.parent, module.texts.folder)
        for module in application.modules.all
        if module.texts
    ]
    return [catalogues.Owner("core", core, core / "translations"), *mine]


@translations.command("compile")
@click.pass_obj
def translations_compile(application: Application) -> None:
    """Compile the catalogues; done by make run and make test."""
    compile_translations(application)


@translations.command("update")
@click.pass_obj
def translations_update(application: Application) -> None:
    """Bring the catalogues in line with the code."""
    for owner in owners(application):
        for path in catalogues.update(owner):
            click.echo(path)


@translations.command("check")
@click.pass_obj
def translations_check(application: Application) -> None:
    """Say what is missing in French or Dutch."""
    found = list(catalogues.faults(owners(application)))
    for fault in found:
        click.echo(fault, err=True)
    sys.exit(1 if found else 0)
