"""What waits for somebody in an edition, for the desk on its first page (`queue` in components/parts.html)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import ngettext
from sqlalchemy import func, select

from core.contract.acting import Permission
from core.contract.standing import Standing
from core.messages.access import READ_LETTERS
from core.messages.queries import letter_counts
from core.programme.models import Edition, Offer
from core.tenancy.unit import Unit


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits, and the way to it; the tone `attention` is for what is late or went wrong."""

    count: str | int
    text: str
    url: str
    tone: str | None = None


def failed_letters(unit: Unit, edition: Edition) -> list[Waiting]:
    """Return the letters of an edition that did not arrive, if there are any that the actor may read; one statement."""
    if not unit.actor.may(READ_LETTERS, edition.module):
        return []
    count = letter_counts(unit.session, unit.actor, edition.id)["failed"]
    text = ngettext("letter did not arrive", "letters did not arrive", count)
    return [Waiting(count, text, url_for("messages.letters", state="failed"), "attention")] if count else []


def count_asked_offers(unit: Unit, edition: Edition, permission: Permission) -> int:
    """Count the offers of an edition that nobody has decided on; one statement, none without `permission`.

    For a referent those of her territories, which are hers to decide on; the module says what they are called.
    """
    if not unit.actor.may(permission):
        return 0
    query = select(func.count(Offer.id)).where(Offer.edition_id == edition.id, Offer.standing == Standing.ASKED)
    territories = unit.actor.territories(permission)
    if territories is not None:
        query = query.where(Offer.territory_id.in_(territories))
    return unit.session.scalars(query).one()
