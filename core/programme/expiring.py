"""Tell people of what they began to fill in, before it goes (B5, item 7)."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from core.accounts.models import Person
from core.accounts.rules import full_name
from core.database.base import refers
from core.database.rows import AnyRow
from core.forms.drafts import expiring_drafts, note_told
from core.forms.models import Draft
from core.forms.rules import NOTICE
from core.jobs.runtime import Runtime
from core.language.dates import day_of
from core.messages.envelope import Envelope, OwnLink, Words, envelope_of
from core.messages.kinds import letter_kind
from core.messages.letter import Letter
from core.messages.services import write_letters
from core.messages.timeliness import Meaning
from core.programme.models import Edition, Registration
from core.programme.own.links import personal_links
from core.tenancy.addresses import OwnAddress
from core.tenancy.unit import Unit


@dataclass(frozen=True, slots=True)
class DraftExpiresFacts:
    """What somebody began (the edition's title), when they last saved it, until when it is kept, and where it is.

    Without a `link`, for who came by the link of a letter, that one leads there.
    """

    title: Words
    saved_on: date
    last_day: date
    link: OwnAddress | None


DRAFT_EXPIRES: Final = letter_kind(
    "programme.draft_expires",
    DraftExpiresFacts,
    package="core.programme.letters",
    parts=("draft_expires",),
    dates={"saved_on": Meaning.BEHIND, "last_day": Meaning.DUE},
)


def tell_of_expiring(unit: Unit) -> int:
    """Write to everybody whose draft goes within some days, once; return how many letters were written.

    In a fixed number of statements, however many there are.
    """
    found = expiring_drafts(unit)
    if not found:
        return 0
    editions = _editions(unit, [draft.owner_id for draft in found])
    people = _people(unit, [draft.holder_id for draft in found if not draft.to_address])
    links = personal_links(unit, people) if people else {}
    note_told(unit, found)
    letters: dict[bool, list[Letter]] = {True: [], False: []}
    for draft in found:
        envelope = _envelope(unit, draft, people, links)
        if envelope is not None:
            edition = editions.get(draft.owner_id)
            captured = edition is not None and edition.rehearsal
            letters[captured].append(_letter(unit, draft, envelope, edition))
    return sum(write_letters(unit, some, captured=captured) for captured, some in letters.items())


def tell_everywhere(runtime: Runtime) -> None:
    """Tell people in every tenant of the drafts that will go."""

    def tell(unit: Unit) -> None:
        tell_of_expiring(unit)

    runtime.each_tenant(tell)


def _letter(unit: Unit, draft: Draft, envelope: Envelope, edition: Edition | None) -> Letter:
    facts = DraftExpiresFacts(
        title=edition.title if edition else unit.tenant.name,
        saved_on=day_of(draft.saved_at),
        last_day=day_of(max(draft.expires_at, unit.now + NOTICE) - timedelta(days=1)),
        link=None if envelope.link else unit.address(draft.page),
    )
    return replace(envelope, edition_id=edition.id if edition else None).letter(DRAFT_EXPIRES, facts)


def _envelope(
    unit: Unit, draft: Draft, people: Mapping[uuid.UUID, AnyRow], links: Mapping[uuid.UUID, OwnLink]
) -> Envelope | None:
    """Return the envelope of who a draft is of; None where nobody is reached."""
    if draft.to_address:
        return envelope_of(unit, draft.to_name or "", draft.to_address, draft.language or unit.tenant.language)
    person = people.get(draft.holder_id)
    if person is None or not person.email:
        return None
    name = full_name(person.first_name, person.last_name)
    envelope = envelope_of(unit, name, person.email, person.language)
    return replace(envelope, about_id=draft.holder_id, link=links[draft.holder_id])


def _editions(unit: Unit, owner_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Edition]:
    """Return the editions that drafts are for, by the edition or the registration that each names; two statements."""
    found = {edition.id: edition for edition in unit.session.scalars(select(Edition).where(Edition.id.in_(owner_ids)))}
    registrations = (
        select(Registration.id, Edition)
        .join(Edition, refers(Registration.edition_id, Edition))
        .where(Registration.id.in_(owner_ids))
    )
    return found | {registration_id: edition for registration_id, edition in unit.session.execute(registrations)}


def _people(unit: Unit, registration_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, AnyRow]:
    query = (
        select(Registration.id, Person.first_name, Person.last_name, Person.email, Person.language)
        .join(Person, refers(Registration.person_id, Person))
        .where(Registration.id.in_(registration_ids), Person.forgotten_at.is_(None))
    )
    return {row.id: row for row in unit.session.execute(query)}
