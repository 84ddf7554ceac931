"""Publish a round: places, statuses, counts and letters change together or not at all (IM-16)."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from sqlalchemy import select

from core.audit.services import record, what_was_done
from core.contract.acting import require
from core.database.bulk import insert_rows
from core.messages.letter import Letter
from core.messages.previewing import Sample, samples
from core.programme.booking import Wanted, book_many
from core.programme.mailing import Mailing, mailing_of
from core.programme.models import Offer, Opening, Participation, Registration
from core.programme.own.links import as_if_linked, linked
from core.programme.queries import holds_place
from core.programme.rules import Room, in_all
from core.tenancy.unit import Unit
from plugins.immersion import matching
from plugins.immersion.access import MANAGE_ROUNDS
from plugins.immersion.enums import MODULE, OfferStatus, ParticipantKind, RegistrationStatus, RoundState
from plugins.immersion.errors import EmptyRoundError, RoundOutdatedError
from plugins.immersion.models import ImmersionPlacement, ImmersionRound, ImmersionRoundOffer, ImmersionRoundReason
from plugins.immersion.queries.following import contact_by_of
from plugins.immersion.queries.letters.hosts import hosts_of_offers
from plugins.immersion.reasons import Reasons, reasons_of
from plugins.immersion.services.letters import round_letters
from plugins.immersion.services.rounds.locking import edition_of, lock_round, require_move, require_version
from plugins.immersion.services.rounds.variants import forget_variants
from plugins.immersion.statuses import PLACED

#: The act in the trail.
PUBLISHED: Final = "immersion.round.published"


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did: how many were placed and how many letters were written."""

    number: int
    placed: int
    letters: int


@dataclass(frozen=True, slots=True)
class _Trainee:
    id: uuid.UUID
    reference: str
    registered: bool


@dataclass(slots=True)
class _Opening:
    """An opening of an offer, and its room, which fills as places are given."""

    offer_id: uuid.UUID
    opening_id: uuid.UUID
    accepted: bool
    room: Room


@dataclass(frozen=True, slots=True)
class _Place:
    """A place to be given: to whom, in which opening of which offer, and which of their choices it was (from 1)."""

    registration_id: uuid.UUID
    offer_id: uuid.UUID
    opening_id: uuid.UUID
    rank: int


@dataclass(frozen=True, slots=True)
class _Decided:
    """What publishing a proposal does, in the rows of the edition as they are now."""

    trainees: Mapping[str, _Trainee]
    places: Sequence[_Place]
    unplaced: Sequence[uuid.UUID]
    reasons: Reasons | None


def publish(unit: Unit, round_id: uuid.UUID, *, version: int) -> Published:
    """Publish the proposal of a round, once: give the places and write every letter, in one transaction (IM-15, IM-16).

    `version` says which proposal was looked at: ProposalMovedError when it is another one by now. The second press of
    the button is answered as the first; whoever else presses second waits and gets AlreadyPublishedError, which names
    who and when. What changed since the round was frozen is looked at again under locks: RoundOutdatedError names every
    trainee and offer that no longer fits. EmptyRoundError when it decides on nobody, RoundStateError without a
    proposal, NotAllowedError without the right.
    """
    require(unit.actor, MANAGE_ROUNDS)
    round_ = lock_round(unit, round_id)
    if told := what_was_done(unit, {PUBLISHED}, round_.id, version=version):
        return Published(round_.number, told["placed"], told["letters"])
    require_move(round_, RoundState.PUBLISHED)
    require_version(round_, version)
    decided = _decided(unit, round_, lock=True)
    mailing = mailing_of(unit, edition_of(unit.session, round_))
    letters = _letters(linked(mailing, _placed_and_hosts(unit, decided)), round_, decided)
    _give(unit, round_, decided.places, contact_by_of(mailing.edition, unit.today))
    round_.state = RoundState.PUBLISHED
    round_.published_at = unit.now
    round_.published_by = unit.actor.name
    round_.version += 1
    forget_variants(unit, round_.id)
    if decided.reasons is not None:
        _keep(unit, round_, decided.reasons, decided.trainees)
    done = Published(round_.number, len(decided.places), mailing.write(letters))
    record(unit, PUBLISHED, round_.id, **asdict(done), sha256=round_.sha256, version=version)
    return done


