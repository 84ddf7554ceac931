"""What all letters of one issue share: the edition, its calendar, and who answers in each territory."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeVar

from sqlalchemy import ColumnElement, Row, case
from sqlalchemy.orm import aliased

from core.database.session import TenantSession
from core.directory.models import Organisation
from core.programme.models import Edition
from core.programme.queries import phases_of
from core.programme.rules import PhaseDates
from core.tenancy.models import Territory
from core.tenancy.queries import territories
from core.tenancy.unit import Unit
from plugins.immersion.letters.facts import Contact, Envelope, Words
from plugins.immersion.settings import ImmersionSettings

K = TypeVar("K")
V = TypeVar("V")
#: A row of some columns, read by their names.
AnyRow = Row[*tuple[Any, ...]]

#: The institution of an organisation: its parent, or itself.
Institution = aliased(Organisation, name="institution")


def service_name() -> ColumnElement[str | None]:
    """Return the name of the service inside its institution; NULL when the institution itself takes part."""
    return case((Organisation.id != Organisation.institution_id, Organisation.name))


@dataclass(frozen=True, slots=True)
class Mailing:
    """One issue of letters of an edition."""

    session: TenantSession
    edition_id: uuid.UUID
    settings: ImmersionSettings
    phases: tuple[PhaseDates, ...]
    territories: Mapping[uuid.UUID, Territory]
    network: Words
    dutch_manner: Literal["u", "je"]
    written_on: date

    def envelope(
        self, to_name: str, to_address: str | None, about_id: uuid.UUID, territory_id: uuid.UUID | None
    ) -> Envelope:
        """Return the envelope of a letter about the registration `about_id`, in a territory (IM-20).

        Answers go to the referent of the territory. Somebody from outside the network's territories is told the name
        of the network instead, and answers reach the address that letters come from.
        """
        territory = self.territories.get(territory_id) if territory_id else None
        return Envelope(
            to_name=to_name,
            to_address=to_address,
            about_id=about_id,
            edition_id=self.edition_id,
            territory_id=territory_id,
            territory=territory.name if territory else self.network,
            referent=referent_of(territory),
            network=self.network,
            manner=self.dutch_manner,
        )


def referent_of(territory: Territory | None) -> Contact:
    """Return whom to turn to in a territory."""
    if territory is None:
        return Contact("", None, None)
    return Contact(territory.referent_name or "", territory.referent_email, territory.referent_phone)


def mailing_of(unit: Unit, edition: Edition) -> Mailing:
    """Prepare an issue of letters of `edition`, written today on the clock of `unit`; two statements."""
    return Mailing(
        session=unit.session,
        edition_id=edition.id,
        settings=ImmersionSettings.from_json(edition.settings),
        phases=phases_of(unit.session, edition.id),
        territories={territory.id: territory for territory in territories(unit.session)},
        network=unit.tenant.name,
        dutch_manner=unit.tenant.dutch_manner,
        written_on=unit.today,
    )


def words(fr: str | None, nl: str | None, de: str | None) -> dict[str, str] | None:
    """Return a municipality's names by language; None when it is not known."""
    names = {language: name for language, name in (("fr", fr), ("nl", nl), ("de", de)) if name}
    return names or None


def full_name(first_name: str, last_name: str) -> str:
    """Return a name as people write it."""
    return f"{first_name} {last_name}".strip()


def grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    """Group pairs (key, value) by key, in their order."""
    found: dict[K, list[V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
