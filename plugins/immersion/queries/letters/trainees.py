"""The facts of the letters to trainees: a place, none yet, or none this year."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from sqlalchemy import and_, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from core.accounts.models import Person
from core.database.session import TenantSession
from core.directory.models import Organisation
from core.programme.models import Offer, Registration
from plugins.immersion.messages import (
    Envelope,
    NotPlacedChooseAgainFacts,
    NotPlacedFinalFacts,
    PlacedFacts,
    RefusedChoice,
)
from plugins.immersion.models import ImmersionChoice
from plugins.immersion.queries.letters.mailing import AnyRow, Mailing, full_name
from plugins.immersion.queries.letters.offers import OpenOffer, hosts_of, offers_with_places
from plugins.immersion.rules import last_day_for_new_choices

#: The choices that a round refused, by registration.
Refused = Mapping[uuid.UUID, Sequence[RefusedChoice]]


def placed_facts(
    mailing: Mailing, places: Mapping[uuid.UUID, tuple[uuid.UUID, int]], refused: Refused
) -> Iterator[tuple[PlacedFacts, str]]:
    """Yield the facts and the language of the letter to each trainee with a place; two statements.

    `places` maps a trainee's registration to (offer, rank from 1), `refused` to the choices liked better.
    """
    hosts = hosts_of(mailing.session, {offer_id for offer_id, _ in places.values()})
    for row in _people(mailing.session, places):
        offer_id, rank = places[row.id]
        facts = PlacedFacts(
            envelope=_envelope(mailing, row),
            reference=row.reference,
            published_on=mailing.written_on,
            contact_days=mailing.settings.contact_days,
            rank=rank,
            host=hosts[offer_id],
            commitments=mailing.settings.commitments_of_trainees,
            phases=mailing.phases,
            refused=refused.get(row.id, ()),
        )
        yield facts, row.language


def choose_again_facts(
    mailing: Mailing,
    registration_ids: Collection[uuid.UUID],
    *,
    after_round: int | None,
    next_round_on: date,
    refused: Refused = MappingProxyType({}),
) -> Iterator[tuple[NotPlacedChooseAgainFacts, str]]:
    """Yield the facts and the language of the letter to each trainee who is asked to choose again; three statements.

    Offers of the trainee's own institution are never shown, for they are no choice.
    """
    offers = offers_with_places(mailing.session, mailing.edition_id)
    chosen = _chosen(mailing.session, registration_ids)
    for row in _people(mailing.session, registration_ids):
        near, elsewhere = _among(offers, row)
        facts = NotPlacedChooseAgainFacts(
            envelope=_envelope(mailing, row),
            reference=row.reference,
            round_number=after_round,
            chosen=chosen.get(row.id, ()),
            max_choices=mailing.settings.max_choices,
            reply_by=last_day_for_new_choices(next_round_on),
            next_round_on=next_round_on,
            offers=tuple(offer.offer for offer in near),
            elsewhere=len(elsewhere),
            refused=refused.get(row.id, ()),
        )
        yield facts, row.language


def final_facts(
    mailing: Mailing, registration_ids: Collection[uuid.UUID], *, rounds: int, refused: Refused
) -> Iterator[tuple[NotPlacedFinalFacts, str]]:
    """Yield the facts and the language of the letter to each trainee for whom no place was found; two statements."""
    chosen = _chosen(mailing.session, registration_ids)
    for row in _people(mailing.session, registration_ids):
        facts = NotPlacedFinalFacts(
            envelope=_envelope(mailing, row),
            reference=row.reference,
            rounds=rounds,
            chosen=chosen.get(row.id, ()),
            refused=refused.get(row.id, ()),
        )
        yield facts, row.language


def _people(session: TenantSession, registration_ids: Collection[uuid.UUID]) -> Sequence[AnyRow]:
    query = (
        select(
            Registration.id,
            Registration.reference,
            Registration.territory_id,
            Organisation.institution_id,
            Person.first_name,
            Person.last_name,
            Person.email,
            Person.language,
        )
        .join(Person, and_(Person.tenant_id == Registration.tenant_id, Person.id == Registration.person_id))
        .join(Organisation, Organisation.id == Registration.organisation_id)
        .where(Registration.id.in_(registration_ids))
        .order_by(Registration.reference)
    )
    return session.execute(query).all()


def _chosen(session: TenantSession, registration_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[str, ...]]:
    references = func.array_agg(aggregate_order_by(Offer.reference, ImmersionChoice.rank))
    query = (
        select(ImmersionChoice.registration_id, references)
        .join(Offer, and_(Offer.tenant_id == ImmersionChoice.tenant_id, Offer.id == ImmersionChoice.offer_id))
        .where(ImmersionChoice.registration_id.in_(registration_ids), ImmersionChoice.current)
        .group_by(ImmersionChoice.registration_id)
    )
    return {registration_id: tuple(found) for registration_id, found in session.execute(query)}


def _among(offers: Sequence[OpenOffer], row: AnyRow) -> tuple[list[OpenOffer], list[OpenOffer]]:
    """Part the offers a trainee may choose into those of the trainee's territory and the others."""
    open_to = [offer for offer in offers if offer.institution_id != row.institution_id]
    near = [offer for offer in open_to if offer.territory_id == row.territory_id]
    return near, [offer for offer in open_to if offer.territory_id != row.territory_id]


def _envelope(mailing: Mailing, row: AnyRow) -> Envelope:
    return mailing.envelope(full_name(row.first_name, row.last_name), row.email, row.id, row.territory_id)
