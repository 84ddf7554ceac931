"""A closed edition with somebody who took part, and everything that names them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from lunch.statuses import CANCELLED, GONE, LAID

from core.accounts.models import Person
from core.audit.services import record
from core.database.base import first_uuid7, uuid7
from core.directory.models import Organisation
from core.jobs.models import JobRun
from core.messages.models import CapturedMail, Message
from core.programme.models import (
    Edition,
    FieldChange,
    FollowUpStep,
    Offer,
    Opening,
    Participation,
    Registration,
    ReminderRefusal,
    StatusChange,
)
from core.staff.models import Invitation, InvitedRole
from core.tenancy.unit import Unit

WRITTEN = datetime(2024, 3, 18, 9, tzinfo=UTC)


@dataclass
class Known:
    """Who is known, and in which unit."""

    unit: Unit
    edition: Edition
    person: Person
    registration: Registration


def made_then(number: int = 0) -> uuid.UUID:
    """The id of a row that was made at `WRITTEN`."""
    return uuid.UUID(int=first_uuid7(WRITTEN).int + number)


def letter(about: uuid.UUID | None, address: str, state: str = "sent", *, id: uuid.UUID | None = None) -> Message:
    return Message(
        id=id or made_then(int.from_bytes(address.encode()[:3])),
        kind="test.hello",
        language="fr",
        to_name="Ada Simon",
        to_address=address,
        subject="Bonjour Ada",
        body="Bonjour Ada,",
        message_id=f"<{uuid.uuid4()}@test>",
        captured=True,
        state=state,
        about_id=about,
        written_at=WRITTEN,
    )


def mail(message: Message) -> CapturedMail:
    return CapturedMail(
        message_id=message.message_id,
        from_address="liaison@example.org",
        to_address=message.to_address,
        subject=message.subject,
        source="…",
        received_at=WRITTEN,
    )


@pytest.fixture
def known(unit_for) -> Known:
    unit = unit_for(now=WRITTEN)
    session = unit.session
    place = uuid7()
    session.add(Organisation(id=place, institution_id=place, name="La Source", name_key="la source"))
    edition = Edition(
        id=uuid7(), module="test", code="2024", year=2024, title={"fr": "Essai"}, state="closed", settings={}
    )
    person = Person(
        id=uuid7(),
        first_name="Ada",
        last_name="Simon",
        email="Ada@example.org",
        email_key="ada@example.org",
        phone="+32 470 00 00 00",
        language="fr",
    )
    session.add_all([edition, person])
    session.flush()
    registration = Registration(
        id=made_then(),
        edition_id=edition.id,
        person_id=person.id,
        role="trainee",
        reference="S001",
        organisation_id=place,
        **GONE.columns,
        registered_at=WRITTEN,
        withdrawn_at=WRITTEN,
        withdrawal_reason="maladie",
    )
    session.add(registration)
    session.flush()
    offer = Offer(
        id=uuid7(),
        edition_id=edition.id,
        registration_id=registration.id,
        organisation_id=place,
        reference="H001",
        title={"fr": "Un jour"},
        **LAID.columns,
    )
    session.add(offer)
    session.flush()
    opening = Opening(id=uuid7(), edition_id=edition.id, offer_id=offer.id, capacity=2)
    session.add(opening)
    session.flush()
    participation = Participation(
        id=uuid7(),
        edition_id=edition.id,
        opening_id=opening.id,
        registration_id=registration.id,
        person_id=person.id,
        **CANCELLED.columns,
        begun_at=WRITTEN,
        ended_at=WRITTEN,
    )
    session.add(participation)
    session.flush()
    session.add(
        StatusChange(
            id=made_then(),
            participation_id=participation.id,
            old="placed",
            new="ended",
            by="Claire",
            at=WRITTEN,
            reason="maladie",
        )
    )
    session.add_all(
        [
            FollowUpStep(
                id=made_then(3),
                participation_id=participation.id,
                side="host",
                step="no_news",
                at=WRITTEN,
                said_on=WRITTEN.date(),
                words="Ada est malade",
            ),
            ReminderRefusal(person_id=person.id, since=WRITTEN),
        ]
    )
    told = {
        "edition_id": edition.id,
        "act_id": uuid7(),
        "kind": "trainees",
        "way": "hand",
        "by": "Claire",
        "at": WRITTEN,
    }
    why = "Ada said so."
    session.add_all(
        [
            FieldChange(
                id=made_then(1),
                registration_id=registration.id,
                person_ids=[person.id],
                **{"field": "phone", "old": "+32 2 000", "new": person.phone, "reason": why, **told},
            ),
            FieldChange(
                id=made_then(2),
                offer_id=offer.id,
                person_ids=[],
                **{"field": "places", "old": "1", "new": "2", "reason": why, **told},
            ),
        ]
    )
    letters = [
        letter(registration.id, "old-address@example.org"),
        letter(None, "Ada@example.org"),
        letter(uuid7(), "bea@example.org"),
    ]
    session.add_all([*letters, *(mail(each) for each in letters)])
    session.add(JobRun(kind="test.count", subject_id=edition.id, state="done", by_name="Claire", finished_at=WRITTEN))
    invitation = Invitation(
        id=uuid7(),
        token_hash="hash",
        email="ADA@example.org",
        email_key="ada@example.org",
        name="Ada Simon",
        language="fr",
        invited_at=WRITTEN,
        expires_at=WRITTEN,
    )
    session.add(invitation)
    session.flush()
    session.add(InvitedRole(id=uuid7(), invitation_id=invitation.id, role="reader"))
    record(unit, "test.trainee.withdrawn", registration.id, reference="S001", name="Ada Simon")
    record(unit, "test.edition.opened", edition.id, code="2024")
    session.flush()
    return Known(unit, edition, person, registration)