def preview(unit: Unit, round_: ImmersionRound, *, version: int) -> tuple[int, list[Sample]]:
    """Return how many places publishing the proposal gives, and an example of each kind of its letters; writes nothing.

    Raises what `publish` raises, but for its locks.
    """
    require(unit.actor, MANAGE_ROUNDS)
    require_move(round_, RoundState.PUBLISHED)
    require_version(round_, version)
    decided = _decided(unit, round_, lock=False)
    mailing = as_if_linked(mailing_of(unit, edition_of(unit.session, round_)), _placed_and_hosts(unit, decided))
    letters = _letters(mailing, round_, decided)
    return len(decided.places), samples(unit, letters, MODULE)


def _decided(unit: Unit, round_: ImmersionRound, *, lock: bool) -> _Decided:
    instance = matching.parse_instance(round_.snapshot or "")
    if not instance.pool:
        raise EmptyRoundError(round_.number)
    assignment: dict[str, str | None] = json.loads(round_.result or "{}")["assignment"]
    # Locks in the order that withdrawals take them too: registrations, then openings, each by key.
    trainees = _trainees(unit, round_, assignment, lock=lock)
    openings = _openings(unit, round_, {offer for offer in assignment.values() if offer is not None}, lock=lock)
    pairs = sorted((reference, offer) for reference, offer in assignment.items() if offer is not None)
    _refuse_outdated(unit, round_, pairs, trainees, openings)
    return _Decided(
        trainees,
        _places(instance, pairs, trainees, openings),
        [each.id for each in trainees.values() if each.registered and assignment[each.reference] is None],
        reasons_of(round_.snapshot or "", round_.result or ""),
    )


def _placed_and_hosts(unit: Unit, decided: _Decided) -> Sequence[uuid.UUID]:
    """Return the registrations of those who go on by the link of their letter: who has a place, and their hosts."""
    trainees = [place.registration_id for place in decided.places]
    return [*trainees, *hosts_of_offers(unit.session, {place.offer_id for place in decided.places})]


def _letters(mailing: Mailing, round_: ImmersionRound, decided: _Decided) -> list[Letter]:
    return round_letters(
        mailing,
        round_,
        placed={place.registration_id: (place.offer_id, place.rank) for place in decided.places},
        unplaced=decided.unplaced,
        refusals=_refusals(decided.reasons, decided.trainees),
    )


def _keep(unit: Unit, round_: ImmersionRound, reasons: Reasons, trainees: Mapping[str, _Trainee]) -> None:
    """Keep why the round decided as it did, for pages that read it and never compute it (IM-14); three statements."""
    insert_rows(
        unit.session,
        ImmersionRoundReason,
        [
            {"registration_id": trainees[reference].id, "facts": reason.as_json()}
            for reference, reason in reasons.people.items()
            if reference in trainees
        ],
        round_id=round_.id,
    )
    query = select(Offer.reference, Offer.id).where(
        Offer.edition_id == round_.edition_id, Offer.reference.in_(reasons.offers)
    )
    offers = {reference: offer_id for reference, offer_id in unit.session.execute(query)}
    insert_rows(
        unit.session,
        ImmersionRoundOffer,
        [
            {"offer_id": offers[reference], "facts": reason.as_json()}
            for reference, reason in reasons.offers.items()
            if reference in offers
        ],
        round_id=round_.id,
    )


def _refusals(reasons: Reasons | None, trainees: Mapping[str, _Trainee]) -> dict[uuid.UUID, Sequence[matching.Refusal]]:
    """Return why each registration of the pool did not get the choices it liked better, for the letters."""
    people = reasons.people if reasons else {}
    return {trainees[name].id: each.reason.refusals for name, each in people.items() if name in trainees}


def _trainees(unit: Unit, round_: ImmersionRound, references: Iterable[str], *, lock: bool) -> dict[str, _Trainee]:
    query = (
        select(Registration.id, Registration.reference, Registration.status)
        .where(
            Registration.edition_id == round_.edition_id,
            Registration.role == ParticipantKind.TRAINEE,
            Registration.reference.in_(list(references)),
        )
        .order_by(Registration.id)
    )
    query = query.with_for_update(key_share=True) if lock else query
    return {
        row.reference: _Trainee(row.id, row.reference, row.status == RegistrationStatus.REGISTERED)
        for row in unit.session.execute(query)
    }


