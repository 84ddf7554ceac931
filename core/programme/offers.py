"""An offer is withdrawn by hand and offered again, each for a reason that its history keeps (IM-13).

What people were promised is never taken away by the way: no offer ends while somebody asks, waits for or holds a place
in it. Rows are locked in the order of everybody: registrations, then offers, then openings; and no import goes on
beside, which might write an offer back as it read it.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import force_locale
from sqlalchemy import ColumnElement, exists, select

from core.audit.models import AuditEntry
from core.audit.services import record, what_was_done
from core.contract.importing import Subject
from core.contract.module import Status
from core.contract.standing import PlaceStanding, Standing
from core.database.bulk import update_rows
from core.programme.errors import (
    FollowedError,
    OfferHeldError,
    OfferMovedError,
    ReasonMissingError,
    UnknownOfferError,
)
from core.programme.field_history import STATUS, Way, keep_changes
from core.programme.holding import hold_open
from core.programme.importing.locking import one_import_at_a_time
from core.programme.models import Offer, Opening, Participation, Registration
from core.programme.returning import what_followed
from core.tenancy.unit import Unit


@dataclass(frozen=True, slots=True)
class OfferActs:
    """How a module withdraws its offers and offers them again: the two acts in the trail, and what stands as what."""

    withdrew: str
    offered_again: str
    #: The module's kind of rows in whose history an offer stands ("hosts").
    kind: str
    #: Every status of its offers; as what one ends, and as what it stands again where nobody knows how it stood before.
    statuses: tuple[Status[Standing], ...]
    ended: Status[Standing]
    standing: Status[Standing]
    #: As what the registration of a contact ends with their last offer, and stands again.
    contact_ended: Status[Standing]
    contact_standing: Status[Standing]

    def named(self, word: str | None) -> Status[Standing]:
        """Return the status of a word of the module's."""
        return next((status for status in self.statuses if status.word == word), self.standing)


def withdraw_offer(
    unit: Unit,
    edition_id: uuid.UUID,
    offer_id: uuid.UUID,
    acts: OfferActs,
    *,
    among: ColumnElement[bool],
    version: int,
    reason: str,
) -> bool:
    """End an offer for a reason that its history keeps; say whether the registration of its contact ended with it.

    An act of a module's service, which has checked the right and says `among` which offers it may be done; `version` is
    that of the offer that was looked at. A contact whose last standing offer it was takes part no more. A second press
    is answered as the first. Raises OfferHeldError while people are in it, OfferMovedError when it stands otherwise by
    now, ReasonMissingError, UnknownOfferError, NotOpenError.
    """
    offer = _hold(unit, edition_id, offer_id, among)
    if told := what_was_done(unit, {acts.withdrew}, offer.id, version=version):
        return bool(told.get("with_contact"))
    if offer.version != version or offer.standing == Standing.ENDED:
        raise OfferMovedError()
    if not reason.strip():
        raise ReasonMissingError()
    if held := who_is_in(unit, offer.id):
        raise OfferHeldError(held)
    last = is_last(unit, offer.id)
    told = {"reference": offer.reference, "version": version, "with_contact": last}
    record(unit, acts.withdrew, offer.id, **told, was=offer.status)
    _let_stand(unit, offer, acts, acts.ended, reason)
    if last and offer.registration_id:
        ended = {**acts.contact_ended.columns, "withdrawn_at": unit.now}
        update_rows(unit.session, Registration, {offer.registration_id: ended})
    return last


def offer_again(
    unit: Unit,
    edition_id: uuid.UUID,
    offer_id: uuid.UUID,
    acts: OfferActs,
    *,
    among: ColumnElement[bool],
    version: int,
    reason: str,
) -> bool:
    """Let an offer that ended stand as before, for a reason; say whether its contact's registration stands with it.

    As withdraw_offer, which it undoes. Raises FollowedError when its contact is registered for the same organisation
    anew, OfferMovedError when it stands otherwise by now, ReasonMissingError, UnknownOfferError, NotOpenError.
    """
    offer = _hold(unit, edition_id, offer_id, among)
    if told := what_was_done(unit, {acts.offered_again}, offer.id, version=version):
        return bool(told.get("with_contact"))
    if offer.version != version or offer.standing != Standing.ENDED:
        raise OfferMovedError()
    if not reason.strip():
        raise ReasonMissingError()
    if followed := what_followed_offer(unit, offer.id):
        raise followed
    left = ended_contact(unit, offer.id)
    again = acts.named(_stood_as(unit, offer.id, acts))
    told = {"reference": offer.reference, "version": version, "with_contact": left is not None}
    record(unit, acts.offered_again, offer.id, **told)
    _let_stand(unit, offer, acts, again, reason)
    if left:
        there = {**acts.contact_standing.columns, "withdrawn_at": None, "withdrawal_reason": None}
        update_rows(unit.session, Registration, {left: there})
    return left is not None


