"""`liaison immersion rounds` and `replay`: look at the rounds of an edition, and decide a published one again."""

from __future__ import annotations

from typing import NoReturn

import click

from core.programme.errors import ProgrammeError
from core.programme.queries import find_edition
from core.tenancy.commanding import Commander
from core.tenancy.errors import UnknownTenantError
from plugins.immersion.enums import MODULE
from plugins.immersion.errors import ImmersionError
from plugins.immersion.queries import rounds as queries
from plugins.immersion.queries.replaying import replay as decide_again

DIFFERENT, UNKNOWN = 1, 2


@click.command("rounds")
@click.option("--tenant", required=True, help="The network, by its short name.")
@click.option("--edition", required=True, help="The edition, by its code, such as 2024.")
@click.pass_obj
def rounds(commander: Commander, tenant: str, edition: str) -> None:
    """List the rounds of an edition, a line each: number, day, pool, state, and what their draw is committed to."""
    try:
        with commander.unit(tenant) as unit:
            found = queries.rounds_of(unit.session, find_edition(unit.session, MODULE, edition).id)
            lines = [
                f"{each.number}  {each.planned_day.isoformat()}  {each.pool:9}  {each.state:9}  {each.commitment}"
                for each in found
            ]
    except (UnknownTenantError, ProgrammeError) as error:
        _stop(str(error))
    for line in lines:
        click.echo(line)


@click.command("replay")
@click.option("--tenant", required=True, help="The network, by its short name.")
@click.option("--edition", required=True, help="The edition, by its code, such as 2024.")
@click.option("--round", "number", required=True, type=int, help="The number of a published round.")
@click.pass_context
def replay(ctx: click.Context, tenant: str, edition: str, number: int) -> None:
    """Decide a published round again from what was frozen, and say whether every byte is the same.

    Exit code 0: the same. 1: something differs. 2: no such round, or it is not published.
    """
    commander: Commander = ctx.obj
    try:
        with commander.unit(tenant) as unit:
            found = decide_again(unit, edition, number)
    except (UnknownTenantError, ProgrammeError, ImmersionError) as error:
        _stop(str(error))
    if found.same:
        click.echo(f"ok {found.result_sha256} (instance {found.sha256})")
        return
    for same, what in (
        (found.same_snapshot, f"the instance is not the one of {found.published_sha256}"),
        (found.same_draw, "the seed is not the one committed to"),
        (found.same_result, "the result is another one"),
    ):
        if not same:
            click.echo(f"Round {number}: {what}.", err=True)
    ctx.exit(DIFFERENT)


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    raise SystemExit(UNKNOWN)
