"""Reads of what becomes of places after they were given: of one side's own, or of those that staff may see (IM-28)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from core.accounts.models import Person
from core.accounts.rules import full_name
from core.database.base import refers
from core.database.session import TenantSession
from core.directory.models import Organisation
from core.directory.names import Institution
from core.language.dates import day_of
from core.messages.envelope import Words
from core.programme.following.queries import Told, told_of
from core.programme.following.rules import Followed, Terms, followed
from core.programme.models import Edition, Offer, Opening, Participation, Registration
from core.programme.queries import holds_place, phases_of
from core.tenancy.unit import Unit
from plugins.immersion.enums import PhaseCode
from plugins.immersion.models import ImmersionPlacement
from plugins.immersion.rules import contact_deadline
from plugins.immersion.settings import ImmersionSettings


@dataclass(frozen=True, slots=True)
class Placed:
    """A place that somebody has, both of its sides, and what was said of it since."""

    place: Participation
    contact_by: date
    offer_id: uuid.UUID
    offer: str
    title: Words
    host_registration_id: uuid.UUID | None
    host: str
    reference: str
    trainee: str
    told: Sequence[Told]

    @property
    def known(self) -> Followed:
        """Where it stands."""
        return followed([each.said for each in self.told])

    def terms(self, unit: Unit) -> Terms:
        """Return what may be said of it is measured by."""
        return Terms(day_of(self.place.begun_at), self.contact_by, unit.now)


def placed(session: TenantSession, which: ColumnElement[bool]) -> Sequence[Placed]:
    """Return the places that people have and that meet `which`, on Participation and Offer, by name; two statements."""
    trainee = aliased(Person)
    query = (
        select(
            *(Participation, ImmersionPlacement.contact_by, Offer.id, Offer.reference, Offer.title),
            *(Offer.registration_id, Institution.name, Registration.reference),
            *(trainee.first_name, trainee.last_name),
        )
        .join_from(Participation, ImmersionPlacement, refers(ImmersionPlacement.participation_id, Participation))
        .join(Opening, refers(Participation.opening_id, Opening))
        .join(Offer, refers(Opening.offer_id, Offer))
        .join(Organisation, Organisation.id == Offer.organisation_id)
        .join(Institution, Institution.id == Organisation.institution_id)
        .join(Registration, refers(Participation.registration_id, Registration))
        .join(trainee, refers(Registration.person_id, trainee))
        .where(holds_place(), which)
        .order_by(trainee.search, Participation.id)
    )
    rows = session.execute(query).all()
    told = told_of(session, [row.Participation.id for row in rows])
    return [
        Placed(*row[:8], full_name(row.first_name, row.last_name), told.get(row.Participation.id, ())) for row in rows
    ]


def days_of_immersions(session: TenantSession, edition_id: uuid.UUID) -> tuple[date, date] | None:
    """Return the first and the last day of the immersions of an edition, if its calendar says them; one statement."""
    phases = {phase.kind: phase for phase in phases_of(session, edition_id)}
    found = phases.get(PhaseCode.IMMERSION)
    return (found.first_day, found.last_day) if found else None


def contact_by_of(edition: Edition, today: date) -> date:
    """Return by which day a trainee whose place is given today contacts the host (IM-28)."""
    return contact_deadline(today, ImmersionSettings.from_json(edition.settings).contact_days)
