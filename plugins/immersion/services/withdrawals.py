"""Trainees withdraw: their place is free at once, and the host is told in the same transaction."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import and_

from core.contract.acting import require
from core.database.rows import grouped
from core.programme.booking import Left
from core.programme.models import Edition, Registration
from core.programme.queries import names_of_registered
from core.programme.registrations import Withdrawal, withdraw
from core.programme.returning import bring_back
from core.tenancy.unit import Unit
from plugins.immersion.access import WITHDRAW, visible_trainees
from plugins.immersion.enums import WITHDREW, ParticipantKind
from plugins.immersion.returning import WITHDRAWAL
from plugins.immersion.services.following import follow_anew
from plugins.immersion.services.letters import write_host_lists
from plugins.immersion.statuses import GIVEN_BACK, WITHDRAWN


def withdraw_many(unit: Unit, edition: Edition, withdrawals: Sequence[Withdrawal]) -> int:
    """Withdraw trainees of `edition` and free their places; return how many withdrew now.

    Whoever had withdrawn stays as they were, so that the same file can come twice. Each host whose list changed gets
    one letter (IM-20). Later rounds do not see those who withdrew. The number of statements does not depend on how many
    withdraw. Raises UnknownRegistrationError when one does not exist for the actor, NotAllowedError without the right.
    """
    require(unit.actor, WITHDRAW)
    trainees = and_(
        Registration.role == ParticipantKind.TRAINEE,
        visible_trainees(unit.actor, WITHDRAW),
    )
    done = withdraw(unit, edition.id, withdrawals, WITHDRAWN, GIVEN_BACK, among=trainees, act=WITHDREW)
    tell_hosts_of(unit, edition, done.places)
    return len(done.registration_ids)


def tell_hosts_of(unit: Unit, edition: Edition, left: Sequence[Left]) -> None:
    """Tell the hosts of places that were given up whom they no longer expect."""
    places = [(place.offer_id, place.registration_id) for place in left]
    write_host_lists(unit, edition, withdrawn=_names_by_offer(unit, places))


def take_back(unit: Unit, edition: Edition, registration_id: uuid.UUID, *, version: int) -> None:
    """Undo a withdrawal while nothing followed: the place is theirs again, and the host hears that they come after all.

    Answered likewise a second time. Raises what bring_back raises, NotAllowedError without the right.
    """
    require(unit.actor, WITHDRAW)
    trainees = and_(Registration.role == ParticipantKind.TRAINEE, visible_trainees(unit.actor, WITHDRAW))
    again = bring_back(unit, edition.id, registration_id, WITHDRAWAL, among=trainees, version=version)
    if again:
        follow_anew(unit, edition, [place.participation_id for place in again])
    places = [(place.offer_id, registration_id) for place in again or ()]
    write_host_lists(unit, edition, returned=_names_by_offer(unit, places))


def _names_by_offer(unit: Unit, places: Sequence[tuple[uuid.UUID, uuid.UUID]]) -> dict[uuid.UUID, list[str]]:
    """Return names by offer, of pairs (offer, registration): the hosts knew them."""
    names = names_of_registered(unit.session, [registration_id for _, registration_id in places])
    return grouped((offer_id, names[registration_id]) for offer_id, registration_id in places)
