"""The figures of editions: aggregates with no person behind them, by territory and by sector.

Two roles meet in an edition: those who offer places (they count once an offer of theirs stands), and those who ask for
one. A module says which roles these are, and checks the right before it asks.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select

from core.contract.standing import Standing
from core.database.rows import AnyRow
from core.directory.models import OrganisationSector
from core.programme.capacity import capacity_in_all, taken_in_all
from core.programme.models import Offer, Opening, Participation, Registration
from core.programme.queries import holds_place
from core.programme.rules import NO_ROOM, Room, in_all
from core.tenancy.models import Territory
from core.tenancy.unit import Unit


@dataclass(frozen=True, slots=True)
class Counts:
    """How many offer places, how many places these are and have left; how many ask, and what became of them.

    `asking` are all who registered, those who withdrew later included, as published figures count them.
    """

    offering: int = 0
    #: The places of all who offer some, as one.
    room: Room = NO_ROOM
    asking: int = 0
    withdrawn: int = 0
    #: Of those who ask, how many have a place now.
    placed: int = 0

    @property
    def waiting(self) -> int:
        """How many still take part and have no place."""
        return self.asking - self.withdrawn - self.placed


@dataclass(frozen=True, slots=True)
class TerritoryFigures:
    """The figures of one territory; `code` is None for those from outside the network's territories."""

    code: str | None
    counts: Counts


@dataclass(frozen=True, slots=True)
class SectorFigures:
    """How many of those who offer places name a sector."""

    sector: str
    offering: int


@dataclass(frozen=True, slots=True)
class EditionFigures:
    """An edition in figures.

    Who offers places may name several sectors: `sector_mentions` of `sector_base` who name any, so that shares of one
    are not taken for shares of the other.
    """

    counts: Counts
    territories: tuple[TerritoryFigures, ...]
    sectors: tuple[SectorFigures, ...]
    sector_base: int

    @property
    def sector_mentions(self) -> int:
        """How many sectors are named in all."""
        return sum(sector.offering for sector in self.sectors)


def figures_of_edition(unit: Unit, edition_id: uuid.UUID, *, offering: str, asking: str) -> EditionFigures:
    """Return the figures of an edition, where `offering` and `asking` are the two roles; five statements.

    A territory without anybody stands there with zeros; what lies outside all of them comes last, if there is any.
    """
    counts = _counts_by_territory(unit, [edition_id], offering, asking)[edition_id]
    codes = select(Territory.id, Territory.code).order_by(Territory.position)
    lines = [TerritoryFigures(code, counts.get(id_, Counts())) for id_, code in unit.session.execute(codes)]
    if None in counts:
        lines.append(TerritoryFigures(None, counts[None]))
    sectors, base = _sectors(unit, edition_id, offering)
    return EditionFigures(_sum(line.counts for line in lines), tuple(lines), sectors, base)


def counts_of_editions(
    unit: Unit, edition_ids: Collection[uuid.UUID], *, offering: str, asking: str
) -> Mapping[uuid.UUID, Counts]:
    """Return the counts of each edition in all, for the same two roles; three statements for any number of editions."""
    counted = _counts_by_territory(unit, edition_ids, offering, asking)
    return {edition_id: _sum(counted[edition_id].values()) for edition_id in edition_ids}


def _sum(counts: Iterable[Counts]) -> Counts:
    found = tuple(counts)
    asking, withdrawn, placed = (
        sum(getattr(each, name) for each in found) for name in ("asking", "withdrawn", "placed")
    )
    room = in_all(each.room for each in found)
    return Counts(sum(each.offering for each in found), room, asking, withdrawn, placed)


def _counts_by_territory(
    unit: Unit, edition_ids: Collection[uuid.UUID], offering: str, asking: str
) -> dict[uuid.UUID, dict[uuid.UUID | None, Counts]]:
    """Return the counts of each edition, by territory; None stands for what lies outside the network's territories."""
    offers = {row[:2]: (row.offering,) for row in _offering_rows(unit, edition_ids, offering)}
    rooms = {row[:2]: (Room(row.capacity, row.taken),) for row in _place_rows(unit, edition_ids)}
    people = {row[:2]: (row.all, row.withdrawn, row.placed) for row in _asking_rows(unit, edition_ids, asking)}
    found: dict[uuid.UUID, dict[uuid.UUID | None, Counts]] = {edition_id: {} for edition_id in edition_ids}
    for key in {*offers, *rooms, *people}:
        edition_id, territory_id = key
        counted = (*offers.get(key, (0,)), *rooms.get(key, (NO_ROOM,)), *people.get(key, (0, 0, 0)))
        found[edition_id][territory_id] = Counts(*counted)
    return found


def _offering_rows(unit: Unit, edition_ids: Collection[uuid.UUID], role: str) -> Iterable[AnyRow]:
    query = (
        select(Registration.edition_id, Registration.territory_id, func.count().label("offering"))
        .where(*_offering(edition_ids, role))
        .group_by(Registration.edition_id, Registration.territory_id)
    )
    return unit.session.execute(query)


def _offering(edition_ids: Collection[uuid.UUID], role: str) -> tuple[ColumnElement[bool], ...]:
    """Return the criteria of those who offer places: active, with an active offer."""
    active = select(Offer.registration_id).where(Offer.edition_id.in_(edition_ids), Offer.standing == Standing.ACTIVE)
    return (
        Registration.edition_id.in_(edition_ids),
        Registration.role == role,
        Registration.standing == Standing.ACTIVE,
        Registration.id.in_(active),
    )


def _place_rows(unit: Unit, edition_ids: Collection[uuid.UUID]) -> Iterable[AnyRow]:
    query = (
        select(
            Offer.edition_id,
            Offer.territory_id,
            capacity_in_all().label("capacity"),
            taken_in_all().label("taken"),
        )
        .join_from(Offer, Opening)
        .where(Offer.edition_id.in_(edition_ids), Offer.standing == Standing.ACTIVE)
        .group_by(Offer.edition_id, Offer.territory_id)
    )
    return unit.session.execute(query)


def _asking_rows(unit: Unit, edition_ids: Collection[uuid.UUID], role: str) -> Iterable[AnyRow]:
    holding = and_(
        Participation.tenant_id == Registration.tenant_id,
        Participation.registration_id == Registration.id,
        holds_place(),
    )
    # Whoever holds two places is one person.
    query = (
        select(
            Registration.edition_id,
            Registration.territory_id,
            func.count(Registration.id.distinct()).label("all"),
            func.count(Registration.id.distinct()).filter(Registration.standing == Standing.ENDED).label("withdrawn"),
            func.count(Participation.registration_id.distinct()).label("placed"),
        )
        .outerjoin(Participation, holding)
        .where(Registration.edition_id.in_(edition_ids), Registration.role == role)
        .group_by(Registration.edition_id, Registration.territory_id)
    )
    return unit.session.execute(query)


def _sectors(unit: Unit, edition_id: uuid.UUID, role: str) -> tuple[tuple[SectorFigures, ...], int]:
    """Return how many of those who offer places name each sector, the most named first, and how many name any."""
    named = (
        select(Registration.id, OrganisationSector.sector)
        .join(OrganisationSector, OrganisationSector.organisation_id == Registration.organisation_id)
        .where(*_offering([edition_id], role))
    )
    pairs = [(who, sector) for who, sector in unit.session.execute(named)]
    counted = Counter(sector for _, sector in pairs)
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return tuple(SectorFigures(sector, count) for sector, count in ordered), len({who for who, _ in pairs})
