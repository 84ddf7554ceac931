"""A host's offer is accepted, asked back about, or declined; its host is told by letter, once (IM-09, IM-20)."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Final

from core.contract.acting import require
from core.messages.envelope import OwnLink
from core.messages.previewing import Sample, samples
from core.programme.judging import Judging, Verdict, answer, judge
from core.programme.mailing import mailing_of
from core.programme.models import Edition, Offer
from core.programme.own.links import linked
from core.tenancy.sealing import PREFIX
from core.tenancy.unit import Unit
from plugins.immersion.access import ANSWER_OWN, JUDGE_OFFERS, own_offers
from plugins.immersion.enums import ACCEPTED_OFFER, ANSWERED, ASKED_BACK, DECLINED_OFFER, MODULE
from plugins.immersion.queries.letters.judging import verdict_letters
from plugins.immersion.services.offers import ACTS
from plugins.immersion.statuses import OFFER_ACCEPTED, OFFER_ASKED_BACK, OFFER_DECLINED, OFFER_PROPOSED

JUDGING: Final = Judging(
    acts={Verdict.ACCEPT: ACCEPTED_OFFER, Verdict.ASK: ASKED_BACK, Verdict.DECLINE: DECLINED_OFFER},
    answered=ANSWERED,
    stands_as={
        Verdict.ACCEPT: OFFER_ACCEPTED,
        Verdict.ASK: OFFER_ASKED_BACK,
        Verdict.DECLINE: OFFER_DECLINED,
    },
    proposed=OFFER_PROPOSED,
    offers=ACTS,
)


def judge_one(
    unit: Unit, edition: Edition, offer_id: uuid.UUID, verdict: Verdict, *, version: int, told: str = ""
) -> bool:
    """Decide on an offer of one's own territory and tell its host; say whether a letter was written.

    None is on the second press. Raises what judge raises, NotAllowedError without the right.
    """
    require(unit.actor, JUDGE_OFFERS)
    among = own_offers(unit.actor, JUDGE_OFFERS)
    if not judge(unit, edition.id, offer_id, JUDGING, verdict, among=among, version=version, told=told):
        return False
    mailing, offer = mailing_of(unit, edition), unit.session.get_one(Offer, (unit.session.tenant_id, offer_id))
    if offer.registration_id:
        mailing = linked(mailing, [offer.registration_id])
    return mailing.write(verdict_letters(mailing, offer_id, verdict, told.strip())) > 0


def preview(unit: Unit, edition: Edition, offer_id: uuid.UUID, verdict: Verdict, told: str) -> Sample | None:
    """Return the letter that a verdict would write, as its host would read it; None for a host nobody knows."""
    mailing, offer = mailing_of(unit, edition), unit.session.get_one(Offer, (unit.session.tenant_id, offer_id))
    if offer.registration_id:  # The link itself is made when the letter is written.
        mailing = replace(mailing, links={offer.registration_id: OwnLink(offer_id, unit.address(f"{PREFIX}…"))})
    found = samples(unit, verdict_letters(mailing, offer_id, verdict, told), MODULE)
    return found[0] if found else None


def answer_one(unit: Unit, edition: Edition, offer_id: uuid.UUID, question_id: uuid.UUID, said: str) -> bool:
    """Answer a question about an offer of the actor's own; False when nothing waits for this answer any more.

    Raises what answer raises, LookupError for an offer that is not the actor's, NotAllowedError without the right.
    """
    require(unit.actor, ANSWER_OWN)
    offer = unit.session.get(Offer, (unit.session.tenant_id, offer_id))
    if offer is None or offer.edition_id != edition.id or offer.registration_id not in unit.actor.own(ANSWER_OWN):
        raise LookupError(f"There is no such offer of {unit.actor.name}.")
    return answer(unit, edition, offer_id, JUDGING, question_id=question_id, said=said)
