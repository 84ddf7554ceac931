"""As whom somebody who is signed in takes part in a network: their own person there, made when they first register.

Steps of larger acts, such as a registration, which check the right.
"""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from core.accounts.models import Account, Person
from core.accounts.rules import full_name
from core.audit.services import record
from core.contract.acting import SIGNED_IN, NotAllowedError
from core.database.base import uuid7
from core.tenancy.unit import Unit


def own_person(unit: Unit) -> Person | None:
    """Return the reader's own person in the network, inside the unit's rehearsal if it is in one; None before any."""
    if unit.actor.account_id is None:
        return None
    return unit.session.scalar(
        select(Person)
        .where(
            Person.account_id == unit.actor.account_id,
            Person.rehearsal_id.is_not_distinct_from(unit.rehearsal),
        )
        .order_by(Person.id)
        .limit(1)
    )


def make_own_person(
    unit: Unit,
    *,
    first_name: str,
    last_name: str,
    phone: str | None,
    language: str,
    organisation_id: uuid.UUID | None,
) -> Person:
    """Return the reader's own person with what they say of themselves; it is made if there is none.

    It has the address with which they sign in, which they proved. If the network knows a person with that address, it
    is that one, corrected; an organisation that is not said stays as it was. A sign-in without a name gets this one.
    Done again with the same words, it changes nothing. Raises NotAllowedError for a unit in which nobody is signed in.
    """
    account = _own_account(unit)
    said: dict[str, Any] = {"first_name": first_name, "last_name": last_name, "phone": phone, "language": language}
    if organisation_id is not None:
        said["organisation_id"] = organisation_id
    person = own_person(unit) or _with_address(unit, account)
    if person is None:
        person = _made(unit, account, said)
    before = {name: getattr(person, name) for name in said}
    if person.account_id != account.id or before != said:
        person.account_id = account.id
        for name, value in said.items():
            setattr(person, name, value)
        unit.session.flush()
        changed = sorted(name for name in said if before[name] != said[name])
        record(unit, "accounts.person.said", person.id, fields=changed)
    if not account.name:
        unit.session.execute(select(func.name_account(account.id, full_name(first_name, last_name))))
        unit.session.expire(account, ["name"])
    return person


def _own_account(unit: Unit) -> Account:
    if unit.actor.account_id is None:
        raise NotAllowedError(SIGNED_IN)
    unit.session.know("account", str(unit.actor.account_id))
    account = unit.session.get(Account, unit.actor.account_id)
    if account is None:
        raise NotAllowedError(SIGNED_IN)
    return account


def _with_address(unit: Unit, account: Account) -> Person | None:
    """Return the person of the network, or of the rehearsal, who has the address of a sign-in."""
    return unit.session.scalar(
        select(Person)
        .where(Person.email_key == account.email_key, Person.rehearsal_id.is_not_distinct_from(unit.rehearsal))
        .with_for_update()
    )


def _made(unit: Unit, account: Account, said: dict[str, Any]) -> Person:
    """Add the person, unless the same press or an import was faster; return whoever is there then."""
    row = {
        "tenant_id": unit.tenant.id,
        "id": uuid7(),
        "account_id": account.id,
        "email": account.email,
        "email_key": account.email_key,
        "rehearsal_id": unit.rehearsal,
        **said,
    }
    added = unit.session.scalar(insert(Person).values(row).on_conflict_do_nothing().returning(Person.id))
    if added is not None:
        record(unit, "accounts.person.added", added)
    person = _with_address(unit, account)
    assert person is not None  # noqa: S101 - it was added just now, by us or by whoever was faster.
    return person
