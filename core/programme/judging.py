"""An offer that somebody proposed is accepted, asked back about, or declined, by who looks after its territory (IM-09).

As in `offers.py`, rows are locked in the order of everybody, and no import goes on beside.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, select

from core.audit.services import done_before, record
from core.contract.module import Status
from core.contract.standing import Standing
from core.database.base import uuid7
from core.database.bulk import update_rows
from core.database.session import TenantSession
from core.programme.errors import OfferMovedError, ReasonMissingError, UnsettledInstitutionError
from core.programme.holding import hold_open
from core.programme.models import Edition, Offer, OfferQuestion, Registration
from core.programme.offers import OfferActs, ended_contact, hold_offer, is_last, let_stand, what_followed_offer
from core.tenancy.unit import Unit


class Verdict(StrEnum):
    """What is decided about an offer."""

    ACCEPT = "accept"
    #: Its contact is asked something, and answers before it is decided on.
    ASK = "ask"
    DECLINE = "decline"


@dataclass(frozen=True, slots=True)
class Judging:
    """How a module decides on its offers: the acts in the trail, what an offer stands as, what may follow what."""

    acts: Mapping[Verdict, str]
    #: The act of a contact who answers.
    answered: str
    stands_as: Mapping[Verdict, Status[Standing]]
    #: As what an offer stands that waits to be decided on.
    proposed: Status[Standing]
    #: How its offers are withdrawn, whose history is kept likewise.
    offers: OfferActs

    def allows(self, status: str, verdict: Verdict) -> bool:
        """Say whether a verdict can be given on an offer that stands as `status`.

        On one that waits, or was asked about, any; what was declined may be accepted after all.
        """
        if status in (self.proposed.word, self.stands_as[Verdict.ASK].word):
            return True
        return status == self.stands_as[Verdict.DECLINE].word and verdict is Verdict.ACCEPT


#: So long a question, an answer or a reason may be.
LONGEST: Final = 1000


def judge(
    unit: Unit,
    edition_id: uuid.UUID,
    offer_id: uuid.UUID,
    judging: Judging,
    verdict: Verdict,
    *,
    among: ColumnElement[bool],
    version: int,
    told: str = "",
) -> bool:
    """Decide on an offer; return False when this very decision was made already, so that nobody is told twice.

    An act of a module's service, which has checked the right and says `among` which offers it may be done; `version` is
    that of the offer that was looked at; `told` is the question, or why it is declined, as its contact reads it. A
    contact whose last standing offer is declined takes part no more, and does again when it is accepted after all.
    Raises ReasonMissingError without words where they are needed, OfferMovedError when the offer stands otherwise by
    now, FollowedError when its contact is registered anew, UnsettledInstitutionError when its institution is still a
    proposal, UnknownOfferError, NotOpenError.
    """
    offer = hold_offer(unit, edition_id, offer_id, among)
    act, told = judging.acts[verdict], told.strip()
    if done_before(unit, {act}, offer.id, version=version):
        return False
    if offer.version != version or not judging.allows(offer.status, verdict):
        raise OfferMovedError()
    if verdict is not Verdict.ACCEPT and not told:
        raise ReasonMissingError()
    if verdict is Verdict.ACCEPT and (followed := what_followed_offer(unit, offer.id)):
        raise followed
    if verdict is Verdict.ACCEPT and _of_proposed_institution(unit, offer):
        raise UnsettledInstitutionError()
    _move_contact(unit, offer, judging, verdict)
    record(unit, act, offer.id, reference=offer.reference, version=version, was=offer.status)
    let_stand(unit, offer, judging.offers, judging.stands_as[verdict], told)
    if verdict is Verdict.ASK:
        asked = OfferQuestion(
            id=uuid7(),
            edition_id=edition_id,
            offer_id=offer.id,
            question=told,
            asked_at=unit.now,
            asked_by=unit.actor.name,
        )
        unit.session.add(asked)
        unit.session.flush()
    return True


def open_question(unit: Unit, offer_id: uuid.UUID) -> OfferQuestion | None:
    """Return the question about an offer that nobody has answered, the latest; one statement."""
    query = select(OfferQuestion).where(OfferQuestion.offer_id == offer_id, OfferQuestion.answered_at.is_(None))
    return unit.session.scalar(query.order_by(OfferQuestion.id.desc()).limit(1))


def questions_about(session: TenantSession, offer_ids: Collection[uuid.UUID]) -> Sequence[OfferQuestion]:
    """Return what was asked about offers, the latest first; one statement."""
    query = select(OfferQuestion).where(OfferQuestion.offer_id.in_(offer_ids))
    return session.scalars(query.order_by(OfferQuestion.id.desc())).all()


def answer(
    unit: Unit, edition: Edition, offer_id: uuid.UUID, judging: Judging, *, question_id: uuid.UUID, said: str
) -> bool:
    """Let the contact of an offer answer what they were asked: it waits to be decided on again.

    An act of a module's service, which knows that the offer is the actor's own. Returns False when the question was
    answered already, or nothing waits for an answer any more. Raises ReasonMissingError for an empty answer,
    UnknownOfferError, NotOpenError.
    """
    hold_open(unit, edition.id)
    offer = hold_offer(unit, edition.id, offer_id, Offer.id == offer_id)
    question = open_question(unit, offer.id)
    if question is None or question.id != question_id or offer.status != judging.stands_as[Verdict.ASK].word:
        return False
    if not said.strip():
        raise ReasonMissingError()
    question.answer, question.answered_at, question.answered_by = said.strip(), unit.now, unit.actor.name
    record(unit, judging.answered, offer.id, reference=offer.reference)
    let_stand(unit, offer, judging.offers, judging.proposed, "")
    return True


def _of_proposed_institution(unit: Unit, offer: Offer) -> bool:
    """Say whether an offer has no institution, because its contact proposed one that nobody has settled yet."""
    if offer.organisation_id is not None or offer.registration_id is None:
        return False
    query = select(Registration.proposal_id).where(Registration.id == offer.registration_id)
    return unit.session.scalar(query) is not None


def _move_contact(unit: Unit, offer: Offer, judging: Judging, verdict: Verdict) -> None:
    """End the registration of a contact with their last offer, or let it stand again with it."""
    acts = judging.offers
    if verdict is Verdict.DECLINE and offer.registration_id and is_last(unit, offer.id):
        ended = {**acts.contact_ended.columns, "withdrawn_at": unit.now}
        update_rows(unit.session, Registration, {offer.registration_id: ended})
    elif verdict is Verdict.ACCEPT and (left := ended_contact(unit, offer.id)):
        there = {**acts.contact_standing.columns, "withdrawn_at": None, "withdrawal_reason": None}
        update_rows(unit.session, Registration, {left: there})
