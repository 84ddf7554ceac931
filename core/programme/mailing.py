"""One issue of letters of an edition: its calendar, its network, and who answers in each territory."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from core.messages.envelope import Contact, Envelope, OwnLink, coordination
from core.messages.letter import Letter
from core.messages.services import write_letters
from core.programme.models import Edition
from core.programme.queries import phases_of
from core.programme.rules import PhaseDates
from core.tenancy.models import Territory
from core.tenancy.queries import territories
from core.tenancy.unit import TenantView, Unit


@dataclass(frozen=True, slots=True)
class Mailing:
    """One issue of letters, written on one day."""

    unit: Unit
    edition: Edition
    phases: tuple[PhaseDates, ...]
    territories: Mapping[uuid.UUID, Territory]
    #: The personal links that its letters can give, by registration (core.programme.own.links.linked).
    links: Mapping[uuid.UUID, OwnLink] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day on which the letters are written, on the clock of the edition."""
        return self.unit.today

    def envelope(
        self,
        to_name: str,
        to_address: str | None,
        language: str,
        *,
        about_id: uuid.UUID,
        territory_id: uuid.UUID | None,
    ) -> Envelope:
        """Return the envelope of a letter about the registration `about_id`, in a territory (IM-20).

        Answers go to the referent of the territory. Somebody from outside the network's territories, or of one that
        has no referent, is told the name of the network and its coordination, which answers.
        """
        tenant = self.unit.tenant
        territory = self.territories.get(territory_id) if territory_id else None
        return Envelope(
            to_name=to_name,
            to_address=to_address,
            language=language,
            about_id=about_id,
            edition_id=self.edition.id,
            territory_id=territory_id,
            territory=territory.name if territory else tenant.name,
            referent=referent_of(territory, tenant),
            network=tenant.name,
            manner=tenant.dutch_manner,
            link=self.links.get(about_id),
        )

    def write(self, letters: Iterable[Letter], *, again: bool = False) -> int:
        """Write the letters into the outbox and return how many; those of a rehearsal go to the captured mail.

        What was told already is told `again` only when somebody decided so.
        """
        return write_letters(self.unit, letters, captured=self.edition.rehearsal, again=again)


def referent_of(territory: Territory | None, tenant: TenantView) -> Contact:
    """Return whom to turn to: the referent of a territory, or the coordination where no territory has one."""
    if territory is not None and territory.referent_email:
        return Contact(territory.referent_name or "", territory.referent_email, territory.referent_phone)
    return coordination(tenant)


def mailing_of(unit: Unit, edition: Edition) -> Mailing:
    """Prepare an issue of letters of `edition`, written today on the clock of `unit`; two statements."""
    places = {territory.id: territory for territory in territories(unit.session)}
    return Mailing(unit, edition, phases_of(unit.session, edition.id), places)
