"""Reads of the public site: the editions that the public knows, and how their pages stand."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from core.contract.module import Module, PublicPage
from core.database.rows import grouped
from core.programme.access import exists_for
from core.programme.models import Edition
from core.programme.queries import phases_by_edition
from core.programme.rules import PhaseDates
from core.programme.states import OPEN, EditionState
from core.site.models import PageOverride
from core.site.rules import OVER, Override, Standing, standing_on
from core.tenancy.unit import Unit


@dataclass(frozen=True, slots=True)
class PublicEdition:
    """An edition as the public site shows it, on its own clock."""

    edition: Edition
    module: Module
    today: date
    phases: tuple[PhaseDates, ...]
    #: What was decided about each page, by its endpoint, the latest first.
    overrides: Mapping[str, Sequence[Override]]

    @property
    def lives(self) -> bool:
        """Whether people may act in it, or try it out."""
        return self.edition.state in OPEN

    def standing(self, page: PublicPage) -> Standing:
        """Return how a page of its module stands today."""
        return self.standing_on(page, self.today)

    def standing_on(self, page: PublicPage, day: date) -> Standing:
        """Return how a page of its module stands on a day; nothing is open in an edition that is over."""
        if not self.lives:
            return OVER
        return standing_on(page.phases, self.phases, self.overrides.get(page.endpoint, ()), day)


def public_editions(unit: Unit) -> tuple[PublicEdition, ...]:
    """Return the editions that the actor may know of, the newest first; three statements.

    They are those of modules that are on, open or in rehearsal, and of each module the last that is closed.
    """
    later = aliased(Edition)
    is_last = ~(
        select(later.id)
        .where(
            *(later.module == Edition.module, later.state == EditionState.CLOSED),
            or_(later.year > Edition.year, and_(later.year == Edition.year, later.code > Edition.code)),
        )
        .exists()
    )
    query = (
        select(Edition)
        .where(
            Edition.module.in_(unit.tenant.modules),
            or_(Edition.state.in_(OPEN), and_(Edition.state == EditionState.CLOSED, is_last)),
        )
        .order_by(Edition.year.desc(), Edition.module, Edition.code)
    )
    declared = unit.events.declared
    rows = [each for each in unit.session.scalars(query) if each.module in declared and exists_for(unit.actor, each)]
    return _shown(unit, rows)


def public_edition(unit: Unit, edition: Edition) -> PublicEdition:
    """Return one edition as the public site shows it; two statements."""
    return _shown(unit, [edition])[0]


def _shown(unit: Unit, rows: Collection[Edition]) -> tuple[PublicEdition, ...]:
    ids = [row.id for row in rows]
    phases = phases_by_edition(unit.session, ids)
    overrides = _overrides(unit, ids)
    return tuple(
        PublicEdition(
            edition=row,
            module=unit.events.declared[row.module],
            today=unit.inside(row).today,
            phases=phases.get(row.id, ()),
            overrides=overrides.get(row.id, {}),
        )
        for row in rows
    )


def _overrides(unit: Unit, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, dict[str, list[Override]]]:
    """Return what counts of the decisions about pages, by edition and page, the latest first; one statement."""
    query = (
        select(PageOverride)
        .where(PageOverride.edition_id.in_(list(ids)), PageOverride.ended_at.is_(None))
        .order_by(PageOverride.at.desc(), PageOverride.id.desc())
    )
    pairs = (
        (row.edition_id, (row.page, Override(row.opens, row.first_day, row.last_day, row.reason)))
        for row in unit.session.scalars(query)
    )
    return {edition_id: grouped(of_pages) for edition_id, of_pages in grouped(pairs).items()}


def all_overrides(unit: Unit, edition_id: uuid.UUID) -> Sequence[PageOverride]:
    """Return every decision about pages of an edition, also those that were taken back, the latest first."""
    query = select(PageOverride).where(PageOverride.edition_id == edition_id)
    return unit.session.scalars(query.order_by(PageOverride.at.desc(), PageOverride.id.desc())).all()
