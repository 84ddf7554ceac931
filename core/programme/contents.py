"""What is in an edition: what makes it one that cannot be deleted, and what wiping a rehearsal would take away."""

from __future__ import annotations

import uuid

from flask_babel import lazy_ngettext
from sqlalchemy import ScalarSelect, func, select

from core.contract.hooks import Figure
from core.messages.models import Message
from core.programme.models import Edition, Offer, Registration
from core.tenancy.unit import Unit


def contents_of(unit: Unit, edition: Edition) -> tuple[Figure, ...]:
    """Return what is in an edition, each kind that there is any of; its calendar and its settings are nothing.

    Two statements, and those of its module.
    """
    people, offers, letters = unit.session.execute(
        select(
            _count(Registration, edition.id),
            _count(Offer, edition.id),
            _count(Message, edition.id),
        )
    ).one()
    own = (
        Figure(people, lazy_ngettext("registration", "registrations", people)),
        Figure(offers, lazy_ngettext("offer", "offers", offers)),
        Figure(letters, lazy_ngettext("letter", "letters", letters)),
        *unit.events.edition_contents(unit, edition.module, edition.id),
    )
    return tuple(figure for figure in own if figure.value)


def _count(table: type[Registration | Offer | Message], edition_id: uuid.UUID) -> ScalarSelect[int]:
    return select(func.count()).where(table.edition_id == edition_id).scalar_subquery()


def is_empty(unit: Unit, edition: Edition) -> bool:
    """Say whether nobody is in an edition, and nobody was."""
    return not contents_of(unit, edition)