def _openings(
    unit: Unit, round_: ImmersionRound, references: Iterable[str], *, lock: bool
) -> dict[str, list[_Opening]]:
    """Say what is left in the openings of the offers that somebody gets; locked in the order of their keys.

    Whoever waits for the lock may wait for an offer that is being withdrawn, so that all is read after it.
    """
    query = (
        select(Offer.id, Opening.id, Offer.reference, Offer.status, Opening.capacity, Opening.taken)
        .join_from(Offer, Opening)
        .where(Offer.edition_id == round_.edition_id, Offer.reference.in_(list(references)))
        .order_by(Opening.id)
    )
    if lock:
        unit.session.execute(query.with_for_update(key_share=True, of=Opening)).all()
    openings: dict[str, list[_Opening]] = {}
    for offer_id, opening_id, reference, status, capacity, taken in unit.session.execute(query):
        opening = _Opening(offer_id, opening_id, status == OfferStatus.ACCEPTED, Room(capacity, taken))
        openings.setdefault(reference, []).append(opening)
    return openings


def _places(
    instance: matching.Instance,
    pairs: Sequence[tuple[str, str]],
    trainees: Mapping[str, _Trainee],
    openings: Mapping[str, Sequence[_Opening]],
) -> list[_Place]:
    """Return the places to give for `pairs` (trainee, offer), each in the first opening of the offer with room."""
    places = []
    for reference, offer in pairs:
        opening = next(opening for opening in openings[offer] if opening.room.fits(1))
        opening.room = opening.room.with_taken(1)
        rank = instance.requests_by_id[reference].choices.index(offer) + 1
        places.append(_Place(trainees[reference].id, opening.offer_id, opening.opening_id, rank))
    return places


def _give(unit: Unit, round_: ImmersionRound, places: Sequence[_Place], contact_by: date) -> None:
    """Book the places, and note which round gave them, which choice each was, and by when contact is made."""
    wanted = [Wanted(place.opening_id, place.registration_id, sole=True) for place in places]
    booked = book_many(unit, wanted, PLACED)
    insert_rows(
        unit.session,
        ImmersionPlacement,
        [{"participation_id": id_, "rank": place.rank} for id_, place in zip(booked, places, strict=True)],
        round_id=round_.id,
        contact_by=contact_by,
    )


def _holders(unit: Unit, registration_ids: Sequence[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Return who of these registrations holds a place already."""
    query = select(Participation.registration_id)
    return frozenset(
        unit.session.scalars(query.where(Participation.registration_id.in_(registration_ids), holds_place()))
    )


def _refuse_outdated(
    unit: Unit,
    round_: ImmersionRound,
    pairs: Sequence[tuple[str, str]],
    trainees: Mapping[str, _Trainee],
    openings: Mapping[str, Sequence[_Opening]],
) -> None:
    """Raise RoundOutdatedError, which names everything that changed, if one of `pairs` cannot be honoured any more."""
    to_place = [trainees[reference] for reference, _ in pairs if reference in trainees]
    holders = _holders(unit, [trainee.id for trainee in to_place])
    wanted = Counter(offer for _, offer in pairs)
    offered = {offer: openings.get(offer, ()) for offer in wanted}
    closed = sorted(offer for offer, each in offered.items() if not any(opening.accepted for opening in each))
    rooms = {offer: in_all(opening.room for opening in each) for offer, each in offered.items()}
    faults = {
        "withdrawn": [ref for ref, _ in pairs if ref not in trainees or not trainees[ref].registered],
        "placed": [trainee.reference for trainee in to_place if trainee.id in holders],
        "full": sorted(
            offer for offer, count in wanted.items() if offer not in closed and not rooms[offer].fits(count)
        ),
        "closed": closed,
    }
    if any(faults.values()):
        raise RoundOutdatedError(round_.number, **{fault: tuple(found) for fault, found in faults.items()})
