"""Who acts, and what each role may do: the values on which every right is decided.

A right is held in a module, in territories. Staff hold it by a grant, which counts for one module or all of them, in
one territory or all. Whoever takes part holds it by that, in that module, for what is their own.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

COORDINATOR = "coordinator"
REFERENT = "referent"
READER = "reader"
#: The staff roles that every network has, for one module or all; a module may declare more for itself.
STAFF = (COORDINATOR, REFERENT, READER)

#: A view that everybody may see, signed in or not.
PUBLIC = "public"
#: A view for everybody who is signed in, whether or not they belong to the tenant: what it shows is their own.
SIGNED_IN = "signed in"
#: A view for everybody who is signed in and belongs to the tenant, by a grant or by taking part.
MEMBER = "member"
#: A view of what is the reader's own, for who is signed in and for who came by the link of a letter.
OWN = "own"


def owner_of(name: str) -> str:
    """Return the module, or the room of the core, to which what is called `name` belongs: `accounts.role.granted`."""
    return name.split(".", 1)[0]


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that a person holds in a tenant, for one module or all, in one territory or all."""

    role: str
    module: str | None = None
    territory_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class TakingPart:
    """A role in which a person of the tenant takes part in a module's programme: a trainee, a host."""

    role: str
    module: str
    person_id: uuid.UUID
    registration_id: uuid.UUID
    #: The registration has ended: it can still be read, and makes nobody belong to the tenant.
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Permission:
    """One right, named `owner.resource.action`, and the roles that have it: staff roles, or a module's own.

    A module's right is held in that module. A right of the core is one over the whole network, which a grant for one
    module does not give; unless it is `by_module`, over what belongs to modules (letters, editions, work): then each
    grant gives it in its own module.
    """

    name: str
    roles: frozenset[str]
    by_module: bool = False
    #: It is a right to change what is in an edition: nobody has it in a draft and in an edition that is closed.
    changes: bool = False

    @property
    def owner(self) -> str:
        """The module (or core room) the right belongs to: the first part of its name."""
        return owner_of(self.name)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts in a tenant: a signed-in person, a command or a chore. `system` may do everything.

    `grants` are those that count today; `parts` say in which roles the person takes part.
    """

    name: str
    account_id: uuid.UUID | None = None
    grants: tuple[Grant, ...] = ()
    parts: tuple[TakingPart, ...] = ()
    system: bool = False
    #: In an edition in which nothing may be changed: the rights to change are nobody's there.
    looks_only: bool = False
    language: str | None = field(default=None, compare=False)

    def may(self, permission: Permission, module: str | None = None) -> bool:
        """Say whether the actor has `permission` somewhere: in `module`, else in any module the right is about."""
        return self.system or bool(self.holds(permission, module)) or bool(self.own(permission, module))

    def holds(self, permission: Permission, module: str | None = None) -> tuple[Grant, ...]:
        """Return the grants that give `permission` in `module`, else in any module the right is about."""
        if self.looks_only and permission.changes:
            return ()
        at = _where(permission, module)
        return tuple(
            grant
            for grant in self.grants
            if grant.role in permission.roles and (grant.module is None or at is None or grant.module == at)
        )

    def own(self, permission: Permission, module: str | None = None) -> frozenset[uuid.UUID]:
        """Return the registrations as which the actor takes part with `permission`: it holds for these, no more."""
        if self.looks_only and permission.changes:
            return frozenset()
        at = _where(permission, module)
        return frozenset(
            part.registration_id for part in self.parts if part.role in permission.roles and at in (None, part.module)
        )

    def territories(self, permission: Permission, module: str | None = None) -> frozenset[uuid.UUID] | None:
        """Return the territories in which the actor's grants give `permission`; None means everywhere.

        Raises ValueError for a right by module when no module is named: each has territories of its own there.
        """
        if permission.by_module and module is None:
            raise ValueError(f"{permission.name} is held by module: say in which one")
        grants = self.holds(permission, module)
        if self.system or any(grant.territory_id is None for grant in grants):
            return None
        return frozenset(grant.territory_id for grant in grants if grant.territory_id)

    def may_at(self, permission: Permission, territory_id: uuid.UUID | None) -> bool:
        """Say whether the actor's grants give `permission` over what lies in a territory, or in none."""
        territories = self.territories(permission)
        return territories is None or territory_id in territories

    def everywhere(self, permission: Permission) -> bool:
        """Say whether the actor has `permission` in every module and every territory."""
        grants = self.holds(permission)
        return self.system or any(grant.module is None and grant.territory_id is None for grant in grants)

    def belongs(self, module: str | None = None) -> bool:
        """Say whether the actor belongs to the tenant, or to what it does in `module`: by a grant or by taking part."""
        parts = (part.module for part in self.parts if not part.ended)
        held = (*(grant.module for grant in self.grants), *parts)
        return self.system or any(module is None or each in (None, module) for each in held)


def _where(permission: Permission, module: str | None) -> str | None:
    """Return where a right is asked for, None for anywhere; but for one by module, a right has a place of its own."""
    return module if module or permission.by_module else permission.owner


#: The worker, the commands and the demo act under this name.
SYSTEM = Actor(name="Liaison", system=True)


class NotAllowedError(Exception):
    """The actor lacks a right; the web answers 403."""

    def __init__(self, permission: str) -> None:
        super().__init__(f"missing right: {permission}")
        self.permission = permission


def require(actor: Actor, permission: Permission, module: str | None = None) -> None:
    """Raise NotAllowedError unless `actor` has `permission` (in `module`)."""
    if not actor.may(permission, module):
        raise NotAllowedError(permission.name)
