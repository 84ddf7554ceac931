"""One host of an edition with what it says of the stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from core.directory.models import Organisation
from core.listing.reading import ListRow, read_rows
from core.listing.spec import Scope
from core.programme.models import Offer
from core.tenancy.unit import Unit
from plugins.immersion.lists.hosts import HOSTS
from plugins.immersion.models import ImmersionOffer


@dataclass(frozen=True, slots=True)
class OfferDetails:
    """What the host says of the stay; days are ISO dates, weekdays 1 (Monday) to 7."""

    description: str
    professions: Sequence[str]
    ages: str | None
    modality: str | None
    weekdays: Sequence[int]
    dates: Sequence[str]
    duration_days: Decimal | None
    conditions: str | None
    street: str | None


@dataclass(frozen=True, slots=True)
class HostDetail:
    """One offer, whole."""

    row: ListRow
    details: OfferDetails | None


def find_host(unit: Unit, scope: Scope, reference: str) -> HostDetail | None:
    """Return one offer by its printed reference, or None; two statements."""
    found = read_rows(unit, HOSTS, scope, Offer.reference == reference)
    if not found:
        return None
    row = found[0]
    details = unit.session.execute(
        select(
            ImmersionOffer.description,
            ImmersionOffer.professions,
            ImmersionOffer.ages,
            ImmersionOffer.modality,
            ImmersionOffer.weekdays,
            ImmersionOffer.dates,
            ImmersionOffer.duration_days,
            ImmersionOffer.conditions,
            Organisation.street,
        )
        .join_from(ImmersionOffer, Offer)
        .join_from(Offer, Organisation)
        .where(ImmersionOffer.offer_id == row.id)
    ).one_or_none()
    return HostDetail(row, OfferDetails(*details) if details else None)
