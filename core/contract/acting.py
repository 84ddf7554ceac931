"""Who acts, and what each role may do: the values on which every right is decided."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

COORDINATOR = "coordinator"
REFERENT = "referent"
READER = "reader"
ROLES = (COORDINATOR, REFERENT, READER)

#: A view that everybody may see, signed in or not.
PUBLIC = "public"
#: A view for everybody who is signed in and belongs to the tenant.
MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that a person holds in a tenant, for one module or all, in one territory or all."""

    role: str
    module: str | None = None
    territory_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Permission:
    """One right, named `module.resource.action`, and the roles that have it."""

    name: str
    roles: frozenset[str]

    @property
    def module(self) -> str:
        """The module (or core room) the right belongs to: the first part of its name."""
        return self.name.split(".", 1)[0]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts in a tenant: a signed-in person, a command or a job. `system` may do everything."""

    name: str
    account_id: uuid.UUID | None = None
    grants: tuple[Grant, ...] = ()
    system: bool = False
    language: str | None = field(default=None, compare=False)

    def holds(self, permission: Permission) -> tuple[Grant, ...]:
        """Return the grants that give `permission`."""
        return tuple(
            grant
            for grant in self.grants
            if grant.role in permission.roles and grant.module in (None, permission.module)
        )

    def may(self, permission: Permission) -> bool:
        """Say whether the actor has `permission` somewhere in the tenant."""
        return self.system or bool(self.holds(permission))

    def territories(self, permission: Permission) -> frozenset[uuid.UUID] | None:
        """Return the territories in which the actor has `permission`; None means everywhere."""
        grants = self.holds(permission)
        if self.system or any(grant.territory_id is None for grant in grants):
            return None
        return frozenset(grant.territory_id for grant in grants if grant.territory_id)


#: The worker, the commands and the demo act under this name.
SYSTEM = Actor(name="Liaison", system=True)


class NotAllowedError(Exception):
    """The actor lacks a right; the web answers 403."""

    def __init__(self, permission: str) -> None:
        super().__init__(f"missing right: {permission}")
        self.permission = permission


def require(actor: Actor, permission: Permission) -> None:
    """Raise NotAllowedError unless `actor` has `permission`."""
    if not actor.may(permission):
        raise NotAllowedError(permission.name)
