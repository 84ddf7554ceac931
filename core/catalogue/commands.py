"""`liaison catalogue ...`: the public catalogue, where the machine is administered."""

from __future__ import annotations

import click

from core.catalogue.services import rebuild
from core.database.session import SharedSession
from core.tenancy.commanding import Commander
from core.tenancy.queries import tenants


@click.group()
def catalogue() -> None:
    """The public catalogue."""


@catalogue.command("rebuild")
@click.option("--tenant", help="The network whose entries are made anew; all of them without it.")
@click.pass_obj
def rebuild_entries(commander: Commander, tenant: str | None) -> None:
    """Make every entry of the catalogue anew, and say which were missing, wrong or needless."""
    slugs = [tenant] if tenant else _slugs(commander)
    for slug in slugs:
        with commander.unit(slug) as unit:
            mended = rebuild(unit)
        for what, references in (
            ("missing", mended.missing),
            ("wrong", mended.wrong),
            ("needless", mended.needless),
        ):
            if references:
                click.echo(f"{slug}: {what} until now: {', '.join(references)}.")
    click.echo("The catalogue says what is true now.")


def _slugs(commander: Commander) -> list[str]:
    with SharedSession(commander.engine) as session:
        return [row.slug for row in tenants(session)]
