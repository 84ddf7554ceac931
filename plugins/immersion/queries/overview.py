"""The figures of an edition: aggregates that every role may see, with no person behind them (IM-50, IM-63)."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select

from core.contract.acting import require
from core.database.rows import AnyRow
from core.directory.models import OrganisationSector
from core.programme.models import Offer, Opening, Participation, Registration
from core.programme.queries import holds_place
from core.tenancy.models import Territory
from core.tenancy.unit import Unit
from plugins.immersion.access import SEE_OVERVIEW
from plugins.immersion.enums import OfferStatus, ParticipantKind, RegistrationStatus


@dataclass(frozen=True, slots=True)
class Counts:
    """How many hosts take part, how many places they offer and how many are taken; trainees, and what became of them.

    `trainees` are all who registered, those who withdrew later included, as the published figures count them.
    """

    hosts: int = 0
    places: int = 0
    taken: int = 0
    trainees: int = 0
    withdrawn: int = 0
    #: Trainees with a place now.
    placed: int = 0

    @property
    def waiting(self) -> int:
        """Trainees who still take part and have no place."""
        return self.trainees - self.withdrawn - self.placed


@dataclass(frozen=True, slots=True)
class TerritoryFigures:
    """The figures of one territory; `code` and `name` are None for those from outside the network's territories."""

    code: str | None
    name: dict[str, str] | None
    counts: Counts


@dataclass(frozen=True, slots=True)
class SectorFigures:
    """How many hosts name a sector."""

    sector: str
    hosts: int


@dataclass(frozen=True, slots=True)
class Overview:
    """An edition in figures.

    A host may name several sectors: `sector_mentions` of `sector_base` hosts that name any, so that shares of one are
    not taken for shares of the other (138 mentions of 120 hosts in 2024).
    """

    counts: Counts
    territories: tuple[TerritoryFigures, ...]
    sectors: tuple[SectorFigures, ...]
    sector_base: int

    @property
    def sector_mentions(self) -> int:
        """How many sectors the hosts name in all."""
        return sum(sector.hosts for sector in self.sectors)


def overview_of(unit: Unit, edition_id: uuid.UUID) -> Overview:
    """Return the figures of a whole edition, the same for every role; five statements.

    Raises NotAllowedError without the right.
    """
    require(unit.actor, SEE_OVERVIEW)
    counts = _counts_by_territory(unit, [edition_id])[edition_id]
    names = select(Territory.id, Territory.code, Territory.name).order_by(Territory.position)
    lines = [TerritoryFigures(code, name, counts.get(id_, Counts())) for id_, code, name in unit.session.execute(names)]
    if None in counts:
        lines.append(TerritoryFigures(None, None, counts[None]))
    sectors, base = _sectors(unit, edition_id)
    return Overview(
        counts=_sum(line.counts for line in lines),
        territories=tuple(lines),
        sectors=sectors,
        sector_base=base,
    )


def edition_counts(unit: Unit, edition_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Counts]:
    """Return the figures of each edition in all; three statements for any number of editions."""
    counted = _counts_by_territory(unit, edition_ids)
    return {edition_id: _sum(counted[edition_id].values()) for edition_id in edition_ids}


def _sum(counts: Iterable[Counts]) -> Counts:
    found = tuple(counts)
    return Counts(*(sum(getattr(each, name) for each in found) for name in Counts.__slots__))


def _counts_by_territory(
    unit: Unit, edition_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, dict[uuid.UUID | None, Counts]]:
    """Return the counts of each edition, by territory; None stands for what lies outside the network's territories."""
    hosts = {row[:2]: (row.hosts,) for row in _host_rows(unit, edition_ids)}
    places = {row[:2]: (row.places, row.taken) for row in _place_rows(unit, edition_ids)}
    trainees = {row[:2]: (row.all, row.withdrawn, row.placed) for row in _trainee_rows(unit, edition_ids)}
    found: dict[uuid.UUID, dict[uuid.UUID | None, Counts]] = {edition_id: {} for edition_id in edition_ids}
    for key in {*hosts, *places, *trainees}:
        edition_id, territory_id = key
        counted = (*hosts.get(key, (0,)), *places.get(key, (0, 0)), *trainees.get(key, (0, 0, 0)))
        found[edition_id][territory_id] = Counts(*counted)
    return found


def _host_rows(unit: Unit, edition_ids: Collection[uuid.UUID]) -> Iterable[AnyRow]:
    query = (
        select(Registration.edition_id, Registration.territory_id, func.count().label("hosts"))
        .where(*_taking_part(edition_ids))
        .group_by(Registration.edition_id, Registration.territory_id)
    )
    return unit.session.execute(query)


def _taking_part(edition_ids: Collection[uuid.UUID]) -> tuple[ColumnElement[bool], ...]:
    """Return the criteria of the hosts that count: those registered, with an accepted offer."""
    accepted = select(Offer.registration_id)
    accepted = accepted.where(Offer.edition_id.in_(edition_ids), Offer.status == OfferStatus.ACCEPTED)
    return (
        Registration.edition_id.in_(edition_ids),
        Registration.role == ParticipantKind.HOST,
        Registration.status == RegistrationStatus.REGISTERED,
        Registration.id.in_(accepted),
    )


def _place_rows(unit: Unit, edition_ids: Collection[uuid.UUID]) -> Iterable[AnyRow]:
    query = (
        select(
            Offer.edition_id,
            Offer.territory_id,
            func.coalesce(func.sum(Opening.capacity), 0).label("places"),
            func.coalesce(func.sum(Opening.taken), 0).label("taken"),
        )
        .join(Opening, and_(Opening.tenant_id == Offer.tenant_id, Opening.offer_id == Offer.id))
        .where(Offer.edition_id.in_(edition_ids), Offer.status == OfferStatus.ACCEPTED)
        .group_by(Offer.edition_id, Offer.territory_id)
    )
    return unit.session.execute(query)


def _trainee_rows(unit: Unit, edition_ids: Collection[uuid.UUID]) -> Iterable[AnyRow]:
    live = and_(
        Participation.tenant_id == Registration.tenant_id,
        Participation.registration_id == Registration.id,
        holds_place(),
    )
    query = (
        select(
            Registration.edition_id,
            Registration.territory_id,
            func.count().label("all"),
            func.count().filter(Registration.status == RegistrationStatus.WITHDRAWN).label("withdrawn"),
            func.count(Participation.id).label("placed"),
        )
        .outerjoin(Participation, live)
        .where(Registration.edition_id.in_(edition_ids), Registration.role == ParticipantKind.TRAINEE)
        .group_by(Registration.edition_id, Registration.territory_id)
    )
    return unit.session.execute(query)


def _sectors(unit: Unit, edition_id: uuid.UUID) -> tuple[tuple[SectorFigures, ...], int]:
    """Return the hosts of each sector, the most named first, and how many hosts name any."""
    named = (
        select(Registration.id, OrganisationSector.sector)
        .join(OrganisationSector, OrganisationSector.organisation_id == Registration.organisation_id)
        .where(*_taking_part([edition_id]))
    )
    pairs = [(host, sector) for host, sector in unit.session.execute(named)]
    counted = Counter(sector for _, sector in pairs)
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return tuple(SectorFigures(sector, hosts) for sector, hosts in ordered), len({host for host, _ in pairs})
