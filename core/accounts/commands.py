"""`liaison account ...`: sign-ins and roles, made where the machine is administered."""

from __future__ import annotations

import click
from sqlalchemy import select

from core.accounts.errors import AccountError
from core.accounts.services import grant_role, make_account
from core.contract.acting import ROLES
from core.tenancy.commanding import Commander
from core.tenancy.models import Territory


@click.group()
def account() -> None:
    """Sign-ins and their roles."""


@account.command("add")
@click.argument("email")
@click.option("--tenant", required=True, help="The network in which the role counts.")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--territory", multiple=True, help="The code of a territory; may be given several times.")
@click.option("--module", help="The module for which the role counts; without it, all.")
@click.option("--name", default=None, help="The person's name.")
@click.option("--language", default=None, type=click.Choice(["fr", "nl", "en"]))
@click.password_option(help="Asked for when it is not given.")
@click.pass_obj
def add(
    commander: Commander,
    email: str,
    tenant: str,
    role: str,
    territory: tuple[str, ...],
    module: str | None,
    name: str | None,
    language: str | None,
    password: str,
) -> None:
    """Make the sign-in EMAIL if there is none, and give it a role in a network."""
    with commander.unit(tenant) as unit:
        rows = {row.code: row.id for row in unit.session.scalars(select(Territory))}
        unknown = [code for code in territory if code not in rows]
        if unknown:
            raise AccountError(f"There is no territory {unknown[0]!r}; there are: {', '.join(sorted(rows))}.")
        person = make_account(
            unit.session,
            email=email,
            name=name or email,
            password=password,
            language=language or unit.tenant.language,
            cost=commander.settings.password_cost,
        )
        for code in territory or (None,):
            grant_role(unit, person, role, module=module, territory_id=rows[code] if code else None)
    click.echo(f"{email} is {role} in {tenant}.")
