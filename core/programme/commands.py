"""`liaison edition ...`: editions, made where the machine is administered."""

from __future__ import annotations

import click

from core.programme.planning import create_planned
from core.tenancy.commanding import Commander


@click.group()
def edition() -> None:
    """Editions of the networks."""


@edition.command("new")
@click.argument("module")
@click.argument("code")
@click.option("--tenant", required=True, help="The network, by its short name.")
@click.pass_obj
def new(commander: Commander, module: str, code: str, tenant: str) -> None:
    """Make the edition CODE (2025, or 2025-test) of MODULE, with the phases that the network's file plans.

    It is a draft: who coordinates the network opens it on its page, or rehearses it first.
    """
    declared = commander.modules.get(module)
    with commander.unit(tenant) as unit:
        create_planned(unit, declared, code)
    click.echo(f"{tenant} has the edition {code} of {module}, as a draft: open it on its page.")
