"""Acts on editions: make one with its phases, set the clock of a rehearsal, change how many places an offer has."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date as day
from datetime import datetime, time, timedelta
from typing import Final

from sqlalchemy import select

from core.audit.services import record
from core.contract.acting import require
from core.contract.hooks import EditionCreated
from core.contract.module import EditionPlan
from core.database.base import uuid7
from core.language.dates import BELGIUM
from core.language.folding import fold
from core.programme.access import MANAGE_EDITION
from core.programme.errors import ClockError, EditionExistsError, EditionTitleError, PlacesTakenError
from core.programme.holding import one_at_a_time
from core.programme.models import Edition, Offer, Opening, Phase
from core.programme.rules import Room, in_all, phases_of_year, spread
from core.programme.states import EditionState
from core.tenancy.unit import Unit

#: The years a rehearsal can live in: far enough from the end of the calendar for any phase.
FIRST_YEAR, LAST_YEAR = 2000, 2100
CREATED: Final = "programme.edition.created"


def create_edition(
    unit: Unit,
    *,
    module: str,
    code: str,
    year: int,
    plan: EditionPlan,
    state: str = EditionState.DRAFT,
    clock_offset: timedelta | None = None,
) -> Edition:
    """Make the edition `code` of `module` for `year`, with the phases of a plan (IM-01, IM-03).

    It is a draft unless `state` says otherwise: nothing is open before somebody opens it. Raises EditionExistsError if
    there is one of that code, EditionTitleError if another one is called so, NotAllowedError without the right.
    """
    require(unit.actor, MANAGE_EDITION, module)
    one_at_a_time(unit)
    refuse_code(unit, module, code)
    title = {language: pattern.replace("{year}", str(year)) for language, pattern in plan.title.items()}
    refuse_title(unit, title)
    edition = Edition(
        id=uuid7(),
        module=module,
        code=code,
        year=year,
        title=title,
        state=state,
        clock_offset=clock_offset,
        settings=dict(plan.settings),
    )
    unit.session.add(edition)
    unit.session.flush()  # The phases, and what modules add, refer to the edition.
    unit.session.insert_many(
        Phase,
        (
            {
                "edition_id": edition.id,
                "kind": phase.kind,
                "position": position,
                "first_day": phase.first_day,
                "last_day": phase.last_day,
            }
            for position, phase in enumerate(phases_of_year(plan.phases, year))
        ),
    )
    record(unit, CREATED, edition.id, module=module, code=code, state=str(state))
    tell_created(unit, edition)
    return edition


def tell_created(unit: Unit, edition: Edition) -> None:
    """Let the module of an edition that has phases, and nothing else yet, add what is its own."""
    event = EditionCreated(edition.id, edition.module, edition.code, edition.year, dict(edition.settings))
    unit.events.edition_created(unit.inside(edition), event)


def refuse_code(unit: Unit, module: str, code: str) -> None:
    """Raise EditionExistsError when an edition of `module` has that code."""
    if unit.session.scalar(select(Edition.id).where(Edition.module == module, Edition.code == code)):
        raise EditionExistsError(f"There is an edition {code!r} already.")


def refuse_title(unit: Unit, title: Mapping[str, str], *, besides: uuid.UUID | None = None) -> None:
    """Raise EditionTitleError when another edition than `besides` is called so in any language."""
    said = {language: fold(text) for language, text in title.items()}
    for other in unit.session.execute(select(Edition.id, Edition.code, Edition.title)):
        for language, text in other.title.items():
            if other.id != besides and said.get(language) == fold(text):
                raise EditionTitleError(language, title[language], other.code)


def is_taken(unit: Unit, title: Mapping[str, str]) -> bool:
    """Say whether an edition is called so in any language."""
    try:
        refuse_title(unit, title)
    except EditionTitleError:
        return True
    return False


def set_clock(unit: Unit, edition: Edition, today: day) -> None:
    """Let an edition in rehearsal live `today`, from nine in the morning in Belgium on, unless it does (IM-25).

    Raises ClockError for an edition that is not in rehearsal and for a year out of reach, NotAllowedError without the
    right.
    """
    require(unit.actor, MANAGE_EDITION, edition.module)
    if not edition.rehearsal:
        raise ClockError("Only an edition in rehearsal has a clock of its own.")
    if not FIRST_YEAR <= today.year <= LAST_YEAR:
        raise ClockError(f"A rehearsal lives between {FIRST_YEAR} and {LAST_YEAR}.")
    if edition.clock_offset is not None and unit.inside(edition).today == today:
        return
    edition.clock_offset = offset_to(today, unit.now)
    record(unit, "programme.edition.clock_set", edition.id, day=today.isoformat())


def resize_offers(unit: Unit, wanted: Mapping[uuid.UUID, int | None], reason: str) -> dict[uuid.UUID, int | None]:
    """Give each offer of `wanted` so many places in all (None: without limit), and return how many each had.

    An act of a module's service, which has checked the right. The openings are locked in the order of their keys, as
    everybody does. Raises PlacesTakenError for an offer with more places taken than it is to have.
    """
    query = select(Opening).where(Opening.offer_id.in_(wanted)).order_by(Opening.id)
    openings: dict[uuid.UUID, list[Opening]] = {offer_id: [] for offer_id in wanted}
    for opening in unit.session.scalars(
        query.with_for_update(key_share=True).execution_options(populate_existing=True)
    ):
        openings[opening.offer_id].append(opening)
    before = {}
    for offer_id, places in wanted.items():
        rooms = [Room(opening.capacity, opening.taken) for opening in openings[offer_id]]
        together = in_all(rooms)
        if places is not None and together.taken > places:
            raise PlacesTakenError(offer_id, together.taken)
        before[offer_id] = together.capacity
        _resize(unit, offer_id, openings[offer_id], spread(rooms, places))
        if before[offer_id] != places:
            record(unit, "programme.offer.resized", offer_id, old=before[offer_id], new=places, reason=reason)
    return before


def _resize(unit: Unit, offer_id: uuid.UUID, openings: Sequence[Opening], capacities: Sequence[int | None]) -> None:
    """Give the openings of an offer their capacities; an offer that has none gets its first."""
    for opening, capacity in zip(openings, capacities, strict=False):
        opening.capacity = capacity
    if not openings and capacities:
        edition_id = unit.session.scalars(select(Offer.edition_id).where(Offer.id == offer_id)).one()
        unit.session.add(Opening(edition_id=edition_id, offer_id=offer_id, capacity=capacities[0]))


def offset_to(today: day, now: datetime) -> timedelta:
    """Return what to add to the real time `now` so that it is nine in the morning of `today` in Belgium."""
    return datetime.combine(today, time(9), tzinfo=BELGIUM) - now
