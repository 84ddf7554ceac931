"""What an edition holds, read for comparing a file with it: a fixed number of statements however many rows."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import exists, func, or_, select, true

from core.accounts.importing import people_named_in
from core.accounts.models import Person
from core.accounts.people import facts_of
from core.accounts.rules import PersonFacts
from core.contract.acting import Permission
from core.database.base import refers
from core.database.rows import grouped
from core.directory.importing import Territories, territories_of
from core.directory.models import Organisation, OrganisationProposal
from core.directory.names import Institution, called, service_key
from core.directory.rules import OrganisationKey
from core.exchange.reading import Sheet
from core.programme.importing.bounds import days_of, unseen_people
from core.programme.importing.contacts import contacts_of
from core.programme.models import Edition, Offer, Opening, Participation, Registration
from core.programme.queries import holds_place
from core.programme.returning import undone_withdrawals
from core.tenancy.queries import territory_by_municipality
from core.tenancy.unit import Unit
from plugins.immersion.access import IMPORT, visible_trainees
from plugins.immersion.enums import TOOK_BACK, OfferStatus, ParticipantKind, RegistrationStatus
from plugins.immersion.importing.known import (
    HostDetails,
    KnownFacts,
    KnownHost,
    KnownOffer,
    KnownTrainee,
    TraineeDetails,
    Wave,
)
from plugins.immersion.models import ImmersionChoice, ImmersionOffer, ImmersionTrainee
from plugins.immersion.queries.frozen import frozen_choices
from plugins.immersion.settings import ImmersionSettings

_KEY: Final[tuple[Any, Any]] = (Institution.name_key.label("institution_key"), service_key().label("service_key"))


def known_for_hosts(unit: Unit, edition: Edition, sheet: Sheet) -> KnownFacts:
    """Read what a file of hosts is compared with; five statements, six for who does not see everybody."""
    people = people_named_in(unit, sheet)
    return KnownFacts(
        territories=territories_of(unit, IMPORT),
        hosts=_hosts(unit, edition),
        contacts=contacts_of(unit, edition.id, ParticipantKind.HOST),
        people=people,
        unseen=unseen_people(unit, edition, IMPORT, people.values()),
        days=days_of(unit, edition),
    )


def known_for_trainees(unit: Unit, edition: Edition, sheet: Sheet) -> KnownFacts:
    """Read what a file of trainees is compared with; eight statements, nine for who does not see everybody."""
    people = people_named_in(unit, sheet)
    return KnownFacts(
        territories=territories_of(unit, IMPORT),
        offers=_offers(unit, edition),
        trainees=_trainees(unit, edition),
        people=people,
        unseen=unseen_people(unit, edition, IMPORT, people.values()),
        days=days_of(unit, edition),
        max_choices=_max_choices(edition),
    )


def known_for_requests(unit: Unit, edition: Edition) -> KnownFacts:
    """Read what files of choices and of withdrawals are compared with: offers, and the trainees the actor may see."""
    return KnownFacts(
        territories=Territories({}),
        offers=_offers(unit, edition),
        trainees=_trainees(unit, edition, seen_under=IMPORT),
        days=days_of(unit, edition),
        max_choices=_max_choices(edition),
    )


def known_for_newcomer(unit: Unit, edition: Edition, people: Mapping[str, PersonFacts]) -> KnownFacts:
    """Read what the row of somebody is compared with who registers by themselves; three statements.

    It is their own, wherever they work; `people` are they themselves, if the network knows them. What stands under
    other references is nothing to compare it with.
    """
    return KnownFacts(
        territories=Territories(territory_by_municipality(unit.session)),
        offers=_offers(unit, edition),
        people=people,
        days=days_of(unit, edition),
        max_choices=_max_choices(edition),
        placed=True,
    )


def known_for_own(unit: Unit, edition: Edition, registration: Registration) -> KnownFacts:
    """Read what somebody changes of their own registration is compared with: that one; six statements."""
    return KnownFacts(
        territories=Territories(territory_by_municipality(unit.session)),
        offers=_offers(unit, edition),
        trainees=_trainees(unit, edition, only=registration),
        days=days_of(unit, edition),
        max_choices=_max_choices(edition),
    )


def hosts_first(unit: Unit, edition: Edition) -> str | None:
    """Name the file of hosts while an edition has no offer: choices refer to them (finding 14)."""
    there = select(Offer.id).where(Offer.edition_id == edition.id).limit(1)
    return None if unit.session.scalar(there) else "hosts"


def trainees_first(unit: Unit, edition: Edition) -> str | None:
    """Name the file that is missing while an edition has nobody who could choose anew, or withdraw."""
    trainee = (Registration.edition_id == edition.id, Registration.role == ParticipantKind.TRAINEE)
    return hosts_first(unit, edition) or (
        None if unit.session.scalar(select(Registration.id).where(*trainee).limit(1)) else "trainees"
    )


def _max_choices(edition: Edition) -> int:
    return ImmersionSettings.from_json(edition.settings).max_choices


def _offers(unit: Unit, edition: Edition) -> dict[str, KnownOffer]:
    query = (
        select(Offer.id, Offer.reference, Offer.status, Institution.name_key)
        .join_from(Offer, Organisation)
        .join(Institution, Institution.id == Organisation.institution_id)
        .where(Offer.edition_id == edition.id)
    )
    return {
        reference: KnownOffer(id, institution, status == OfferStatus.ACCEPTED)
        for id, reference, status, institution in unit.session.execute(query)
    }


def _hosts(unit: Unit, edition: Edition) -> dict[str, KnownHost]:
    query = (
        select(Offer, ImmersionOffer, Opening, Registration, Person, called().label("called"), *_KEY)
        .join_from(Offer, ImmersionOffer)
        .join_from(Offer, Opening)
        .join_from(Offer, Registration)
        .join_from(Registration, Person)
        .join_from(Offer, Organisation)
        .join(Institution, Institution.id == Organisation.institution_id)
        .where(Offer.edition_id == edition.id)
        .order_by(Offer.id, Opening.id)
        .execution_options(populate_existing=True)
    )
    found: dict[str, KnownHost] = {}
    for offer, details, opening, registration, person, name, *organisation in unit.session.execute(query):
        found.setdefault(
            offer.reference,
            KnownHost(
                offer_id=offer.id,
                opening_id=opening.id,
                registration_id=registration.id,
                registration_reference=registration.reference,
                person=facts_of(person),
                organisation=OrganisationKey(*organisation),
                organisation_name=name,
                territory_id=offer.territory_id,
                status=offer.status,
                titles=offer.title,
                details=_host_details(unit.tenant.language, offer, details, opening),
                taken=opening.taken,
                registered_at=registration.registered_at,
            ),
        )
    return found


def _host_details(language: str, offer: Offer, details: ImmersionOffer, opening: Opening) -> HostDetails:
    return HostDetails(
        title=offer.title.get(language, ""),
        description=details.description,
        professions=tuple(details.professions),
        ages=details.ages,
        modality=details.modality,
        weekdays=tuple(details.weekdays),
        dates=tuple(details.dates),
        duration_days=details.duration_days,
        capacity=opening.capacity,
        conditions=details.conditions,
    )


def _trainees(
    unit: Unit, edition: Edition, *, seen_under: Permission | None = None, only: Registration | None = None
) -> dict[str, KnownTrainee]:
    """Return the trainees of an edition by reference: all, those that the actor may see, or one."""
    waves = _waves(unit, edition, only)
    frozen = frozen_choices(unit.session, edition.id, only.reference if only else None)
    decided = grouped((each.reference, each.choices) for each in frozen)
    undone = grouped((each.registration_id, each.withdrawn_at) for each in undone_withdrawals(unit, TOOK_BACK))
    has_place = exists().where(Participation.registration_id == Registration.id, holds_place())
    chosen = exists().where(ImmersionChoice.registration_id == Registration.id)
    query = (
        select(
            Registration.id,
            Registration.reference,
            Registration.territory_id,
            Registration.registered_at,
            Registration.status,
            Registration.withdrawn_at,
            Registration.withdrawal_reason,
            Person,
            ImmersionTrainee.profession,
            ImmersionTrainee.expectations,
            ImmersionTrainee.said_host_service,
            func.coalesce(_KEY[0], OrganisationProposal.name_key).label("institution_key"),
            func.coalesce(_KEY[1], OrganisationProposal.service_key).label("service_key"),
            func.coalesce(called(), OrganisationProposal.name).label("called"),
            has_place.label("has_place"),
            or_(~chosen, chosen.where(ImmersionChoice.current)).label("asks"),
        )
        .join_from(Registration, Person)
        .outerjoin_from(Registration, ImmersionTrainee)
        .outerjoin_from(Registration, Organisation)
        .outerjoin(Institution, Institution.id == Organisation.institution_id)
        .outerjoin(OrganisationProposal, refers(Registration.proposal_id, OrganisationProposal))
        .where(Registration.edition_id == edition.id, Registration.role == ParticipantKind.TRAINEE)
        .where(visible_trainees(unit.actor, seen_under) if seen_under else true())
        .where(Registration.id == only.id if only else true())
        .execution_options(populate_existing=True)
    )
    return {
        row.reference: KnownTrainee(
            reference=row.reference,
            registration_id=row.id,
            person=facts_of(row.Person),
            organisation=OrganisationKey(row.institution_key, row.service_key),
            organisation_name=row.called,
            territory_id=row.territory_id,
            details=TraineeDetails(row.profession, row.expectations, row.said_host_service),
            registered_at=row.registered_at,
            waves=tuple(waves.get(row.id, ())),
            decided=frozenset(decided.get(row.reference, ())),
            undone=frozenset(undone.get(row.id, ())),
            alive=row.status == RegistrationStatus.REGISTERED,
            has_place=row.has_place,
            asks=row.asks,
            withdrawn_at=row.withdrawn_at,
            withdrawal_reason=row.withdrawal_reason,
        )
        for row in unit.session.execute(query)
    }


def _waves(unit: Unit, edition: Edition, only: Registration | None) -> dict[uuid.UUID, list[Wave]]:
    query = (
        select(ImmersionChoice.registration_id, ImmersionChoice.wave, ImmersionChoice.received_at, Offer.reference)
        .join_from(ImmersionChoice, Offer)
        .where(Offer.edition_id == edition.id)
        .where(ImmersionChoice.registration_id == only.id if only else true())
        .order_by(ImmersionChoice.registration_id, ImmersionChoice.wave, ImmersionChoice.rank)
    )
    chosen: defaultdict[tuple[Any, int], list[str]] = defaultdict(list)
    received = {}
    for registration_id, wave, received_at, reference in unit.session.execute(query):
        chosen[registration_id, wave].append(reference)
        received[registration_id, wave] = received_at
    found: defaultdict[uuid.UUID, list[Wave]] = defaultdict(list)
    for (registration_id, wave), references in chosen.items():
        found[registration_id].append(Wave(wave, tuple(references), received[registration_id, wave]))
    return found
