"""`liaison privacy ...`: what is kept of people, where the machine is administered."""

from __future__ import annotations

import click
from sqlalchemy import select

from core.accounts.models import Person
from core.accounts.rules import full_name
from core.language.folding import email_key
from core.privacy.errors import UnknownPersonError
from core.privacy.services import forget_person
from core.tenancy.commanding import Commander
from core.tenancy.unit import Unit


@click.group()
def privacy() -> None:
    """What is kept of people."""


@privacy.command("forget")
@click.argument("email")
@click.option("--tenant", required=True, help="The network that is to forget the person.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@click.pass_obj
def forget(commander: Commander, email: str, tenant: str, *, yes: bool) -> None:
    """Take out of a network what names the person with the address EMAIL as one who took part.

    This cannot be undone. Their registrations stay without a name, for figures that were published must not change.
    What they did as staff stays under their name, and so does their sign-in.
    """
    with commander.unit(tenant) as unit:
        person = _person(unit, email)
        name = full_name(person.first_name, person.last_name)
    if not yes:
        click.confirm(f"Forget {name} ({email}) in {tenant}, for good?", abort=True)
    with commander.unit(tenant) as unit:
        forget_person(unit, _person(unit, email).id)
    click.echo(f"{tenant} has forgotten {email}.")


def _person(unit: Unit, email: str) -> Person:
    person = unit.session.scalar(select(Person).where(Person.email_key == email_key(email)))
    if person is None:
        raise UnknownPersonError(f"Nobody in this network has the address {email}.")
    return person
