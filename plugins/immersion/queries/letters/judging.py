"""The letters to a host about whose offer was decided."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from core.messages.letter import Letter
from core.programme.judging import Verdict
from core.programme.mailing import Mailing
from core.programme.models import Offer
from plugins.immersion import messages
from plugins.immersion.messages import OfferAcceptedFacts, OfferDeclinedFacts, OfferQuestionFacts
from plugins.immersion.queries.letters.hosts import by_host
from plugins.immersion.queries.letters.trainees import envelope
from plugins.immersion.settings import ImmersionSettings


def verdict_letters(mailing: Mailing, offer_id: uuid.UUID, verdict: Verdict, told: str) -> Iterator[Letter]:
    """Yield the letter to the host of an offer; one statement. `told` is the question, or why it is declined."""
    settings = ImmersionSettings.from_json(mailing.edition.settings)
    for host, offers in by_host(mailing.unit.session, Offer.id == offer_id):
        about = offers[0].offer_reference, offers[0].title
        to = envelope(mailing, host)
        if verdict is Verdict.ASK:
            yield to.letter(messages.OFFER_QUESTION, OfferQuestionFacts(*about, question=told))
        elif verdict is Verdict.DECLINE:
            yield to.letter(messages.OFFER_DECLINED, OfferDeclinedFacts(*about, reason=told))
        else:
            facts = OfferAcceptedFacts(
                *about,
                places=offers[0].places,
                commitments=settings.commitments_of_hosts,
                phases=mailing.phases,
                today=mailing.today,
            )
            yield to.letter(messages.OFFER_ACCEPTED, facts)
