"""The people of a tenant in bulk: find them by address, add them, change them, each in one statement.

These are steps of larger acts, such as an import, which check the right and write the trail.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ARRAY, String, any_, cast, select, update

from core.accounts.models import Person
from core.accounts.rules import PersonFacts
from core.database.base import uuid7
from core.database.bulk import insert_rows
from core.database.session import TenantSession
from core.tenancy.unit import Unit


def people_by_email(unit: Unit, keys: Collection[str]) -> dict[str, PersonFacts]:
    """Return the people whose address is one of `keys` (see `email_key`), by that key, in one statement.

    They are the people of the network or, inside an edition in rehearsal, those of that rehearsal alone.
    """
    if not keys:
        return {}
    rows = unit.session.execute(
        select(Person)
        .where(
            Person.email_key == any_(cast(list(keys), ARRAY(String))),
            Person.rehearsal_id.is_not_distinct_from(unit.rehearsal),
        )
        .execution_options(populate_existing=True)
    )
    return {person.email_key: facts_of(person) for (person,) in rows if person.email_key}


def facts_of(person: Person) -> PersonFacts:
    """Return a person as plain values."""
    return PersonFacts(
        person.first_name, person.last_name, person.email, person.phone, id=person.id, language=person.language
    )


def add_people(unit: Unit, people: Iterable[tuple[PersonFacts, uuid.UUID | None]], *, language: str) -> list[uuid.UUID]:
    """Add people, each with their organisation or None; return their ids in the same order.

    Who says nothing of a language reads `language`. Whoever is added inside an edition in rehearsal belongs to that
    rehearsal.
    """
    ids: list[uuid.UUID] = []
    rows: list[dict[str, Any]] = []
    for person, organisation_id in people:
        ids.append(uuid7())
        said = {**_columns(person), "language": person.language or language}
        rows.append({"id": ids[-1], **said, "organisation_id": organisation_id})
    insert_rows(unit.session, Person, rows, rehearsal_id=unit.rehearsal)
    return ids


def change_people(session: TenantSession, people: Iterable[PersonFacts]) -> None:
    """Write names, addresses, phones and languages of people that exist (each has its id), as given, whole.

    A language that is not said stays as it is. One statement, or two where some say one and some do not.
    """
    same: dict[str, Any] = {"tenant_id": session.tenant_id}
    people = list(people)
    silent = [same | {"id": each.id, **_columns(each)} for each in people if each.language is None]
    told = [
        same | {"id": each.id, **_columns(each), "language": each.language}
        for each in people
        if each.language is not None
    ]
    for rows in (silent, told):
        if rows:
            session.execute(update(Person), rows)


def _columns(person: PersonFacts) -> dict[str, str | None]:
    return {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email,
        "email_key": person.email_key,
        "phone": person.phone,
    }
