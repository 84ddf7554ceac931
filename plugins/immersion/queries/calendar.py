"""The agreed days of somebody's own immersions, for their calendar (IM-28)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from core.accounts.models import Person
from core.accounts.rules import full_name
from core.contract.standing import PlaceStanding
from core.database.base import refers
from core.database.session import TenantSession
from core.directory.models import Organisation
from core.directory.names import Institution, service_name
from core.programme.following.entries import Entry
from core.programme.following.rules import Stretch
from core.programme.models import Occurrence, Offer, Opening, Participation, Registration
from core.tenancy.models import Municipality
from plugins.immersion.enums import ParticipantKind


def own_entries(session: TenantSession, mine: Registration, language: str, word: str) -> Sequence[Entry]:
    """Return the days that were agreed for a trainee or with a host, also those that were called off; one statement.

    `word` is what an immersion is called. A day of a place that is theirs no longer is called off.
    """
    host = mine.role == ParticipantKind.HOST
    query = (
        select(Occurrence, Participation.standing, Person.first_name, Person.last_name, Person.phone)
        .add_columns(Institution.name, service_name(), Organisation.street, Organisation.postal_code)
        .add_columns(Municipality.fr, Municipality.nl)
        .join_from(Occurrence, Participation, refers(Occurrence.participation_id, Participation))
        .join(Person, refers(Participation.person_id, Person))
        .join(Opening, refers(Participation.opening_id, Opening))
        .join(Offer, refers(Opening.offer_id, Offer))
        .join(Organisation, Organisation.id == Offer.organisation_id)
        .join(Institution, Institution.id == Organisation.institution_id)
        .outerjoin(Municipality, Municipality.nis == Organisation.nis)
        .where((Offer.registration_id if host else Participation.registration_id) == mine.id)
        .order_by(Occurrence.starts_at, Occurrence.id)
    )
    found = []
    for row in session.execute(query):
        over = row.standing == PlaceStanding.ENDED
        town = " ".join(each for each in (row.postal_code, row.nl if language == "nl" else row.fr) if each)
        name = full_name(row.first_name, row.last_name)
        place = ", ".join(each for each in (row.name, row[6]) if each)
        found.append(
            Entry(
                uid=row.Occurrence.ics_uid,
                sequence=row.Occurrence.sequence + over,
                stretch=Stretch(row.Occurrence.starts_at, row.Occurrence.ends_at),
                called_off=over or row.Occurrence.called_off_at is not None,
                summary=f"{word}: {name if host else row.name}",
                description=", ".join(each for each in (name, row.phone) if each) if host else place,
                location=", ".join(each for each in (place, row.street, town) if each),
            )
        )
    return found
