"""Trainees, their choices and hosts as rows that a hand corrects: what would stand in the cells of a file (IM-13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from core.accounts.importing import person_cells
from core.accounts.models import Person
from core.accounts.rules import full_name
from core.contract.importing import KnownRow, Subject
from core.directory.importing import organisation_cells, profession_words
from core.directory.models import Organisation
from core.directory.names import Institution
from core.directory.vocabulary import professions, sectors
from core.exchange.changes import weekday_words
from core.language.here import spoken_here
from core.programme.models import Edition, Offer, Opening, Registration
from core.programme.queries import title_for
from core.tenancy.unit import Unit
from plugins.immersion.access import IMPORT
from plugins.immersion.enums import OfferStatus, ParticipantKind
from plugins.immersion.importing.columns import choice_column
from plugins.immersion.models import ImmersionChoice, ImmersionOffer, ImmersionTrainee
from plugins.immersion.settings import ImmersionSettings


def trainee_row(unit: Unit, edition: Edition, reference: str) -> KnownRow | None:
    """Return a trainee whom the actor may correct, or None."""
    query = select(Registration, Person, ImmersionTrainee).join_from(Registration, Person)
    query = query.outerjoin_from(Registration, ImmersionTrainee).where(*_trainee(edition, reference))
    found = unit.session.execute(query.execution_options(populate_existing=True)).one_or_none()
    if found is None or not unit.actor.may_at(IMPORT, found.Registration.territory_id):
        return None
    registration, person, said = found
    organisation = organisation_cells(unit, registration.organisation_id, registration.territory_id)
    cells = {
        **person_cells(person),
        **{name: cell for name, cell in organisation.items() if name != "street"},
        "reference": reference,
        "profession": profession_words(said.profession) or None if said else None,
        "host_service": said.said_host_service if said else None,
        "expectations": said.expectations if said else None,
    }
    return KnownRow(_name(person), cells, Subject(registration_id=registration.id, person_id=person.id))


def choices_row(unit: Unit, edition: Edition, reference: str) -> KnownRow | None:
    """Return the current choices of a trainee whom the actor may correct, or None."""
    query = select(Registration, Person).join_from(Registration, Person).where(*_trainee(edition, reference))
    found = unit.session.execute(query.execution_options(populate_existing=True)).one_or_none()
    if found is None or not unit.actor.may_at(IMPORT, found.Registration.territory_id):
        return None
    registration, person = found
    chosen = unit.session.scalars(
        select(Offer.reference)
        .join_from(ImmersionChoice, Offer)
        .where(ImmersionChoice.registration_id == registration.id, ImmersionChoice.current)
        .order_by(ImmersionChoice.rank)
    )
    cells = {choice_column(rank): offer for rank, offer in enumerate(chosen, start=1)}
    subject = Subject(registration_id=registration.id, person_id=person.id)
    return KnownRow(_name(person), {"reference": reference, **cells, "received_at": unit.now}, subject)


def host_row(unit: Unit, edition: Edition, reference: str) -> KnownRow | None:
    """Return an offer that the actor may correct, with its contact, or None."""
    query = (
        select(Registration, Person, Offer, ImmersionOffer, Opening)
        .join_from(Offer, Registration)
        .join_from(Registration, Person)
        .join_from(Offer, ImmersionOffer)
        .join_from(Offer, Opening)
        .where(Offer.edition_id == edition.id, Offer.reference == reference)
        .order_by(Opening.id)
        .limit(1)
    )
    found = unit.session.execute(query.execution_options(populate_existing=True)).one_or_none()
    if found is None or not unit.actor.may_at(IMPORT, found.Offer.territory_id):
        return None
    _registration, person, offer, said, opening = found
    cells = {
        **person_cells(person),
        **organisation_cells(unit, offer.organisation_id, offer.territory_id),
        "reference": reference,
        "title": offer.title.get(unit.tenant.language),
        "description": said.description or None,
        "professions": "; ".join(professions().name(code, spoken_here()) for code in said.professions) or None,
        "ages": said.ages,
        "modality": said.modality,
        "weekdays": weekday_words(said.weekdays) or None,
        "dates": "; ".join(said.dates) or None,
        "duration": format(said.duration_days.normalize(), "f") if said.duration_days is not None else None,
        "places": str(opening.capacity) if opening.capacity is not None else None,
        "conditions": said.conditions,
    }
    return KnownRow(_name(person), cells, Subject(offer_id=offer.id, person_id=person.id))


def offers_to_choose(unit: Unit, edition: Edition) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Return, for each choice that the edition allows, the accepted offers by their references; one statement."""
    query = (
        select(Offer.reference, Institution.name, title_for(unit))
        .join_from(Offer, Organisation)
        .join(Institution, Institution.id == Organisation.institution_id)
        .where(Offer.edition_id == edition.id, Offer.status == OfferStatus.ACCEPTED)
        .order_by(Institution.name_key, Offer.reference)
    )
    offers = [(reference, f"{name} · {title} ({reference})") for reference, name, title in unit.session.execute(query)]
    allowed = ImmersionSettings.from_json(edition.settings).max_choices
    return {choice_column(rank): offers for rank in range(1, allowed + 1)}


def words_to_use(unit: Unit, edition: Edition) -> Mapping[str, Sequence[str]]:
    """Return the institutions of an edition and the words of our vocabularies, for whoever types one; one statement."""
    used = select(Registration.organisation_id).where(Registration.edition_id == edition.id)
    query = (
        select(Institution.name, Institution.name_key)
        .join_from(Organisation, Institution, Institution.id == Organisation.institution_id)
        .where(Organisation.id.in_(used))
        .distinct()
        .order_by(Institution.name_key)
    )
    labels = {
        name: sorted(term.label.get(spoken_here(), ()).text for term in vocabulary)
        for name, vocabulary in (("sector", sectors()), ("profession", professions()), ("professions", professions()))
    }
    return {"institution": [name for name, _ in unit.session.execute(query)], **labels}


def _trainee(edition: Edition, reference: str) -> tuple[Any, ...]:
    return (
        Registration.edition_id == edition.id,
        Registration.role == ParticipantKind.TRAINEE,
        Registration.reference == reference,
    )


def _name(person: Person) -> str:
    return full_name(person.first_name, person.last_name)
