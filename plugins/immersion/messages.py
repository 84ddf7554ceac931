"""The letters of an edition: from the facts that each tells to a letter in French, Dutch or English (IM-20).

A service fills the facts and calls the function of the letter. The texts lie in letters/, one file for each letter and
language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from core.contract.module import Label, LetterKind
from core.directory.vocabulary import professions
from core.language.dates import long_day, plain_day
from core.language.texts import Texts
from core.messages.letter import Letter
from plugins.immersion.letters import texts, wording
from plugins.immersion.letters.facts import (
    Commitments,
    Contact,
    Envelope,
    FreeOffer,
    HostFacts,
    HostListFacts,
    HostNobodyFacts,
    NotPlacedChooseAgainFacts,
    NotPlacedFinalFacts,
    OfferList,
    PlacedFacts,
    RefusedChoice,
    TraineeFacts,
    Words,
)

__all__ = [
    "HOST_LIST",
    "HOST_NOBODY",
    "NOT_PLACED_CHOOSE_AGAIN",
    "NOT_PLACED_FINAL",
    "PLACED",
    "Contact",
    "Envelope",
    "FreeOffer",
    "HostFacts",
    "HostListFacts",
    "HostNobodyFacts",
    "NotPlacedChooseAgainFacts",
    "NotPlacedFinalFacts",
    "OfferList",
    "PlacedFacts",
    "RefusedChoice",
    "TraineeFacts",
    "contact_deadline",
    "host_list",
    "host_nobody",
    "letter_kinds",
    "not_placed_choose_again",
    "not_placed_final",
    "placed",
]

PLACED: Final = "immersion.placed"
NOT_PLACED_CHOOSE_AGAIN: Final = "immersion.not_placed_choose_again"
NOT_PLACED_FINAL: Final = "immersion.not_placed_final"
HOST_LIST: Final = "immersion.host_list"
HOST_NOBODY: Final = "immersion.host_nobody"

#: So many offers a letter lists; of the others it gives the number.
MOST_OFFERS_LISTED: Final = 15


def placed(facts: PlacedFacts, language: str) -> Letter:
    """Tell a trainee of the place: whom to call and by when, what the host asks, how to withdraw (IM-20, IM-27)."""
    return _letter(
        PLACED,
        facts.envelope,
        language,
        reference=facts.reference,
        contact_by=long_day(contact_deadline(facts.published_on, facts.contact_days), language),
        rank=wording.ordinal(facts.rank, language),
        host=_host(facts.host, facts.published_on, language),
        commitments=_sentences(facts.commitments, language),
        phases=wording.calendar(facts.phases, facts.published_on, language),
        refused=[_refused(choice, language) for choice in facts.refused],
    )


def not_placed_choose_again(facts: NotPlacedChooseAgainFacts, language: str) -> Letter:
    """Tell a trainee that there is no place yet, and what is left to choose among; nothing of anybody else (IM-20)."""
    return _letter(
        NOT_PLACED_CHOOSE_AGAIN,
        facts.envelope,
        language,
        reference=facts.reference,
        round=wording.ordinal(facts.round_number, language) if facts.round_number else "",
        chosen=wording.all_of(facts.chosen, language),
        max_choices=facts.max_choices,
        reply_by=long_day(facts.reply_by, language),
        reply_by_short=plain_day(facts.reply_by, language),
        next_round_on=long_day(facts.next_round_on, language),
        offers=[_free_offer(offer, language) for offer in facts.offers[:MOST_OFFERS_LISTED]],
        more=max(0, len(facts.offers) - MOST_OFFERS_LISTED),
        elsewhere=facts.elsewhere,
        total=len(facts.offers) + facts.elsewhere,
        refused=[_refused(choice, language) for choice in facts.refused],
    )


def not_placed_final(facts: NotPlacedFinalFacts, language: str) -> Letter:
    """Thank a trainee for whom no place was found this year; nothing of anybody else (IM-20)."""
    return _letter(
        NOT_PLACED_FINAL,
        facts.envelope,
        language,
        reference=facts.reference,
        rounds=facts.rounds,
        chosen=wording.all_of(facts.chosen, language),
        refused=[_refused(choice, language) for choice in facts.refused],
    )


def host_list(facts: HostListFacts, language: str) -> Letter:
    """Tell a host whom it expects now: everybody, the new ones marked, those who withdrew named (IM-20)."""
    trainees = [trainee for offer in facts.offers for trainee in offer.trainees]
    return _letter(
        HOST_LIST,
        facts.envelope,
        language,
        references=wording.all_of([offer.reference for offer in facts.offers], language),
        total=len(trainees),
        new=sum(trainee.new for trainee in trainees),
        contact_by=long_day(contact_deadline(facts.published_on, facts.contact_days), language),
        offers=[_offer_list(offer, language) for offer in facts.offers],
        commitments=_sentences(facts.commitments, language),
        phases=wording.calendar(facts.phases, facts.published_on, language),
    )


def host_nobody(facts: HostNobodyFacts, language: str) -> Letter:
    """Thank a host to whom nobody comes this year; only after the last round (IM-20)."""
    return _letter(
        HOST_NOBODY,
        facts.envelope,
        language,
        references=wording.all_of([reference for reference, _title in facts.offers], language),
        offers=[f"{reference}, {_said(title)}" for reference, title in facts.offers],
        places=facts.places,
    )


def contact_deadline(published_on: date, contact_days: int) -> date:
    """Return the last day on which a trainee calls the host: so many days after the letter (IM-28)."""
    return published_on + timedelta(days=contact_days)


_COMMON: Final = frozenset({"to_name", "network", "territory", "referent", *wording.address_words("u")})
_VARIABLES: Final[Mapping[str, frozenset[str]]] = {
    PLACED: frozenset({"reference", "contact_by", "rank", "host", "commitments", "phases", "refused"}),
    NOT_PLACED_CHOOSE_AGAIN: frozenset(
        {"reference", "round", "chosen", "max_choices", "reply_by", "reply_by_short", "next_round_on", "offers"}
        | {"more", "elsewhere", "total", "refused"}
    ),
    NOT_PLACED_FINAL: frozenset({"reference", "rounds", "chosen", "refused"}),
    HOST_LIST: frozenset({"references", "total", "new", "contact_by", "offers", "commitments", "phases"}),
    HOST_NOBODY: frozenset({"references", "offers", "places"}),
}


def letter_kinds(labels: Mapping[str, Label]) -> tuple[LetterKind, ...]:
    """Return the letters' declarations for the module; `labels` names each of them for the pages, by its key."""
    return tuple(
        LetterKind(
            key=key, label=labels[key], variables=_COMMON | variables, texts=texts(key.removeprefix("immersion."))
        )
        for key, variables in _VARIABLES.items()
    )


