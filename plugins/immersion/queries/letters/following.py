"""The letters about what becomes of a place: its date for the other side, reminders of what is open (IM-28)."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from core.accounts.models import Person
from core.accounts.rules import full_name
from core.contract.module import LetterKind
from core.database.base import refers
from core.database.rows import grouped
from core.database.session import TenantSession
from core.directory.models import Organisation
from core.directory.names import Institution
from core.language.spoken import LANGUAGES
from core.messages.envelope import Contact, Words
from core.messages.letter import Letter
from core.messages.models import Message
from core.programme.following.queries import stage
from core.programme.following.rules import Followed, Side, Stretch
from core.programme.mailing import Mailing
from core.programme.models import (
    FollowUp,
    Offer,
    Opening,
    Participation,
    Registration,
    ReminderRefusal,
)
from core.programme.queries import holds_place
from plugins.immersion import messages
from plugins.immersion.enums import RegistrationStatus
from plugins.immersion.letters.wording import said_when
from plugins.immersion.messages import (
    AnyNewsFacts,
    ChoicesSoonFacts,
    ContactLateFacts,
    ContactSoonFacts,
    DatesAgreedFacts,
    TookPlaceFacts,
)
from plugins.immersion.models import ImmersionChoice, ImmersionPlacement, ImmersionRound
from plugins.immersion.reminding import OpenPlace, Reminder, due
from plugins.immersion.rules import last_day_for_new_choices

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True, slots=True)
class _Side:
    """Whom a letter is for: their registration, and whether reminders reach them and are wanted."""

    id: uuid.UUID
    territory_id: uuid.UUID | None
    name: str
    email: str | None
    phone: str | None
    language: str
    refuses: bool

    @property
    def reminded(self) -> bool:
        """Whether they get reminders: whom no letter reaches is phoned, and who wants none is left in peace."""
        return bool(self.email) and not self.refuses


@dataclass(frozen=True, slots=True)
class OpenSides:
    """A place, where it stands, and both of its sides."""

    id: uuid.UUID
    reference: str
    title: Words
    institution: str
    open: OpenPlace
    first_day: date | None
    trainee: _Side
    host: _Side


def open_sides(session: TenantSession, which: ColumnElement[bool]) -> Sequence[OpenSides]:
    """Return the places that people have and that meet `which`, with both sides; one statement."""
    people = {side: aliased(Person) for side in Side if side is not Side.TEAM}
    guest, host, host_registration = people[Side.GUEST], people[Side.HOST], aliased(Registration)
    sides = [
        column
        for registration, person in ((Registration, guest), (host_registration, host))
        for column in (
            *(registration.id, registration.territory_id, person.first_name, person.last_name),
            *(person.email, person.phone, person.language),
            exists().where(ReminderRefusal.tenant_id == person.tenant_id, ReminderRefusal.person_id == person.id),
        )
    ]
    query = (
        select(
            *(Participation.id, Registration.reference, Offer.title, Institution.name),
            *(stage(), FollowUp.conflict.is_not(None), ImmersionPlacement.contact_by),
            *(FollowUp.first_day, FollowUp.last_day),
            *sides,
        )
        .join_from(Participation, ImmersionPlacement, refers(ImmersionPlacement.participation_id, Participation))
        .join(Registration, refers(Participation.registration_id, Registration))
        .join(guest, refers(Registration.person_id, guest))
        .join(Opening, refers(Participation.opening_id, Opening))
        .join(Offer, refers(Opening.offer_id, Offer))
        .join(Organisation, Organisation.id == Offer.organisation_id)
        .join(Institution, Institution.id == Organisation.institution_id)
        .join(host_registration, refers(Offer.registration_id, host_registration))
        .join(host, refers(host_registration.person_id, host))
        .outerjoin(FollowUp, refers(FollowUp.participation_id, Participation))
        .where(holds_place(), which)
        .order_by(Registration.reference)
    )
    return [_open(tuple(row)) for row in session.execute(query)]


def reminder_letters(mailing: Mailing, places: Sequence[OpenSides], last_day: date | None) -> Iterator[Letter]:
    """Yield what is due today to the sides of places, each once by its cause; no statement."""
    found = {place.id: due(place.open, mailing.today, last_day) for place in places}
    for place in places:
        if place.trainee.reminded:
            yield from _to_trainee(mailing, place, found[place.id])
        if place.host.reminded and Reminder.TOOK_PLACE in found[place.id]:
            yield _took_place(mailing, place, place.host, place.trainee.name)
    asked = [place for place in places if Reminder.ANY_NEWS in found[place.id] and place.host.reminded]
    for (_, contact_by), those in grouped(((each.host.id, each.open.contact_by), each) for each in asked).items():
        facts = AnyNewsFacts([each.trainee.name for each in those], contact_by)
        yield _letter(mailing, those[0].host, messages.ANY_NEWS, facts, f"news after {contact_by}")


def to_be_reminded(places: Sequence[OpenSides], today: date, last_day: date | None) -> Sequence[uuid.UUID]:
    """Return the registrations to which anything of this may be told today."""
    those = [place for place in places if due(place.open, today, last_day)]
    return [side.id for place in those for side in (place.trainee, place.host) if side.reminded]


def dates_letters(
    mailing: Mailing, place: OpenSides, known: Followed, sides: Collection[Side], *, changed: bool, by_staff: bool
) -> Iterator[Letter]:
    """Yield the letter to each of the sides that is told the date; no statement."""
    when = _in_each_language(known.stretches)
    told = {Side.GUEST: (place.trainee, place.institution), Side.HOST: (place.host, place.trainee.name)}
    for side in sorted(sides):
        whom, other = told[side]
        facts = DatesAgreedFacts(other, place.title, place.institution, when, changed, by_staff)
        yield _letter(mailing, whom, messages.DATES_AGREED, facts, f"place {place.id} dates {known.dates_said}")


def without_new_choices(session: TenantSession, edition_id: uuid.UUID) -> Sequence[tuple[_Side, str]]:
    """Return who was asked for new choices, has no place and has made none since, with their reference; a statement."""
    asked = (
        select(Message.about_id.label("id"), func.max(Message.written_at).label("at"))
        .where(Message.edition_id == edition_id, Message.kind == messages.NOT_PLACED_CHOOSE_AGAIN.key)
        .group_by(Message.about_id)
        .subquery()
    )
    placed = exists().where(Participation.registration_id == Registration.id, holds_place())
    chosen = exists().where(
        ImmersionChoice.registration_id == Registration.id, ImmersionChoice.received_at > asked.c.at
    )
    refuses = exists().where(ReminderRefusal.tenant_id == Person.tenant_id, ReminderRefusal.person_id == Person.id)
    query = (
        select(
            *(Registration.reference, Registration.id, Registration.territory_id),
            *(Person.first_name, Person.last_name, Person.email, Person.phone, Person.language, refuses),
        )
        .join(asked, asked.c.id == Registration.id)
        .join(Person, refers(Registration.person_id, Person))
        .where(Registration.edition_id == edition_id, Registration.status == RegistrationStatus.REGISTERED)
        .where(~placed, ~chosen)
        .order_by(Registration.reference)
    )
    people = [(_side(tuple(row)[1:]), row.reference) for row in session.execute(query)]
    return [(side, reference) for side, reference in people if side.reminded]


def choices_letters(mailing: Mailing, people: Sequence[tuple[_Side, str]], round_: ImmersionRound) -> Iterator[Letter]:
    """Yield the reminder that new choices count until a day soon, to each of these people; no statement."""
    reply_by = last_day_for_new_choices(round_.planned_day)
    for side, reference in people:
        facts = ChoicesSoonFacts(reference, reply_by, round_.planned_day)
        yield _letter(mailing, side, messages.CHOICES_SOON, facts, f"choices for round {round_.number}")


def _to_trainee(mailing: Mailing, place: OpenSides, found: Collection[Reminder]) -> Iterator[Letter]:
    contact = Contact(place.host.name, place.host.email, place.host.phone)
    facts = (place.reference, place.open.contact_by, contact, place.institution, place.title)
    cause = f"place {place.id} contact by {place.open.contact_by}"
    if Reminder.CONTACT_SOON in found:
        yield _letter(mailing, place.trainee, messages.CONTACT_SOON, ContactSoonFacts(*facts), cause)
    if Reminder.CONTACT_LATE in found:
        yield _letter(mailing, place.trainee, messages.CONTACT_LATE, ContactLateFacts(*facts), cause)
    if Reminder.TOOK_PLACE in found:
        yield _took_place(mailing, place, place.trainee, place.institution)


def _took_place(mailing: Mailing, place: OpenSides, whom: _Side, other: str) -> Letter:
    first, last = place.first_day, place.open.last_day
    assert first is not None  # noqa: S101 - Asked only of what was agreed.
    assert last is not None  # noqa: S101
    facts = TookPlaceFacts(other, place.title, place.institution, first, last)
    return _letter(mailing, whom, messages.TOOK_PLACE, facts, f"place {place.id} on {last}")


def _letter(mailing: Mailing, whom: _Side, kind: LetterKind, facts: DataclassInstance, cause: str) -> Letter:
    envelope = mailing.envelope(whom.name, whom.email, whom.language, about_id=whom.id, territory_id=whom.territory_id)
    return envelope.letter(kind, facts, cause=cause)


def _in_each_language(stretches: Sequence[Stretch]) -> Words:
    return {language: said_when(stretches, language) for language in LANGUAGES}


def _open(values: Sequence[Any]) -> OpenSides:
    id_, reference, title, institution, said, disputed, contact_by, first_day, last_day, *sides = values
    open_ = OpenPlace(said, disputed, contact_by, last_day)
    half = len(sides) // 2
    trainee, host = _side(sides[:half]), _side(sides[half:])
    return OpenSides(id_, reference, title, institution, open_, first_day, trainee, host)


def _side(values: Sequence[Any]) -> _Side:
    id_, territory_id, first, last, *rest = values
    return _Side(id_, territory_id, full_name(first, last), *rest)
