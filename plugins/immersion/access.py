"""Who may do and see what (IM-23): rights, and the SQL criteria that decide which rows exist for an actor.

A referent sees the trainees of her province or with a current choice in it, and the placements with a side in it; the
others do not exist for her. Hosts are public in the catalogue, and every referent sees all of them; of those of other
provinces the contact only where a trainee of hers chose them. She reads a proposal and its variants before they are
published, and decides nothing. A reader (the steering committee, IM-63) sees figures and the calendar of rounds, never
a person.

Whether one row may be seen is always asked of the database with the same criterion, so that a list and a page of its
own cannot disagree.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Final

from sqlalchemy import ColumnElement, and_, any_, exists, false, or_, true
from sqlalchemy.orm import aliased

from core.contract.acting import COORDINATOR, READER, REFERENT, Actor, Permission
from core.directory.listed import in_reach
from core.listing.spec import REACH
from core.programme.models import Offer, Opening, Participation, Registration
from plugins.immersion.enums import ParticipantKind, PlaceStatus
from plugins.immersion.models import ImmersionChoice

_COORDINATION = frozenset({COORDINATOR})
_STAFF = frozenset({COORDINATOR, REFERENT})
_EVERYONE = frozenset({COORDINATOR, REFERENT, READER})

SEE_OVERVIEW: Final = Permission("immersion.overview.read", _EVERYONE)
READ_ROUNDS: Final = Permission("immersion.rounds.read", _EVERYONE)
READ_PROPOSALS: Final = Permission("immersion.proposals.read", _STAFF)
READ_HOSTS: Final = Permission("immersion.hosts.read", _STAFF)
READ_TRAINEES: Final = Permission("immersion.trainees.read", _STAFF)
READ_PLACEMENTS: Final = Permission("immersion.placements.read", _STAFF)
EXPORT: Final = Permission("immersion.lists.export", _STAFF)
IMPORT: Final = Permission("immersion.files.import", _STAFF, changes=True)
WITHDRAW: Final = Permission("immersion.trainees.withdraw", _STAFF, changes=True)
WITHDRAW_OFFERS: Final = Permission("immersion.offers.withdraw", _STAFF, changes=True)
MANAGE_ROUNDS: Final = Permission("immersion.rounds.manage", _COORDINATION, changes=True)
FOLLOW: Final = Permission("immersion.follow_up.enter", _STAFF, changes=True)
#: What trainees and hosts have over what is their own.
SAY_OWN: Final = Permission(
    "immersion.own.follow", frozenset({ParticipantKind.HOST, ParticipantKind.TRAINEE}), changes=True
)
SEE_OWN: Final = Permission("immersion.own.read", frozenset({ParticipantKind.HOST, ParticipantKind.TRAINEE}))

PERMISSIONS: Final = (
    SEE_OVERVIEW,
    READ_ROUNDS,
    READ_PROPOSALS,
    READ_HOSTS,
    READ_TRAINEES,
    READ_PLACEMENTS,
    EXPORT,
    IMPORT,
    WITHDRAW,
    WITHDRAW_OFFERS,
    MANAGE_ROUNDS,
    FOLLOW,
    SAY_OWN,
    SEE_OWN,
)


def visible_trainees(actor: Actor, permission: Permission = READ_TRAINEES) -> ColumnElement[bool]:
    """Return the criterion on Registration (of trainees) for those who exist for `actor` under `permission`.

    Of another territory those who choose a host of one's own now, and those whose place there was released and who have
    not chosen again: whoever released it finds them still.
    """
    territories = actor.territories(permission)
    if territories is None:
        return true()
    choice, offer = aliased(ImmersionChoice), aliased(Offer)
    chosen_now = exists().where(choice.registration_id == Registration.id, choice.current)
    chosen_there = chosen_now.where(offer.id == choice.offer_id, offer.territory_id.in_(territories))
    released_there = and_(_had_released_place(territories), ~chosen_now)
    return or_(Registration.territory_id.in_(territories), chosen_there, released_there)


def _had_released_place(territories: Collection[uuid.UUID]) -> ColumnElement[bool]:
    """Return the criterion on Registration for those whose place in one of the territories was released (IM-28)."""
    place, opening, offer = aliased(Participation), aliased(Opening), aliased(Offer)
    return exists().where(
        place.registration_id == Registration.id,
        place.status == PlaceStatus.RELEASED,
        opening.id == place.opening_id,
        offer.id == opening.offer_id,
        offer.territory_id.in_(territories),
    )


def own_offers(actor: Actor) -> ColumnElement[bool]:
    """Return the criterion on Offer for those that an actor may withdraw and offer again: of their own territories."""
    territories = actor.territories(WITHDRAW_OFFERS)
    return true() if territories is None else Offer.territory_id.in_(territories)


def visible_placements(actor: Actor, permission: Permission = READ_PLACEMENTS) -> ColumnElement[bool]:
    """Return the criterion on Participation for those with a side (trainee or host) in the actor's territories."""
    territories = actor.territories(permission)
    if territories is None:
        return true()
    trainee, offer, opening = aliased(Registration), aliased(Offer), aliased(Opening)
    trainee_side = exists().where(trainee.id == Participation.registration_id, trainee.territory_id.in_(territories))
    host_side = exists().where(
        opening.id == Participation.opening_id, offer.id == opening.offer_id, offer.territory_id.in_(territories)
    )
    return or_(trainee_side, host_side)


def contact_needed() -> ColumnElement[bool]:
    """Return the criterion on Offer, in a list: the host is within the actor's reach, or a trainee within it chose it.

    Whoever has a place somewhere has chosen it.
    """
    choice, trainee = aliased(ImmersionChoice), aliased(Registration)
    chosen = exists().where(
        choice.offer_id == Offer.id, trainee.id == choice.registration_id, trainee.territory_id == any_(REACH)
    )
    return or_(in_reach(Offer.territory_id), chosen)


def visible_hosts(actor: Actor) -> ColumnElement[bool]:
    """Return the criterion on Offer: all of them for whoever may read hosts, none for the others."""
    return true() if actor.may(READ_HOSTS) else false()
