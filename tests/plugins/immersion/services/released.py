"""What tests of released places do: release one, give it back, and read what is told and who has what."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from core.messages.models import Message
from core.programme.models import Registration
from plugins.immersion.models import ImmersionChoice
from plugins.immersion.services.releasing import give_place_again, release_place

RELEASED = "immersion.place_released"
#: The day after round 2, before round 3.
AFTER_2 = datetime(2024, 3, 20, 10, tzinfo=UTC)


def version_of(world, reference: str) -> int:
    query = select(Registration.version).where(Registration.id == world.trainees[reference])
    return world.session.scalars(query.execution_options(populate_existing=True)).one()


def free(
    world, reference: str = "S1", *, unit=None, version: int | None = None, reason: str = "sans nouvelles"
) -> None:
    seen = version_of(world, reference) if version is None else version
    release_place(unit or world.on(AFTER_2), world.edition, world.trainees[reference], reason=reason, version=seen)


def give(world, reference: str = "S1", *, unit=None, version: int | None = None) -> None:
    seen = version_of(world, reference) if version is None else version
    give_place_again(unit or world.on(AFTER_2), world.edition, world.trainees[reference], version=seen)


def letters(world) -> dict[str, Message]:
    """Return the letters by their kind; there is one of each."""
    found = world.session.scalars(select(Message)).all()
    assert len({each.kind for each in found}) == len(found)
    return {each.kind: each for each in found}


def current(world, reference: str) -> list[bool]:
    query = select(ImmersionChoice.current).where(ImmersionChoice.registration_id == world.trainees[reference])
    return list(world.session.scalars(query.order_by(ImmersionChoice.wave, ImmersionChoice.rank)))
