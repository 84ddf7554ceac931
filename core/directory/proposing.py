"""Name an institution that the directory does not have: a step of a registration, which checks the right.

What is proposed is the tenant's own until the staff settle it (`core.programme.proposals`); until then a registration
has no organisation, or the institution of the new service.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from core.audit.services import record
from core.database.base import uuid7
from core.directory.models import Organisation, OrganisationProposal
from core.directory.queries import organisations_by_key
from core.directory.rules import OrganisationKey, PublicFacts, name_key
from core.tenancy.queries import territory_by_municipality
from core.tenancy.unit import Unit


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """An institution as somebody names it who did not find it."""

    name: str
    service: str | None
    facts: PublicFacts


@dataclass(frozen=True, slots=True)
class SaidInstitution:
    """For whom somebody takes part: one of the directory, perhaps with a service of it, or a new one."""

    organisation_id: uuid.UUID | None = None
    service: str | None = None
    new: NewOrganisation | None = None


@dataclass(frozen=True, slots=True)
class Stands:
    """What a registration keeps of it: an organisation of the directory, a proposal, or a service's institution and it.

    `territory_id` is where it lies.
    """

    organisation_id: uuid.UUID | None
    proposal_id: uuid.UUID | None
    territory_id: uuid.UUID | None

    @property
    def columns(self) -> dict[str, uuid.UUID | None]:
        """The columns of a registration that say so."""
        return {
            "organisation_id": self.organisation_id,
            "proposal_id": self.proposal_id,
            "territory_id": self.territory_id,
        }


class NoSuchOrganisationError(Exception):
    """What was chosen is not in the directory, or not any more."""


def settle_said(unit: Unit, edition_id: uuid.UUID, said: SaidInstitution) -> Stands:
    """Find what was said in the directory, else propose it; the same said twice is one proposal (IM-07).

    Raises NoSuchOrganisationError for what was chosen and is not there.
    """
    if said.new is not None:
        return _new(unit, edition_id, said.new)
    chosen = _chosen(unit, said.organisation_id)
    places = territory_by_municipality(unit.session)
    if said.service is None or chosen.parent_id is not None:
        return Stands(chosen.id, None, places.get(chosen.nis or ""))
    known = unit.session.scalar(
        select(Organisation).where(
            Organisation.parent_id == chosen.id,
            Organisation.name_key == name_key(said.service),
            Organisation.rehearsal_id.is_not_distinct_from(chosen.rehearsal_id),
        )
    )
    if known is not None:
        return Stands(known.id, None, places.get(known.nis or chosen.nis or ""))
    facts = PublicFacts(chosen.street, chosen.postal_code, chosen.nis)
    proposal = _propose(unit, edition_id, NewOrganisation(chosen.name, said.service, facts), chosen.id)
    return Stands(chosen.id, proposal.id, proposal.territory_id)


def _chosen(unit: Unit, organisation_id: uuid.UUID | None) -> Organisation:
    found = unit.session.get(Organisation, organisation_id) if organisation_id else None
    if found is None or found.rehearsal_id not in (None, unit.rehearsal):
        raise NoSuchOrganisationError
    return found


def _new(unit: Unit, edition_id: uuid.UUID, new: NewOrganisation) -> Stands:
    """Propose a new one; of a name that the directory has, it is that one, perhaps with a new service."""
    key = OrganisationKey(name_key(new.name))
    known = organisations_by_key(unit.session, [key], rehearsal=unit.rehearsal).get(key)
    if known is not None:
        return settle_said(unit, edition_id, SaidInstitution(known.id, new.service))
    proposal = _propose(unit, edition_id, new, None)
    return Stands(None, proposal.id, proposal.territory_id)


def _propose(
    unit: Unit, edition_id: uuid.UUID, new: NewOrganisation, institution_id: uuid.UUID | None
) -> OrganisationProposal:
    keys = {
        "edition_id": edition_id,
        "name_key": name_key(new.name),
        "service_key": name_key(new.service) if new.service else None,
        "nis": new.facts.nis,
    }
    row: dict[str, Any] = {
        "tenant_id": unit.tenant.id,
        "id": uuid7(),
        "institution_id": institution_id,
        "name": new.name,
        "service": new.service,
        "street": new.facts.street,
        "postal_code": new.facts.postal_code,
        "sectors": sorted(new.facts.sectors),
        "territory_id": territory_by_municipality(unit.session).get(new.facts.nis or ""),
        "proposed_at": unit.now,
        **keys,
    }
    made = insert(OrganisationProposal).values(row).on_conflict_do_nothing().returning(OrganisationProposal.id)
    if unit.session.scalar(made) is not None:
        record(unit, "directory.organisation.proposed", row["id"])
    same = [getattr(OrganisationProposal, name).is_not_distinct_from(value) for name, value in keys.items()]
    found: Sequence[OrganisationProposal] = unit.session.scalars(
        select(OrganisationProposal).where(*same, OrganisationProposal.settled_at.is_(None))
    ).all()
    return found[0]