def who_is_in(unit: Unit, offer_id: uuid.UUID) -> Sequence[str]:
    """Return the references of those who ask, wait for or hold a place in an offer, in order; one statement."""
    query = (
        select(Registration.reference)
        .join_from(Participation, Registration, Registration.id == Participation.registration_id)
        .join_from(Participation, Opening, Opening.id == Participation.opening_id)
        .where(Opening.offer_id == offer_id, Participation.standing != PlaceStanding.ENDED)
        .order_by(Registration.reference)
        .distinct()
    )
    return unit.session.scalars(query).all()


def is_last(unit: Unit, offer_id: uuid.UUID) -> bool:
    """Say whether an offer is the only one that its contact's registration still has; one statement."""
    others = select(Offer.registration_id).where(Offer.id != offer_id, Offer.standing != Standing.ENDED)
    query = select(
        exists().where(
            Offer.id == offer_id,
            Registration.id == Offer.registration_id,
            Registration.standing != Standing.ENDED,
            Registration.id.not_in(others.where(Offer.registration_id.is_not(None))),
        )
    )
    return bool(unit.session.scalar(query))


def ended_contact(unit: Unit, offer_id: uuid.UUID) -> uuid.UUID | None:
    """Return the registration of an offer's contact if it has ended, or None; one statement."""
    query = select(Registration.id).join_from(Offer, Registration)
    return unit.session.scalar(query.where(Offer.id == offer_id, Registration.standing == Standing.ENDED))


def what_followed_offer(unit: Unit, offer_id: uuid.UUID) -> FollowedError | None:
    """Return what followed the end of an offer, by which it cannot be offered again, or None; two statements.

    Its contact, whose registration ended with it, is registered for the same organisation under another one by now.
    """
    left = ended_contact(unit, offer_id)
    return what_followed(unit, left, ()) if left else None


def _hold(unit: Unit, edition_id: uuid.UUID, offer_id: uuid.UUID, among: ColumnElement[bool]) -> Offer:
    """Lock an offer of an open edition with its contact's registration and its openings; return it as it is now."""
    hold_open(unit, edition_id)
    one_import_at_a_time(unit)
    there = Offer.id == offer_id, Offer.edition_id == edition_id, among
    contacts = select(Registration.id).where(Registration.id.in_(select(Offer.registration_id).where(*there)))
    unit.session.execute(contacts.with_for_update(key_share=True)).all()
    query = select(Offer).where(*there).with_for_update(key_share=True).execution_options(populate_existing=True)
    offer = unit.session.scalar(query)
    if offer is None:
        raise UnknownOfferError()
    openings = select(Opening.id).where(Opening.offer_id == offer.id).order_by(Opening.id)
    unit.session.execute(openings.with_for_update(key_share=True)).all()
    return offer


def _let_stand(unit: Unit, offer: Offer, acts: OfferActs, after: Status[Standing], reason: str) -> None:
    """Let an offer stand otherwise, and keep in its history what it was, what it became and why."""
    before = acts.named(offer.status)
    update_rows(unit.session, Offer, {offer.id: after.columns})
    query = select(Registration.person_id).where(Registration.id == offer.registration_id)
    subject = Subject(offer_id=offer.id, person_id=unit.session.scalar(query))
    with force_locale(unit.tenant.language):
        changed = {STATUS: (str(before.label), str(after.label))}
    keep_changes(unit, offer.edition_id, acts.kind, [(subject, changed)], way=Way.HAND, reason=reason.strip())


def _stood_as(unit: Unit, offer_id: uuid.UUID, acts: OfferActs) -> str | None:
    """Return as what an offer stood before its latest withdrawal, if the trail still knows; one statement."""
    # The latest by the real clock: that of an edition in rehearsal may have been set back since.
    query = select(AuditEntry.details["was"].astext).where(
        AuditEntry.act == acts.withdrew, AuditEntry.subject_id == offer_id
    )
    return unit.session.scalar(query.order_by(AuditEntry.at.desc()).limit(1))
