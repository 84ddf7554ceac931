"""A hall in which tables are laid: offers of the tests' own module, and the entries of the catalogue that follow."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from lunch.statuses import LAID
from sqlalchemy import select

from core.catalogue.asked import Asked
from core.catalogue.editions import EditionCatalogue, catalogue_for
from core.catalogue.models import CatalogueEntry, Entries
from core.catalogue.queries import Among, read_part
from core.catalogue.services import follow
from core.contract.module import EditionPlan, PhaseDay, PhasePlan, Status
from core.contract.standing import Standing
from core.database.base import uuid7
from core.directory.queries import organisations_by_key
from core.directory.rules import OrganisationKey, PublicFacts, SaidOrganisation
from core.directory.services import enter_organisations, plan_organisations
from core.language.folding import fold
from core.programme.models import Edition, Offer, Opening
from core.programme.services import create_edition
from core.tenancy.models import Territory
from core.tenancy.unit import Unit

#: Entries are taken in February and March; it is the nineteenth of February.
NOW = datetime(2024, 2, 19, 9, tzinfo=UTC)
PLAN = EditionPlan(
    title={"fr": "Lunchs {year}", "nl": "Lunches {year}"},
    phases=(PhasePlan("entries", PhaseDay(2, 1), PhaseDay(3, 31)),),
    settings={},
)


@dataclass
class Hall:
    """One edition of lunches, in which tables are laid; whoever asks for `entries` lets them follow first."""

    unit: Unit
    edition: Edition

    @classmethod
    def open(cls, unit: Unit, *, code: str = "2024", state: str = "live") -> Hall:
        """Open a hall: an edition of the year with which its code begins."""
        made = create_edition(unit, module="lunch", code=code, year=int(code[:4]), plan=PLAN, state=state)
        unit.session.flush()
        return cls(unit, made)

    def lay(
        self,
        reference: str,
        title: str = "soupe",
        *,
        status: Status[Standing] = LAID,
        capacity: int | None = 2,
        organisation: uuid.UUID | None = None,
        territory: str | None = None,
    ) -> uuid.UUID:
        """Lay a table: an offer with one opening."""
        offer = uuid7()
        session = self.unit.session
        where = session.scalar(select(Territory.id).where(Territory.code == territory)) if territory else None
        row = Offer(
            id=offer,
            edition_id=self.edition.id,
            title={"fr": title},
            reference=reference,
            organisation_id=organisation,
            territory_id=where,
            **status.columns,
        )
        session.add(row)
        session.flush()
        session.add(Opening(edition_id=self.edition.id, offer_id=offer, capacity=capacity))
        session.flush()
        return offer

    def institution(self, name: str, nis: str = "53053", sectors: frozenset[str] = frozenset()) -> uuid.UUID:
        """Enter an institution into the shared directory, and return its id."""
        said = SaidOrganisation(name, facts=PublicFacts(nis=nis, sectors=sectors))
        enter_organisations(self.unit, plan_organisations(self.unit, [said], corrects=True))
        self.unit.session.flush()
        key = OrganisationKey(fold(name))
        return organisations_by_key(self.unit.session, [key])[key].id

    @property
    def here(self) -> EditionCatalogue:
        """The catalogue of the edition, as everybody sees it."""
        found = catalogue_for(self.unit, self.edition)
        assert found is not None
        return found

    @property
    def among(self) -> Among:
        """The entries of the edition."""
        return Among(self.here.entries, (self.edition.id,))

    def follow(self) -> int:
        """Let the entries follow what was noted, as the chore does."""
        return follow(self.unit)

    def entries(self, entries: Entries = CatalogueEntry) -> dict[str, object]:
        """Return the entries by their references, after they have followed."""
        self.follow()
        self.unit.session.expire_all()
        found = self.unit.session.scalars(select(entries).where(entries.edition_id == self.edition.id))
        return {entry.reference: entry for entry in found}

    def found(self, typed: str = "", **more: object) -> list[str]:
        """Return the references of what is found, in order."""
        self.follow()
        asked = replace(Asked(typed=typed), **more)
        return [row.reference for row in read_part(self.unit, self.among, asked, "fr").rows]
