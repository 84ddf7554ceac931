"""`liaison privacy ...`: what is kept of people, where the machine is administered."""

from __future__ import annotations

from collections.abc import Sequence

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
        person = _people(unit, email)[0]
        name = full_name(person.first_name, person.last_name)
    if not yes:
        click.confirm(f"Forget {name} ({email}) in {tenant}, for good?", abort=True)
    with commander.unit(tenant) as unit:
        for person in _people(unit, email):
            forget_person(unit, person.id)
    click.echo(f"{tenant} has forgotten {email}.")


def _people(unit: Unit, email: str) -> Sequence[Person]:
    """Return whom the network knows by an address: one person, and the same again in each rehearsal."""
    query = select(Person).where(Person.email_key == email_key(email)).order_by(Person.rehearsal_id.nulls_first())
    people = unit.session.scalars(query).all()
    if not people:
        raise UnknownPersonError(f"Nobody in this network has the address {email}.")
    return people
