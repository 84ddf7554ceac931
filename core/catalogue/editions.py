"""Which editions have a catalogue for whom, and how it stands on a day: to come, open, read on, over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.catalogue.models import CatalogueEntry, Entries, RehearsedEntry
from core.contract.catalogue import Catalogue
from core.programme.models import Edition
from core.programme.queries import editions, phases_by_edition, phases_of
from core.programme.rules import PhaseDates
from core.programme.states import EditionState
from core.tenancy.unit import Unit


class Stand(StrEnum):
    """How the catalogue of an edition stands."""

    #: Its edition is open, and people may not choose yet: nothing is shown, but when it opens.
    COMING = "coming"
    #: People choose.
    OPEN = "open"
    #: The choosing is over, and it can still be read.
    READ = "read"
    #: Its edition is closed: what was offered can be read, and nothing of it is to be had.
    OVER = "over"


@dataclass(frozen=True, slots=True)
class EditionCatalogue:
    """The catalogue of one edition, on the edition's own clock."""

    edition: Edition
    catalogue: Catalogue
    phases: Sequence[PhaseDates]
    today: date

    @property
    def entries(self) -> Entries:
        """Where its entries are kept: those of a rehearsal apart."""
        return RehearsedEntry if self.edition.rehearsal else CatalogueEntry

    @property
    def choosing(self) -> list[PhaseDates]:
        """The phases in which people choose, the first to begin first."""
        named = [phase for phase in self.phases if phase.kind in self.catalogue.phases]
        return sorted(named, key=lambda phase: phase.first_day)

    @property
    def opens(self) -> date | None:
        """The day on which it opens; None where no phase says so, and it is open from the beginning."""
        return opening_day(self.catalogue, self.phases)

    @property
    def stand(self) -> Stand:
        """How it stands today."""
        if self.edition.state == EditionState.CLOSED:
            return Stand.OVER
        if self.opens is not None and self.today < self.opens:
            return Stand.COMING
        if self.choosing and self.today > max(phase.last_day for phase in self.choosing):
            return Stand.READ
        return Stand.OPEN

    @property
    def readable(self) -> bool:
        """Whether its entries are shown."""
        return self.stand is not Stand.COMING

    def is_open(self, *kinds: str) -> bool:
        """Say whether one of some phases is under way, in an edition that is open itself."""
        under_way = any(phase.first_day <= self.today <= phase.last_day for phase in self.phases if phase.kind in kinds)
        return self.edition.state != EditionState.CLOSED and under_way


def opening_day(catalogue: Catalogue, phases: Sequence[PhaseDates]) -> date | None:
    """Return the first day of the first of the phases in which people choose, or None."""
    return min((phase.first_day for phase in phases if phase.kind in catalogue.phases), default=None)


def catalogues_for(unit: Unit) -> list[EditionCatalogue]:
    """Return the catalogues that exist for the reader, of the newest edition first; two statements.

    A draft has none. That of a rehearsal exists for those who belong to its module, and for nobody else.
    """
    phases = phases_by_edition(unit.session)
    found = (_of(unit, edition, phases.get(edition.id, ())) for edition in editions(unit.session))
    return [each for each in found if each is not None]


def catalogue_for(unit: Unit, edition: Edition) -> EditionCatalogue | None:
    """Return the catalogue of an edition if it exists for the reader; one statement."""
    return _of(unit, edition, phases_of(unit.session, edition.id))


def _of(unit: Unit, edition: Edition, phases: Sequence[PhaseDates]) -> EditionCatalogue | None:
    module = unit.events.declared.get(edition.module)
    if module is None or module.catalogue is None or edition.module not in unit.tenant.modules:
        return None
    if edition.state == EditionState.DRAFT or (edition.rehearsal and not unit.actor.belongs(edition.module)):
        return None
    return EditionCatalogue(edition, module.catalogue, phases, unit.inside(edition).today)
