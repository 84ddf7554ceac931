"""`liaison tenants ...`: the networks as data."""

from __future__ import annotations

import click

from core.tenancy.commanding import Commander

#: Under which name a command is told who says where pages differ from the files (core.contract.doors.Doors).
DIFFERENCES = "liaison.differences"


@click.group()
def tenants() -> None:
    """The networks as data."""


@tenants.command("sync")
@click.pass_context
def sync(context: click.Context) -> None:
    """Bring the networks in line with the folder tenants; what was changed on a page stays."""
    commander: Commander = context.obj
    changes = commander.sync()
    for change in changes:
        click.echo(change)
    if not changes:
        click.echo("Nothing changed.")
    for differences in context.meta[DIFFERENCES]:
        for difference in differences(commander.engine):
            click.echo(difference)
