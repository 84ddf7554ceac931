"""What every list of an edition shares: the part that is wanted, and the facts that several lists show."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from core.database.session import TenantSession
from core.directory.models import Organisation, OrganisationSector
from core.language.folding import fold
from core.programme.models import Offer, Opening
from core.tenancy.models import Territory
from plugins.immersion.enums import OfferStatus
from plugins.immersion.queries.join_order import joined_as_written

#: How many rows a page of a list shows; None in its place is the whole list, for an export.
PAGE_SIZE = 50

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """The rows of one part of a list, and how many the whole has."""

    rows: Sequence[T]
    total: int


def part_of(
    session: TenantSession, query: Select[*tuple[Any, ...]], row: type[T], *, limit: int | None, offset: int
) -> Listed[T]:
    """Read `limit` rows of `query` after `offset` as values of the class `row`, whose fields are its columns in order.

    The joins of `query` are written outwards from the rows that are listed. As many statements for any number of rows.
    """
    with joined_as_written(session):
        if limit is None:
            rows = [row(*values) for values in session.execute(query)]
            return Listed(rows, len(rows))
        rows = [row(*values) for values in session.execute(query.limit(limit).offset(offset))]
        counted = query.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
        return Listed(rows, session.scalar(counted) or 0)


def sectors_of(organisation_id: ColumnElement[uuid.UUID | None]) -> ScalarSelect[Any]:
    """Return the codes of an organisation's sectors, in alphabetical order; NULL when it has none."""
    codes = func.array_agg(aggregate_order_by(OrganisationSector.sector, OrganisationSector.sector))
    return select(codes).where(OrganisationSector.organisation_id == organisation_id).scalar_subquery()


def has_sector(organisation_id: ColumnElement[uuid.UUID | None], code: str) -> ColumnElement[bool]:
    """Return the criterion that an organisation has the sector `code` (it may have others too)."""
    return exists().where(OrganisationSector.organisation_id == organisation_id, OrganisationSector.sector == code)


def hosting_institutions(edition_id: uuid.UUID) -> Select[uuid.UUID]:
    """Return the institutions with an accepted offer in an edition: those whose people have priority (IM-17)."""
    host = aliased(Organisation)
    return (
        select(host.institution_id)
        .join(Offer, Offer.organisation_id == host.id)
        .where(Offer.edition_id == edition_id, Offer.status == OfferStatus.ACCEPTED)
    )


def places_of(offer: type[Offer], column: ColumnElement[int] | ColumnElement[int | None]) -> ScalarSelect[int]:
    """Return the sum of `column` of Opening over the openings of an offer."""
    return (
        select(func.coalesce(func.sum(column), 0))
        .where(Opening.tenant_id == offer.tenant_id, Opening.offer_id == offer.id)
        .correlate(offer)
        .scalar_subquery()
    )


def contains(text: str, *columns: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the criterion that every word of `text` stands in one of `columns`, whatever its case and accents."""
    said = func.lower(func.translate(func.replace(func.concat_ws(" ", *columns), "œ", "oe"), _ACCENTED, _BARE))
    return and_(*(said.contains(word, autoescape=True) for word in fold(text).split()))


def in_territory(column: ColumnElement[uuid.UUID | None], code: str) -> ColumnElement[bool]:
    """Return the criterion that `column` is the territory with the code `code`."""
    place = aliased(Territory)
    return column.in_(select(place.id).where(place.code == code))


#: The letters that French and Dutch write with a sign, beside the bare ones that people type.
_ACCENTED = "àâäáãåçéèêëîïíôöóùûüúÿñÀÂÄÁÃÅÇÉÈÊËÎÏÍÔÖÓÙÛÜÚŸÑ’‘–"
_BARE = "aaaaaaceeeeiiiooouuuuynaaaaaaceeeeiiiooouuuuyn''-"