def _letter(key: str, envelope: Envelope, language: str, **variables: object) -> Letter:
    common = {
        "to_name": _said(envelope.to_name),
        "network": _in(envelope.network, language),
        "territory": _in(envelope.territory, language),
        "referent": _referent(envelope, language),
        **wording.address_words(envelope.manner),
    }
    return Letter(
        kind=key,
        language=language,
        to_name=envelope.to_name,
        to_address=envelope.to_address,
        reply_to=envelope.referent.email,
        variables={**common, **variables},
        about_id=envelope.about_id,
        edition_id=envelope.edition_id,
        territory_id=envelope.territory_id,
    )


def _referent(envelope: Envelope, language: str) -> dict[str, object]:
    """Say who gets the answers; where a territory has nobody, the network itself."""
    name = envelope.referent.name or _in(envelope.network, language)
    phone = envelope.referent.phone
    return {**_contact(envelope.referent), "reached": f"{name} ({phone})" if phone else name}


def _contact(contact: Contact) -> dict[str, object]:
    return {"name": contact.name, "lines": [line for line in (contact.phone, contact.email) if line]}


def _host(host: HostFacts, today: date, language: str) -> dict[str, object]:
    place = " ".join(filter(None, (host.postal_code, _in(host.municipality, language))))
    return {
        "reference": host.reference,
        "title": _said(host.title),
        "institution": _said(host.institution),
        "contact": _contact(host.contact),
        "place": _listed(host.service, host.institution),
        "address": [line for line in (_said(host.street), place) if line],
        "conditions": _said(host.conditions),
        "duration": wording.duration(host.duration_days, language),
        "weekdays": wording.weekdays(host.weekdays, language),
        # A suggested day that is over when the letter is written helps nobody.
        "dates": wording.dates([day for day in host.dates if day > today], language),
    }


def _refused(choice: RefusedChoice, language: str) -> dict[str, object]:
    """Say why a choice was not obtained: the sentence of the matching goes on from the word for the choice."""
    title, institution = _said(choice.title), _said(choice.institution)
    _, why = wording.around(choice.refusal, language)
    return {
        "offer": _listed(choice.reference, title, institution if institution not in title else None),
        "rank": wording.ordinal(choice.refusal.rank, language),
        "why": why,
    }


def _free_offer(offer: FreeOffer, language: str) -> dict[str, object]:
    municipality = _in(offer.municipality, language)
    named = municipality and municipality not in offer.institution
    return {
        "reference": offer.reference,
        "title": _said(offer.title),
        "where": _listed(offer.institution, municipality if named else None),
        "places_left": offer.places_left,
    }


def _offer_list(offer: OfferList, language: str) -> dict[str, object]:
    return {
        "reference": offer.reference,
        "title": _said(offer.title),
        "places": offer.places,
        "trainees": [_trainee(trainee, language) for trainee in offer.trainees],
        "withdrawn": wording.all_of(offer.withdrawn, language),
        "withdrawn_count": len(offer.withdrawn),
    }


def _trainee(trainee: TraineeFacts, language: str) -> dict[str, object]:
    work = _listed(_profession(trainee.profession, language), trainee.service, trainee.institution)
    return {
        "name": _said(trainee.name),
        "new": trainee.new,
        "lines": [line for line in (work, trainee.phone, trainee.email) if line],
        "expectations": _said(trainee.expectations),
    }


def _profession(said: str | None, language: str) -> str:
    term = professions().get(said) if said else None
    return term.label.get(language).text if term else _said(said)


def _sentences(commitments: Commitments, language: str) -> Sequence[str]:
    """Return the golden rules in `language`, else in the first language in which they are written."""
    return commitments.get(language) or next((rules for rules in commitments.values() if rules), ())


def _in(words: Words | None, language: str) -> str:
    return Texts(words).get(language).text if words else ""


def _listed(*parts: str | None) -> str:
    return ", ".join(_said(part) for part in parts if part)


def _said(text: str | None) -> str:
    """Return in one line what somebody wrote, so that it cannot look like a part of the letter."""
    return " ".join((text or "").split())
