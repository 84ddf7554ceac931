"""The letters about a place that is released, and about one that is theirs again (IM-28)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from sqlalchemy import select

from core.directory.models import Organisation
from core.directory.names import Institution
from core.messages.letter import Letter
from core.programme.mailing import Mailing
from core.programme.models import Offer
from core.programme.returning import GivenBack
from plugins.immersion import messages
from plugins.immersion.messages import PlaceReleasedFacts
from plugins.immersion.models import ImmersionPlacement, ImmersionRound
from plugins.immersion.queries.letters.trainees import envelope, people_to_write_to, placed_letters
from plugins.immersion.rules import last_day_for_new_choices
from plugins.immersion.settings import ImmersionSettings


def released_letters(
    mailing: Mailing,
    registration_id: uuid.UUID,
    offer_id: uuid.UUID,
    next_round: ImmersionRound | None,
    *,
    cause: str,
) -> Iterator[Letter]:
    """Yield the letter that tells a trainee that their place is released; two statements.

    `next_round` is the one in which they would be with new choices. One that is too near is told without a deadline
    that nobody could keep. Why the place is released is a note of the staff's, and is not told.
    """
    session, settings = mailing.unit.session, ImmersionSettings.from_json(mailing.edition.settings)
    offer = session.execute(
        select(Offer.reference, Offer.title, Institution.name)
        .join_from(Offer, Organisation)
        .join(Institution, Institution.id == Organisation.institution_id)
        .where(Offer.id == offer_id)
    ).one()
    reply_by = last_day_for_new_choices(next_round.planned_day) if next_round else None
    in_time = reply_by is not None and reply_by > mailing.today
    for row in people_to_write_to(session, [registration_id]):
        facts = PlaceReleasedFacts(
            row.reference,
            *offer,
            max_choices=settings.max_choices,
            another_round=next_round is not None,
            next_round_on=next_round.planned_day if next_round and in_time else None,
            reply_by=reply_by if in_time else None,
        )
        yield envelope(mailing, row).letter(messages.PLACE_RELEASED, facts, cause=cause)


def given_again_letters(
    mailing: Mailing, registration_id: uuid.UUID, place: GivenBack, *, cause: str
) -> Iterator[Letter]:
    """Yield the letter that tells a trainee that their place is theirs again; three statements."""
    rank = select(ImmersionPlacement.rank).where(ImmersionPlacement.participation_id == place.participation_id)
    places = {registration_id: (place.offer_id, mailing.unit.session.scalars(rank).one())}
    yield from placed_letters(mailing, places, {}, cause=cause, again=True)
