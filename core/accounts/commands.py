"""`liaison account ...`: sign-ins and roles, made where the machine is administered."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import click
from sqlalchemy import select

from core.accounts.errors import AccountError
from core.accounts.services import check_address, check_role, find_account, grant_role, make_account
from core.language.spoken import LANGUAGES
from core.tenancy.commanding import Commander
from core.tenancy.models import Territory
from core.tenancy.unit import Unit


@click.group()
def account() -> None:
    """Sign-ins and their roles."""


@account.command("add")
@click.argument("email")
@click.option("--tenant", required=True, help="The network in which the role counts.")
@click.option("--role", required=True, help="coordinator, referent, reader, or one of the module's own.")
@click.option("--territory", multiple=True, help="The code of a territory; may be given several times.")
@click.option("--module", help="The module for which the role counts; without it, all.")
@click.option("--name", default=None, help="The person's name.")
@click.option("--language", default=None, type=click.Choice(list(LANGUAGES)))
@click.option("--password", default=None, help="Of a new sign-in; asked for when it is not given.")
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
    password: str | None,
) -> None:
    """Make the sign-in EMAIL if there is none, and give it a role in a network.

    A sign-in that exists keeps its password and its name.
    """
    check_address(email)
    with commander.unit(tenant) as unit:
        check_role(unit, role, module)
        territories = territory_ids(unit, territory)
        known = find_account(unit.session, email) is not None
    if not known and password is None:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    with commander.unit(tenant) as unit:
        person = make_account(
            unit.session,
            email=email,
            name=name or email,
            password=password,
            language=language or unit.tenant.language,
            cost=commander.settings.password_cost,
        )
        for territory_id in territories or (None,):
            grant_role(unit, person, role, module=module, territory_id=territory_id)
    click.echo(f"{email} is {role} in {tenant}.")
    if known:
        click.echo("This sign-in existed already: it keeps its password.")


def territory_ids(unit: Unit, codes: Sequence[str]) -> list[uuid.UUID]:
    """Return the territories with these codes, in their order. Raises AccountError for a code that is none."""
    rows = {row.code: row.id for row in unit.session.scalars(select(Territory))}
    unknown = [code for code in codes if code not in rows]
    if unknown:
        raise AccountError(f"There is no territory {unknown[0]!r}; there are: {', '.join(sorted(rows))}.")
    return [rows[code] for code in codes]
