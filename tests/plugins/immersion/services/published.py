"""What stands in the tables once a round is published: letters by their kind, rows, and places that are taken."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import func, select, text

from core.messages.models import Message
from core.programme.models import Offer, Opening

PLACED, AGAIN, FINAL = "immersion.placed", "immersion.not_placed_choose_again", "immersion.not_placed_final"


HOST_LIST, NOBODY = "immersion.host_list", "immersion.host_nobody"


def kinds(world) -> Counter[str]:
    return Counter(world.session.scalars(select(Message.kind)))


def count(world, model: Any) -> int:
    return world.session.scalar(select(func.count()).select_from(model))


def taken(world) -> dict[str, int]:
    query = select(Offer.reference, Opening.taken).join(Opening, Opening.offer_id == Offer.id)
    return {reference: number for reference, number in world.session.execute(query)}


def everything(world) -> dict[str, list[str]]:
    tables = ("participation", "status_change", "immersion_placement", "immersion_round", "opening", "message")
    found = {
        table: sorted(str(row) for row in world.session.execute(text(f"SELECT * FROM {table}")))
        for table in (*tables, "dispatch", "audit_entry", "registration")
    }
    world.session.rollback()
    return found
