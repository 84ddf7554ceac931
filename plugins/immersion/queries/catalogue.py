"""What everybody may read of offers, for the catalogue: what hosts say of the stay, and never who they are."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import func, select

from core.contract.catalogue import CatalogueOffer
from core.programme.models import Offer, Registration
from core.tenancy.unit import Unit
from plugins.immersion.catalogue import age_groups, form_of
from plugins.immersion.enums import OfferStatus, RegistrationStatus
from plugins.immersion.models import ImmersionChoice, ImmersionOffer


def published_offers(unit: Unit, offer_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, CatalogueOffer]:
    """Return what is published of offers that were accepted, by the offer's id; two statements."""
    query = (
        select(ImmersionOffer, Offer.title)
        .join_from(ImmersionOffer, Offer)
        .where(Offer.id.in_(offer_ids), Offer.status == OfferStatus.ACCEPTED)
    )
    asking = _asking(unit, offer_ids)
    return {
        said.offer_id: _published(said, title, asking.get(said.offer_id, 0))
        for said, title in unit.session.execute(query)
    }


def _published(said: ImmersionOffer, title: Mapping[str, str], requests: int) -> CatalogueOffer:
    """Return one offer; its host wrote it in the language of its title."""

    def written(text: str | None) -> dict[str, str]:
        return {language: text for language in list(title)[:1] if text}

    weekdays = [str(day) for day in said.weekdays]
    details: dict[str, Any] = {
        "description": written(said.description),
        "profession": said.professions,
        "ages": said.ages,
        "form": form_of(said.modality) or [said.modality] if said.modality else None,
        "duration": float(said.duration_days) if said.duration_days else None,
        "weekday": weekdays,
        "day": said.dates,
        "conditions": written(said.conditions),
    }
    facets = {
        "weekday": weekdays,
        "profession": said.professions,
        "age": age_groups(said.ages),
        "day": said.dates,
        "form": form_of(said.modality),
        "language": list(title),
    }
    return CatalogueOffer(facets=facets, details=details, requests=requests)


def _asking(unit: Unit, offer_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """Count the trainees who take part and name an offer now; one statement."""
    query = (
        select(ImmersionChoice.offer_id, func.count())
        .join_from(ImmersionChoice, Registration)
        .where(
            ImmersionChoice.offer_id.in_(offer_ids),
            ImmersionChoice.current,
            Registration.status == RegistrationStatus.REGISTERED,
        )
        .group_by(ImmersionChoice.offer_id)
    )
    return {offer_id: number for offer_id, number in unit.session.execute(query)}
