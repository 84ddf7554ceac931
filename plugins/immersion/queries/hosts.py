"""One host of an edition with what it says of the stay, and the hosts that expect nobody."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from core.database.base import refers
from core.directory.models import Organisation
from core.listing.reading import ListRow, read_rows
from core.listing.spec import Scope
from core.programme.models import Offer, Opening, Participation
from core.programme.queries import holds_place
from core.tenancy.unit import Unit
from plugins.immersion.enums import OfferStatus
from plugins.immersion.lists.hosts import HOSTS
from plugins.immersion.models import ImmersionHost, ImmersionOffer, ImmersionOfferSaid


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
    #: What files have no column for: empty for an offer that came by one.
    discover: str | None
    expect: str | None
    languages: Sequence[str] | None
    access: str | None
    places_by_date: Mapping[str, int] | None
    deputy: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HostDetail:
    """One offer, whole."""

    row: ListRow
    details: OfferDetails | None
    territory_id: uuid.UUID | None
    version: int


def find_host(unit: Unit, scope: Scope, reference: str) -> HostDetail | None:
    """Return one offer by its printed reference, or None; three statements."""
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
            ImmersionOfferSaid.discover,
            ImmersionOfferSaid.expect,
            ImmersionOfferSaid.languages,
            ImmersionOfferSaid.access,
            ImmersionOfferSaid.places_by_date,
            ImmersionHost.deputy_name,
            ImmersionHost.deputy_email,
            ImmersionHost.deputy_phone,
        )
        .join_from(ImmersionOffer, Offer)
        .join_from(Offer, Organisation)
        .outerjoin(ImmersionOfferSaid, refers(ImmersionOfferSaid.offer_id, Offer))
        .outerjoin(ImmersionHost, ImmersionHost.registration_id == Offer.registration_id)
        .where(ImmersionOffer.offer_id == row.id)
    ).one_or_none()
    where, version = unit.session.execute(select(Offer.territory_id, Offer.version).where(Offer.id == row.id)).one()
    return HostDetail(row, _details(details) if details else None, where, version)


def _details(row: Any) -> OfferDetails:
    names = [field.name for field in fields(OfferDetails)]
    values: dict[str, Any] = dict(zip(names, row[: len(names) - 1], strict=True))
    return OfferDetails(**values, deputy=tuple(filter(None, row[len(names) - 1 :])))


def expects_nobody(edition_id: uuid.UUID) -> ColumnElement[bool]:
    """Return the criterion of the accepted Offers of an edition whose hosts expect nobody at any of theirs (IM-20)."""
    expecting = (
        select(Offer.registration_id)
        .join_from(Offer, Opening)
        .join_from(Opening, Participation)
        .where(Offer.edition_id == edition_id, holds_place())
    )
    return and_(
        Offer.edition_id == edition_id,
        Offer.status == OfferStatus.ACCEPTED,
        Offer.registration_id.not_in(expecting),
    )
