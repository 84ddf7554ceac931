"""Personal links: given with letters, opened, replaced (FD-08)."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, update

from core.accounts.models import Person
from core.accounts.rules import full_name
from core.contract.acting import Actor, TakingPart
from core.contract.standing import Standing
from core.database.base import refers, uuid7
from core.database.bulk import insert_rows
from core.database.session import TenantSession
from core.messages.envelope import OwnLink
from core.programme.mailing import Mailing
from core.programme.models import Edition, PersonalLink, Registration
from core.programme.states import EditionState
from core.tenancy.sealing import unsealed_path
from core.tenancy.unit import Unit


@dataclass(frozen=True, slots=True)
class FoundLink:
    """A link that somebody opened: to what it leads, and whether it still counts."""

    id: uuid.UUID
    registration_id: uuid.UUID
    module: str
    edition: str
    counts: bool


def personal_links(unit: Unit, registration_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, OwnLink]:
    """Return the link of each registration, made for those that have none; three statements for any number.

    Links are given to the people themselves, in a letter; whoever writes one says so with `linked`.
    """
    query = (
        select(Registration.id, Registration.edition_id, Registration.person_id, Person.email_key)
        .add_columns(PersonalLink.id.label("link_id"))
        .join_from(Registration, Person, refers(Registration.person_id, Person))
        .outerjoin(PersonalLink, and_(refers(PersonalLink.registration_id, Registration), still_its_own()))
        .where(Registration.id.in_(registration_ids))
    )
    rows = unit.session.execute(query).all()
    links = {row.id: row.link_id for row in rows if row.link_id}
    missing = [row for row in rows if row.link_id is None]
    if missing:
        others = PersonalLink.registration_id.in_([row.id for row in missing])
        unit.session.execute(
            update(PersonalLink).where(others, PersonalLink.revoked_at.is_(None)).values(revoked_at=unit.now)
        )
        made = [
            {
                "id": uuid7(),
                "edition_id": row.edition_id,
                "registration_id": row.id,
                "person_id": row.person_id,
                "email_key": row.email_key,
            }
            for row in missing
        ]
        insert_rows(unit.session, PersonalLink, made, opened=0, made_at=unit.now)
        links |= {row.id: link["id"] for row, link in zip(missing, made, strict=True)}
    return {
        registration_id: OwnLink(link_id, unit.address(unsealed_path(link_id)))
        for registration_id, link_id in links.items()
    }


def still_its_own() -> ColumnElement[bool]:
    """Return the criterion that a PersonalLink counts: it was not ended; its Registration and Person are as then."""
    return and_(
        PersonalLink.revoked_at.is_(None),
        PersonalLink.person_id == Registration.person_id,
        PersonalLink.email_key.is_not_distinct_from(Person.email_key),
        Person.forgotten_at.is_(None),
    )


def linked(mailing: Mailing, registration_ids: Collection[uuid.UUID]) -> Mailing:
    """Return a mailing whose letters about these registrations can give the link to what is the addressee's own."""
    return replace(mailing, links={**mailing.links, **personal_links(mailing.unit, registration_ids)})


def as_if_linked(mailing: Mailing, registration_ids: Collection[uuid.UUID]) -> Mailing:
    """Return a mailing with links that lead nowhere, for letters that are only looked at: nothing is written."""
    ids = {registration_id: uuid7() for registration_id in registration_ids}
    links = {each: OwnLink(id_, mailing.unit.address(unsealed_path(id_))) for each, id_ in ids.items()}
    return replace(mailing, links={**mailing.links, **links})


def find_link(session: TenantSession, link_id: uuid.UUID) -> FoundLink | None:
    """Return a link of the tenant; None for one that never was."""
    query = (
        select(PersonalLink.id, PersonalLink.registration_id, Edition.module, Edition.code)
        .add_columns(and_(still_its_own(), Edition.state != EditionState.DRAFT).label("counts"))
        .join(Edition, refers(PersonalLink.edition_id, Edition))
        .join(Registration, refers(PersonalLink.registration_id, Registration))
        .join(Person, refers(Registration.person_id, Person))
        .where(PersonalLink.id == link_id)
    )
    row = session.execute(query).first()
    return FoundLink(*row) if row else None


def note_opened(session: TenantSession, link_id: uuid.UUID, now: datetime) -> None:
    """Count that a link was opened."""
    session.execute(
        update(PersonalLink)
        .where(PersonalLink.id == link_id)
        .values(opened=PersonalLink.opened + 1, last_opened_at=now)
    )


def with_links(session: TenantSession, actor: Actor, link_ids: Collection[uuid.UUID]) -> Actor:
    """Return the actor who also holds these links: in the registrations they lead to, as who takes part; a statement.

    Who is not signed in acts under the name of the person of the first link.
    """
    ended = (Registration.standing == Standing.ENDED).label("ended")
    query = (
        select(Registration.id, Registration.role, Registration.person_id, ended, Edition.module)
        .add_columns(Person.first_name, Person.last_name, Person.language, PersonalLink.id.label("link_id"))
        .join_from(PersonalLink, Registration, refers(PersonalLink.registration_id, Registration))
        .join(Person, refers(Registration.person_id, Person))
        .join(Edition, refers(PersonalLink.edition_id, Edition))
        .where(
            PersonalLink.id.in_(link_ids),
            Edition.state != EditionState.DRAFT,
            still_its_own(),
        )
    )
    rows = {row.link_id: row for row in session.execute(query)}
    held = [rows[link_id] for link_id in link_ids if link_id in rows]
    if not held:
        return actor
    known = {part.registration_id for part in actor.parts}
    parts = tuple(
        TakingPart(row.role, row.module, row.person_id, row.id, row.ended) for row in held if row.id not in known
    )
    if actor.account_id is not None:
        return replace(actor, parts=actor.parts + parts)
    name = full_name(held[0].first_name, held[0].last_name)
    return replace(actor, name=name, language=held[0].language, parts=actor.parts + parts)
