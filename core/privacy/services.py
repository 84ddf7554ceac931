"""Forget somebody who took part and asks for it (GDPR, article 17): what names them goes, what is counted stays."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from contextlib import suppress

from sqlalchemy import delete, func, or_, select, update

from core.accounts.models import Person
from core.audit.retention import forget_acts
from core.audit.services import record
from core.contract.acting import COORDINATOR, Permission, require
from core.contract.hooks import PersonForgotten
from core.contract.standing import Standing
from core.exchange.exporting import PURPOSE as LISTS
from core.exchange.models import StoredFile
from core.exchange.services import UNDO, UNDO_BY_HAND
from core.forms.drafts import forget_drafts
from core.forms.services import forget_answers
from core.language.folding import email_key
from core.language.mail_address import MailAddressError, travelling
from core.messages.models import CapturedMail, Message
from core.privacy.errors import StillTakesPartError, UnknownPersonError
from core.programme.field_history import STATUS
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
from core.programme.states import EditionState
from core.staff.retention import forget_invitations_of
from core.tenancy.unit import Unit

FORGET = Permission("privacy.person.forget", frozenset({COORDINATOR}))

#: What stands where a name stood.
NOBODY = "—"


def forget_person(unit: Unit, person_id: uuid.UUID) -> None:
    """Take out of the tenant what names a person as one who took part, in one act that cannot be undone.

    Their registrations and places stay, without a name, for figures that were published must not change. Letters to
    them, mails captured for them, what they typed and did not send, and lists that wait as files are deleted; reasons
    and the details of acts about them are emptied; each module empties what it knows of them
    (`liaison_on_person_forgotten`). The trail says that somebody was forgotten, not who.

    Who did something stays named beside it: staff in the acts and steps that were theirs, and in the work they asked
    for, until its time is over (`core.privacy.rules`; in the steps of a place for good). A sign-in stays as well, since
    other networks share it.

    Raises UnknownPersonError, StillTakesPartError while an edition goes on that they have not withdrawn from, and
    NotAllowedError without the right.
    """
    require(unit.actor, FORGET)
    session = unit.session
    person = session.scalar(
        select(Person).where(Person.id == person_id, Person.forgotten_at.is_(None)).with_for_update()
    )
    if person is None:
        raise UnknownPersonError("There is nobody of that number in this network.")
    registration_ids = _registrations(unit, person_id)
    _forget_letters(unit, [person_id, *registration_ids], person.email)
    session.execute(
        delete(StoredFile).where(StoredFile.purpose.in_((LISTS, UNDO, UNDO_BY_HAND)))
    )  # Lists can be written again.
    places = select(Participation.id).where(Participation.registration_id.in_(registration_ids))
    session.execute(update(StatusChange).where(StatusChange.participation_id.in_(places)).values(reason=None))
    hosted = select(Participation.id).join_from(Participation, Opening).join_from(Opening, Offer)
    said = or_(
        FollowUpStep.participation_id.in_(places),
        FollowUpStep.participation_id.in_(hosted.where(Offer.registration_id.in_(registration_ids))),
    )
    session.execute(update(FollowUpStep).where(said).values(words=None))
    session.execute(delete(ReminderRefusal).where(ReminderRefusal.person_id == person_id))
    session.execute(update(Registration).where(Registration.id.in_(registration_ids)).values(withdrawal_reason=None))
    whose = FieldChange.person_ids.contains([person_id])
    told = FieldChange.act_id.in_(select(FieldChange.act_id).where(whose))
    session.execute(update(FieldChange).where(told).values(reason=None))
    session.execute(update(FieldChange).where(whose, FieldChange.field != STATUS).values(old=None, new=None))
    forget_drafts(session, [*([person.account_id] if person.account_id else ()), *registration_ids])
    offers = session.scalars(select(Offer.id).where(Offer.registration_id.in_(registration_ids)))
    forget_answers(session, [*registration_ids, *offers])
    if person.email_key:
        forget_invitations_of(session, person.email_key)
    person.first_name, person.last_name = "", NOBODY
    person.email = person.email_key = person.phone = person.account_id = None
    person.forgotten_at = unit.now
    session.flush()
    unit.events.person_forgotten(unit, PersonForgotten(person_id, tuple(registration_ids)))
    forget_acts(session, subjects=[person_id, *registration_ids])
    record(unit, "privacy.person.forgotten", person_id)


def _registrations(unit: Unit, person_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Return the person's registrations; raises StillTakesPartError for one that others still count on."""
    query = (
        select(Registration.id, Registration.reference, Registration.standing, Edition.state, Edition.code)
        .join_from(Registration, Edition)
        .where(Registration.person_id == person_id)
    )
    rows = unit.session.execute(query).all()
    for row in rows:
        if row.standing != Standing.ENDED and row.state != EditionState.CLOSED:
            raise StillTakesPartError(
                f"{row.reference} takes part in the edition {row.code}: withdraw this registration first."
            )
    return [row.id for row in rows]


def _forget_letters(unit: Unit, about: Sequence[uuid.UUID], address: str | None) -> None:
    ways = _ways_to_write(address) if address else ()
    theirs = or_(Message.about_id.in_(about), func.lower(Message.to_address).in_(ways))
    gone = unit.session.scalars(delete(Message).where(theirs).returning(Message.message_id)).all()
    copies = or_(CapturedMail.message_id.in_(gone), func.lower(CapturedMail.to_address).in_(ways))
    unit.session.execute(delete(CapturedMail).where(copies))


def _ways_to_write(address: str) -> Collection[str]:
    """Return an address as letters may have it, in small letters: as it was typed, and as it travels in ASCII."""
    ways = {email_key(address)}
    with suppress(MailAddressError):
        ways.add(email_key(travelling(address.strip())))
    return ways
