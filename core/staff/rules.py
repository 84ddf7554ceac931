"""Decisions on roles, pure: what a role is, who is the last to coordinate, and what somebody saw of a colleague."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from core.contract.acting import COORDINATOR, REFERENT

#: An invitation counts so long: a holiday, and a reminder after it.
INVITATION_COUNTS: Final = timedelta(days=14)

#: A role ends within this time, or has no end: a later day is a slip of the pen.
LONGEST_ROLE: Final = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class RoleWish:
    """A role that somebody is to have."""

    role: str
    module: str | None = None
    territory_id: uuid.UUID | None = None
    until: date | None = None

    def is_as(self, other: RoleWish) -> bool:
        """Say whether it is the same role, whatever its last day."""
        return (self.role, self.module, self.territory_id) == (other.role, other.module, other.territory_id)


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that a colleague holds: a grant, whoever's."""

    id: uuid.UUID
    account_id: uuid.UUID
    role: str
    module: str | None
    territory_id: uuid.UUID | None
    until: date | None
    last_used_on: date | None = None

    @property
    def coordinates_network(self) -> bool:
        """Whether it gives every right in the whole network."""
        return self.role == COORDINATOR and self.module is None and self.territory_id is None

    def counts_on(self, day: date) -> bool:
        """Say whether the role counts on `day`; its last day is included."""
        return self.until is None or self.until >= day

    def lasts_as_long_as(self, until: date | None) -> bool:
        """Say whether the role counts on `until`, and for good where that is None."""
        return self.until is None or (until is not None and self.until >= until)

    def is_as(self, wish: RoleWish) -> bool:
        """Say whether it is the role that is wished, whatever its last day."""
        return (self.role, self.module, self.territory_id) == (wish.role, wish.module, wish.territory_id)


def leaves_nobody(held: Iterable[HeldRole], ended: Collection[uuid.UUID], day: date) -> bool:
    """Say whether nobody would coordinate the network on `day` without the roles `ended`, and somebody would with them.

    `held` are all roles of the network. Where nobody coordinates on that day anyway, nothing is lost.
    """
    coordination = [role for role in held if role.coordinates_network and role.counts_on(day)]
    return bool(coordination) and all(role.id in ended for role in coordination)


def coordinated_until(held: Iterable[HeldRole], today: date) -> date | None:
    """Return the last day on which somebody coordinates the network; None when there is no such day in sight."""
    ends = [role.until for role in held if role.coordinates_network and role.counts_on(today)]
    return None if not ends or None in ends else max(end for end in ends if end)


def version_of(held: Iterable[HeldRole]) -> str:
    """Return what somebody saw who looked at these roles: it is another text once one of them is another."""
    seen = sorted(f"{role.id} {role.until}" for role in held)
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()[:16]


def lacks_territory(wish: RoleWish, *, parted: bool) -> bool:
    """Say whether a role is to be told for which territory: a referent's, in a network that is parted into some."""
    return wish.role == REFERENT and wish.territory_id is None and parted


def is_fitting_end(day: date, today: date) -> bool:
    """Say whether a role may end on `day`."""
    return today <= day <= today + LONGEST_ROLE
