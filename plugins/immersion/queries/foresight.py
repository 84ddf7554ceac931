"""What a round could bring, before it is opened: shown so that nobody runs a round that places nobody."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import cast

from sqlalchemy import select

from core.contract.acting import require
from core.programme.capacity import left_in_all
from core.programme.models import Edition, Offer, Opening
from core.tenancy.unit import Unit
from plugins.immersion import matching
from plugins.immersion.access import READ_ROUNDS
from plugins.immersion.enums import OfferStatus, Pool
from plugins.immersion.errors import UnknownRoundError
from plugins.immersion.models import ImmersionRound
from plugins.immersion.queries.instance import Draw, instance_of
from plugins.immersion.settings import ImmersionSettings


@dataclass(frozen=True, slots=True)
class Foresight:
    """The pool of a round as it is now (IM-14); `references` are those of the pool, for the act that writes to them."""

    pool: int
    priority: int
    #: How many have at least one choice that can be honoured.
    with_possible_choice: int
    #: How many can be placed together: no round can place more.
    placeable: int
    #: The places left over all accepted offers; None where one has no limit.
    places_left: int | None
    references: tuple[str, ...]

    @property
    def hopeless(self) -> bool:
        """Whether the round would place nobody, so that people should be asked for new choices."""
        return self.pool > 0 and self.placeable == 0


def foresee(unit: Unit, round_id: uuid.UUID) -> Foresight:
    """Say what a round could bring if it were opened now; three statements.

    Raises UnknownRoundError, NotAllowedError without the right.
    """
    require(unit.actor, READ_ROUNDS)
    left = (
        select(left_in_all())
        .join_from(Opening, Offer)
        .where(Offer.edition_id == ImmersionRound.edition_id, Offer.status == OfferStatus.ACCEPTED)
        .correlate(ImmersionRound)
        .scalar_subquery()
    )
    asked = (ImmersionRound.edition_id, ImmersionRound.pool, ImmersionRound.objective, Edition.settings)
    query = (
        select(*asked, left.label("places_left"))
        .join_from(ImmersionRound, Edition)
        .where(ImmersionRound.id == round_id)
    )
    row = unit.session.execute(query).one_or_none()
    if row is None:
        raise UnknownRoundError()
    draw = Draw(
        pool=Pool(row.pool),
        objective=cast(matching.Objective, row.objective),
        max_choices=ImmersionSettings.from_json(row.settings).max_choices,
        seed="",  # Neither how many can be placed nor who could be depends on the draw.
    )
    instance = instance_of(unit.session, row.edition_id, draw, unit.now)
    return Foresight(
        pool=len(instance.pool),
        priority=sum(1 for request in instance.pool if request.priority),
        with_possible_choice=matching.count_with_possible_choice(instance),
        placeable=matching.placeable_count(instance),
        places_left=row.places_left,
        references=tuple(sorted(request.id for request in instance.pool)),
    )
