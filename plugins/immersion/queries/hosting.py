"""What a host can take up again: the offers of former editions that are theirs, or their institution's."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from core.accounts.models import Person
from core.database.base import refers
from core.programme.capacity import capacity_in_all
from core.programme.models import Edition, Offer, Opening, Registration
from core.tenancy.unit import Unit
from plugins.immersion.enums import ParticipantKind
from plugins.immersion.models import ImmersionOffer, ImmersionOfferSaid


@dataclass(frozen=True, slots=True)
class FormerOffer:
    """An offer of a former edition."""

    id: uuid.UUID
    title: Mapping[str, str]
    edition: Mapping[str, str]
    organisation_id: uuid.UUID | None


def former_offers(unit: Unit, edition: Edition, person: Person | None) -> Sequence[FormerOffer]:
    """Return the offers of former editions of a person, or of the organisation they work for; one statement."""
    if person is None:
        return ()
    theirs = [Registration.person_id == person.id]
    if person.organisation_id is not None:
        theirs.append(Offer.organisation_id == person.organisation_id)
    query = (
        select(Offer.id, Offer.title, Edition.title, Offer.organisation_id)
        .join(Registration, refers(Offer.registration_id, Registration))
        .join(Edition, refers(Offer.edition_id, Edition))
        .where(
            Edition.module == edition.module,
            Edition.year < edition.year,
            Registration.role == ParticipantKind.HOST,
            or_(*theirs),
        )
        .order_by(Edition.year.desc(), Offer.reference)
        .limit(20)
    )
    return [FormerOffer(*row) for row in unit.session.execute(query)]


def as_typed(unit: Unit, offer_id: uuid.UUID, among: Collection[FormerOffer]) -> dict[str, list[str]]:
    """Return an offer as the fields of the form have it, without its days, which are over; nothing for another's.

    Two statements.
    """
    former = next((each for each in among if each.id == offer_id), None)
    if former is None:
        return {}
    query = select(ImmersionOffer, ImmersionOfferSaid).outerjoin(
        ImmersionOfferSaid, ImmersionOfferSaid.offer_id == ImmersionOffer.offer_id
    )
    found = unit.session.execute(query.where(ImmersionOffer.offer_id == offer_id)).first()
    places = unit.session.scalar(select(capacity_in_all()).select_from(Opening).where(Opening.offer_id == offer_id))
    typed = {"title": [next(iter(former.title.values()))], "places": [str(places)] if places else []}
    if found is None:
        return typed
    offer, said = found
    typed |= {
        "description": [offer.description],
        "weekdays": [str(day) for day in offer.weekdays],
        "modality": [offer.modality or ""],
        "duration": [f"{offer.duration_days.normalize():f}"] if offer.duration_days else [],
        "professions": list(offer.professions),
        "ages": [offer.ages or ""],
        "conditions": [offer.conditions or ""],
    }
    if said is not None:
        typed |= {
            "discover": [said.discover],
            "expect": [said.expect],
            "languages": list(said.languages),
            "access": [said.access or ""],
        }
    return typed
