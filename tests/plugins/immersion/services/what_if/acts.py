"""What the tests of variants do again and again: add one, propose one, and read what stands."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from core.audit.models import AuditEntry
from core.programme.models import Offer, Opening
from plugins.immersion.models import ImmersionRoundVariant
from plugins.immersion.queries import variants as queries
from plugins.immersion.services.rounds import (
    add_variant,
    adopt_variant,
)
from plugins.immersion.variants import Changes

PINNED = Changes("priority", (("S3", "H1"),))
ROOMIER = Changes("priority", (), (), (("H1", 2),))


def given(world) -> dict[str, str | None]:
    return json.loads(world.round(1).result)["assignment"]


def loser(world) -> str:
    return next(name for name, offer in given(world).items() if offer is None)


def add(world, changes: Changes, label: str | None = None) -> ImmersionRoundVariant:
    variant = add_variant(world.on(1, world.coordinator()), world.round(1).id, changes, label)
    world.session.flush()
    return variant


def adopt(world, variant: ImmersionRoundVariant, reason: str = "agreed by telephone", **facts: Any) -> None:
    looked_at = {"variant_id": variant.id, "version": world.round(1).version} | facts
    unit = facts.pop("unit", None) or world.on(1, world.coordinator())
    looked_at.pop("unit", None)
    adopt_variant(unit, world.round(1).id, variant.number, reason=reason, **looked_at)
    world.session.flush()


def places(world) -> dict[str, int | None]:
    query = select(Offer.reference, Opening.capacity).join(Opening, Opening.offer_id == Offer.id)
    return {reference: capacity for reference, capacity in world.session.execute(query)}


def acts(world, act: str) -> list[dict[str, Any]]:
    return [entry.details for entry in world.session.scalars(select(AuditEntry).where(AuditEntry.act == act))]


def numbers(world) -> list[int]:
    return [each.number for each in queries.variants_of(world.session, world.round(1).id)]


def resize(world, reference: str, capacity: int | None) -> None:
    query = select(Opening).join(Offer, Opening.offer_id == Offer.id).where(Offer.reference == reference)
    world.session.scalars(query).one().capacity = capacity
    world.session.flush()
