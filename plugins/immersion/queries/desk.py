"""What waits for somebody in an edition: counts for the desk, each of what the reader may act on."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import func, select

from core.messages.access import READ_LETTERS
from core.messages.queries import letter_counts
from core.programme.models import Offer
from core.tenancy.unit import Unit
from plugins.immersion.access import READ_HOSTS
from plugins.immersion.enums import MODULE, OfferStatus


@dataclass(frozen=True, slots=True)
class Desk:
    """How much waits: offers of hosts to accept, and letters that did not arrive."""

    hosts_to_accept: int = 0
    letters_failed: int = 0


def desk_of(unit: Unit, edition_id: uuid.UUID) -> Desk:
    """Count what waits for the actor in an edition; at most two statements, and nothing without the rights."""
    return Desk(
        hosts_to_accept=_hosts_to_accept(unit, edition_id) if unit.actor.may(READ_HOSTS) else 0,
        letters_failed=(
            letter_counts(unit.session, unit.actor, edition_id)["failed"] if unit.actor.may(READ_LETTERS, MODULE) else 0
        ),
    )


def _hosts_to_accept(unit: Unit, edition_id: uuid.UUID) -> int:
    """Count the offers that are not accepted yet; for a referent those of her territories, which are hers to accept."""
    query = select(func.count()).where(Offer.edition_id == edition_id, Offer.status == OfferStatus.PROPOSED)
    territories = unit.actor.territories(READ_HOSTS)
    if territories is not None:
        query = query.where(Offer.territory_id.in_(territories))
    return unit.session.scalar(query.select_from(Offer)) or 0
