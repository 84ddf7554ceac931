"""A professional registers their service as a host, with its offers, which wait to be accepted (IM-07)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import func, select

from core.accounts.models import Person
from core.accounts.own import make_own_person
from core.audit.services import record, what_was_done
from core.contract.acting import SIGNED_IN, NotAllowedError
from core.contract.standing import Standing
from core.database.base import uuid7
from core.directory.proposing import Stands, settle_said
from core.language.folding import fold
from core.programme.charter import accept_charter
from core.programme.holding import hold_open
from core.programme.mailing import mailing_of
from core.programme.models import Edition, Offer, Opening, Registration
from core.programme.own.links import linked
from core.programme.references import next_references
from core.site.services import require_open
from core.tenancy.unit import Unit
from plugins.immersion.enums import ParticipantKind, PhaseCode
from plugins.immersion.errors import SameTitleError
from plugins.immersion.hosting import SaidHost, SaidOffer
from plugins.immersion.messages import HOST_REGISTERED, HostRegisteredFacts
from plugins.immersion.models import ImmersionHost, ImmersionOffer, ImmersionOfferSaid
from plugins.immersion.settings import ImmersionSettings
from plugins.immersion.statuses import OFFER_PROPOSED, REGISTERED

#: The page on which one becomes a host, by which the calendar opens and shuts it.
PAGE: Final = "immersion.become_host"
REGISTERED_HOST: Final = "immersion.host.registered"
#: What was begun on the last day can still be sent on the next.
GRACE: Final = timedelta(days=1)


def register_host(unit: Unit, edition: Edition, said: SaidHost) -> uuid.UUID:
    """Register the actor as a host, with offers to be accepted, and confirm it by letter; return the registration.

    A second press of the same form is answered as the first. Whoever is a host of that institution already gets the
    offers into that registration. Raises PageShutError once the phase and its grace are over, SameTitleError for two
    offers that nobody could tell apart, CharterMovedError, NoSuchOrganisationError, and what hold_open raises.
    """
    if unit.actor.account_id is None:
        raise NotAllowedError(SIGNED_IN)
    hold_open(unit, edition.id)
    key = func.hashtextextended(f"host:{edition.id}:{unit.actor.account_id}", 0)
    unit.session.execute(select(func.pg_advisory_xact_lock(key)))
    done = what_was_done(unit, [REGISTERED_HOST], entry=said.entry)
    if done is not None:
        return uuid.UUID(done["registration"])
    require_open(unit, edition, PAGE, grace=GRACE)
    settings = ImmersionSettings.from_json(edition.settings)
    stands = settle_said(unit, edition.id, said.institution)
    person = make_own_person(
        unit,
        first_name=said.first_name,
        last_name=said.last_name,
        phone=said.phone,
        language=said.language,
        organisation_id=stands.organisation_id,
    )
    references = next_references(unit, edition.id, settings.prefixes[ParticipantKind.HOST], len(said.offers))
    registration = _registered(unit, edition, person, stands, references[0])
    _refuse_same_titles(unit, registration.id, said.offers)
    _keep_deputy(unit, registration.id, said)
    for reference, offer in zip(references, said.offers, strict=True):
        _open(unit, edition, registration, reference, offer, language=said.language)
    accept_charter(
        unit,
        edition.id,
        registration.id,
        ParticipantKind.HOST,
        settings.commitments_of_hosts,
        seen=said.rules_seen,
        language=said.language,
    )
    _confirm(unit, edition, registration, said, references)
    record(unit, REGISTERED_HOST, edition.id, entry=said.entry, registration=str(registration.id), offers=references)
    return registration.id


def _registered(unit: Unit, edition: Edition, person: Person, stands: Stands, reference: str) -> Registration:
    """Return the registration of a person for an institution, locked; it is made if none stands."""
    query = select(Registration).where(
        Registration.edition_id == edition.id,
        Registration.role == ParticipantKind.HOST,
        Registration.person_id == person.id,
        Registration.standing != Standing.ENDED,
        Registration.organisation_id.is_not_distinct_from(stands.organisation_id),
    )
    there = unit.session.scalars(query.with_for_update(key_share=True)).first()
    if there is not None:
        return there
    made = Registration(
        id=uuid7(),
        edition_id=edition.id,
        person_id=person.id,
        role=ParticipantKind.HOST,
        reference=reference,
        registered_at=unit.now,
        **stands.columns,
        **REGISTERED.columns,
    )
    unit.session.add(made)
    unit.session.flush()
    return made


def _refuse_same_titles(unit: Unit, registration_id: uuid.UUID, offers: Sequence[SaidOffer]) -> None:
    query = select(Offer.title).where(Offer.registration_id == registration_id, Offer.standing != Standing.ENDED)
    known = {fold(text) for title in unit.session.scalars(query) for text in title.values()}
    for number, offer in enumerate(offers):
        if fold(offer.title) in known:
            raise SameTitleError(number)
        known.add(fold(offer.title))


def _keep_deputy(unit: Unit, registration_id: uuid.UUID, said: SaidHost) -> None:
    query = select(ImmersionHost).where(ImmersionHost.registration_id == registration_id)
    row = unit.session.scalars(query).first()
    if row is None:
        row = ImmersionHost(registration_id=registration_id)
        unit.session.add(row)
    row.deputy_name, row.deputy_email = said.deputy.name, said.deputy.email
    row.deputy_phone = said.deputy.phone


def _open(
    unit: Unit, edition: Edition, registration: Registration, reference: str, said: SaidOffer, *, language: str
) -> None:
    """Open one offer: one opening with its places in all, for that is what a round gives; its days are suggestions."""
    offer = Offer(
        id=uuid7(),
        edition_id=edition.id,
        registration_id=registration.id,
        organisation_id=registration.organisation_id,
        territory_id=registration.territory_id,
        reference=reference,
        title={language: said.title},
        **OFFER_PROPOSED.columns,
    )
    unit.session.add(offer)
    unit.session.flush()
    unit.session.add_all(
        (
            Opening(edition_id=edition.id, offer_id=offer.id, capacity=said.places),
            ImmersionOffer(offer_id=offer.id, **_columns_of_files(said)),
            ImmersionOfferSaid(
                offer_id=offer.id,
                discover=said.discover,
                expect=said.expect,
                languages=list(said.languages),
                access=said.access,
                places_by_date={day: places for day, places in said.dates.items() if places is not None},
            ),
        )
    )
    unit.session.flush()


def _columns_of_files(said: SaidOffer) -> Mapping[str, Any]:
    return {
        "description": said.description,
        "professions": list(said.professions),
        "ages": said.ages,
        "modality": said.modality,
        "weekdays": list(said.weekdays),
        "dates": sorted(said.dates),
        "duration_days": said.duration_days,
        "conditions": said.conditions,
    }


def _confirm(
    unit: Unit, edition: Edition, registration: Registration, said: SaidHost, references: Sequence[str]
) -> None:
    person = unit.session.get_one(Person, (unit.session.tenant_id, registration.person_id))
    settings = ImmersionSettings.from_json(edition.settings)
    mailing = linked(mailing_of(unit, edition), [registration.id])
    last = next((phase.last_day for phase in mailing.phases if phase.kind == PhaseCode.HOST_REGISTRATION), None)
    envelope = mailing.envelope(
        f"{said.first_name} {said.last_name}",
        person.email,
        said.language,
        about_id=registration.id,
        territory_id=registration.territory_id,
    )
    facts = HostRegisteredFacts(
        offers=[(reference, offer.title) for reference, offer in zip(references, said.offers, strict=True)],
        waits_for_institution=registration.organisation_id is None,
        change_by=last if last is not None and last >= unit.today else None,
        commitments=settings.commitments_of_hosts,
        phases=mailing.phases,
        today=mailing.today,
    )
    mailing.write([envelope.letter(HOST_REGISTERED, facts, cause=f"registered {references[0]}")])
