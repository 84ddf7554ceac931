"""How many places openings have and have left, asked of the database as rules.Room says it of values.

A capacity that is empty is no limit, of one opening and of several together; without a limit NULL is left, which is
more than any number. A statement that counts what is left asks here, so that nobody takes "no limit" for nothing.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, ScalarSelect, case, func, or_, select

from core.programme.models import Offer, Opening


def has_room(seats: ColumnElement[int] | int) -> ColumnElement[bool]:
    """Return the criterion that an Opening can take so many more seats: Room.fits."""
    return or_(Opening.capacity.is_(None), Opening.taken + seats <= Opening.capacity)


def capacity_in_all() -> ColumnElement[int | None]:
    """Return how many places a group of Openings has: the capacity of rules.in_all, NULL when one has no limit."""
    every_one_has_a_limit = func.count(Opening.id) == func.count(Opening.capacity)
    return case((every_one_has_a_limit, func.coalesce(func.sum(Opening.capacity), 0)))


def taken_in_all() -> ColumnElement[int]:
    """Return how many places of a group of Openings are taken."""
    return func.coalesce(func.sum(Opening.taken), 0)


def left_in_all() -> ColumnElement[int | None]:
    """Return how many places of a group of Openings nobody has; NULL when there is no limit."""
    return capacity_in_all() - taken_in_all()


def any_left(left: ColumnElement[int | None]) -> ColumnElement[bool]:
    """Return the criterion that something is left, by what left_in_all says."""
    return or_(left.is_(None), left > 0)


def over_openings(aggregate: ColumnElement[int] | ColumnElement[int | None]) -> ScalarSelect[int | None]:
    """Return what one of these sums is over the openings of the Offer of a statement."""
    return (
        select(aggregate)
        .where(Opening.tenant_id == Offer.tenant_id, Opening.offer_id == Offer.id)
        .correlate(Offer)
        .scalar_subquery()
    )
