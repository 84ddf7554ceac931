"""`liaison tenants ...`: the networks as data."""

from __future__ import annotations

import click

from core.tenancy.commanding import Commander
from core.tenancy.switching import differences


@click.group()
def tenants() -> None:
    """The networks as data."""


@tenants.command("sync")
@click.pass_obj
def sync(commander: Commander) -> None:
    """Bring the networks in line with the folder tenants; what was changed on a page stays."""
    changes = commander.sync()
    for change in changes:
        click.echo(change)
    if not changes:
        click.echo("Nothing changed.")
    for difference in differences(commander.engine):
        click.echo(difference)
