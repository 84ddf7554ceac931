"""The letters to trainees: a place, none yet, or none this year."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from core.accounts.models import Person
from core.accounts.rules import full_name
from core.database.rows import AnyRow, grouped
from core.database.session import TenantSession
from core.directory.models import Organisation
from core.messages.envelope import Envelope
from core.messages.letter import Letter
from core.programme.mailing import Mailing
from core.programme.models import Offer, Registration
from plugins.immersion import messages
from plugins.immersion.messages import NotPlacedChooseAgainFacts, NotPlacedFinalFacts, PlacedFacts, RefusedChoice
from plugins.immersion.models import ImmersionChoice
from plugins.immersion.queries.letters.offers import hosts_of, offers_with_places
from plugins.immersion.rules import choices_wanted, contact_deadline, last_day_for_new_choices
from plugins.immersion.settings import ImmersionSettings

#: The choices that a round refused, by registration.
Refused = Mapping[uuid.UUID, Sequence[RefusedChoice]]

#: So many offers a letter lists; of the others it gives the number.
MOST_OFFERS_LISTED: Final = 15


def placed_letters(
    mailing: Mailing,
    places: Mapping[uuid.UUID, tuple[uuid.UUID, int]],
    refused: Refused,
    *,
    cause: str,
    again: bool = False,
) -> Iterator[Letter]:
    """Yield the letter to each trainee with a place, written for `cause`; two statements.

    `places` maps a trainee's registration to (offer, rank from 1), `refused` to the choices liked better; `again` says
    that they had these places before.
    """
    settings = ImmersionSettings.from_json(mailing.edition.settings)
    hosts = hosts_of(mailing.unit.session, {offer_id for offer_id, _ in places.values()}, mailing.today)
    for row in people_to_write_to(mailing.unit.session, places):
        offer_id, rank = places[row.id]
        facts = PlacedFacts(
            reference=row.reference,
            contact_by=contact_deadline(mailing.today, settings.contact_days),
            rank=rank,
            host=hosts[offer_id],
            commitments=settings.commitments_of_trainees,
            phases=mailing.phases,
            today=mailing.today,
            refused=refused.get(row.id, ()),
            again=again,
        )
        yield envelope(mailing, row).letter(messages.PLACED, facts, cause=cause)


def choose_again_letters(
    mailing: Mailing,
    registration_ids: Collection[uuid.UUID],
    *,
    after_round: int | None,
    before_round: int,
    next_round_on: date,
    refused: Refused = MappingProxyType({}),
    given: Mapping[uuid.UUID, int] = MappingProxyType({}),
    released: Collection[uuid.UUID] = (),
) -> Iterator[Letter]:
    """Yield the letter to each trainee who is asked to choose again; three statements.

    Offers of the trainee's own institution are never shown, for they are no choice. `given` are the places that the
    same act gives, by offer: no longer left. `released` are those whose place was released.
    """
    settings = ImmersionSettings.from_json(mailing.edition.settings)
    offers = offers_with_places(mailing.unit.session, mailing.edition.id, given)
    cause = choices_wanted(after_round, before_round)
    in_territory = grouped((offer.territory_id, offer) for offer in offers)
    of_institution = Counter(offer.institution_id for offer in offers)
    chosen = _chosen(mailing.unit.session, registration_ids)
    for row in people_to_write_to(mailing.unit.session, registration_ids):
        near = [
            offer.offer
            for offer in in_territory.get(row.territory_id, ())
            if offer.institution_id != row.institution_id
        ]
        elsewhere = len(offers) - of_institution[row.institution_id] - len(near)
        facts = NotPlacedChooseAgainFacts(
            reference=row.reference,
            round=after_round,
            chosen=chosen.get(row.id, ()),
            max_choices=settings.max_choices,
            reply_by=last_day_for_new_choices(next_round_on) if near or elsewhere else None,
            next_round_on=next_round_on,
            offers=near[:MOST_OFFERS_LISTED],
            more=max(0, len(near) - MOST_OFFERS_LISTED),
            elsewhere=elsewhere,
            refused=refused.get(row.id, ()),
            released=row.id in released,
        )
        yield envelope(mailing, row).letter(messages.NOT_PLACED_CHOOSE_AGAIN, facts, cause=cause)


def final_letters(
    mailing: Mailing, registration_ids: Collection[uuid.UUID], *, rounds: int, refused: Refused, cause: str
) -> Iterator[Letter]:
    """Yield the letter to each trainee for whom no place was found, written for `cause`; two statements."""
    chosen = _chosen(mailing.unit.session, registration_ids)
    for row in people_to_write_to(mailing.unit.session, registration_ids):
        facts = NotPlacedFinalFacts(row.reference, rounds, chosen.get(row.id, ()), refused.get(row.id, ()))
        yield envelope(mailing, row).letter(messages.NOT_PLACED_FINAL, facts, cause=cause)


def envelope(mailing: Mailing, row: AnyRow) -> Envelope:
    """Return the envelope of a letter to the person of `row`, about the registration of `row`."""
    name = full_name(row.first_name, row.last_name)
    return mailing.envelope(name, row.email, row.language, about_id=row.id, territory_id=row.territory_id)


def people_to_write_to(session: TenantSession, registration_ids: Collection[uuid.UUID]) -> Sequence[AnyRow]:
    """Return what the envelopes of letters about registrations need, by reference; one statement."""
    query = (
        select(
            *(Registration.id, Registration.reference, Registration.territory_id, Organisation.institution_id),
            *(Person.first_name, Person.last_name, Person.email, Person.language),
        )
        .join_from(Registration, Person)
        .outerjoin_from(Registration, Organisation)
        .where(Registration.id.in_(registration_ids))
        .order_by(Registration.reference)
    )
    return session.execute(query).all()


def _chosen(session: TenantSession, registration_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Sequence[str]]:
    references = func.array_agg(aggregate_order_by(Offer.reference, ImmersionChoice.rank))
    query = (
        select(ImmersionChoice.registration_id, references)
        .join_from(ImmersionChoice, Offer)
        .where(ImmersionChoice.registration_id.in_(registration_ids), ImmersionChoice.current)
        .group_by(ImmersionChoice.registration_id)
    )
    return {registration_id: found for registration_id, found in session.execute(query)}
