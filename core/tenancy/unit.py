"""The unit in which an act is done: one session, one tenant, one actor, one `now`."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Protocol

from core.contract.acting import Actor
from core.contract.hooks import Dispatcher
from core.database.session import TenantSession
from core.language.dates import day_of
from core.language.texts import Texts
from core.language.wording import Manner
from core.tenancy.addresses import OwnAddress, page_address


@dataclass(frozen=True, slots=True)
class TenantView:
    """The tenant of a request, as plain values."""

    id: uuid.UUID
    slug: str
    kind: str
    languages: tuple[str, ...]
    name: dict[str, str]
    accent: str
    dutch_manner: Manner
    modules: frozenset[str]
    example: bool
    settings: dict[str, dict[str, object]]
    #: One sentence about it; {} where its file has none.
    description: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    #: Its own hostname, if it has one, and its coordination as far as its file says it: name, email, phone.
    hostname: str | None = None
    contact: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def language(self) -> str:
        """The tenant's own language: the one it names first."""
        return self.languages[0]

    def text(self, texts: Mapping[str, str], language: str) -> str:
        """Return a text of the network in `language`, else in the first of its languages that has it."""
        return Texts(texts).get(language, self.languages).text


class Rehearsable(Protocol):
    """An edition, as far as a unit asks: which it is, whether it is rehearsed, and how far its clock is ahead."""

    @property
    def id(self) -> uuid.UUID:
        """Its id."""

    @property
    def rehearsal(self) -> bool:
        """Whether it is only rehearsed."""

    @property
    def clock_offset(self) -> timedelta | None:
        """What is added to the real time; None for nothing."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What a service is given. It reads and writes through `session`, and never commits.

    `now` is the time at which the act counts: the real time, or the clock of an edition in rehearsal.
    """

    session: TenantSession
    tenant: TenantView
    actor: Actor
    now: datetime
    events: Dispatcher
    #: The configured address of the whole site.
    site: str
    #: The edition in rehearsal inside which the unit acts: whoever it adds belongs to that rehearsal and ends with it.
    rehearsal: uuid.UUID | None = None

    @property
    def today(self) -> date:
        """The day of the act in Belgium."""
        return day_of(self.now)

    def address(self, path: str) -> OwnAddress:
        """Return the whole address of the tenant's page `path`, as it is written into letters."""
        return page_address(self.site, self.tenant.slug, self.tenant.hostname, path)

    def inside(self, edition: Rehearsable) -> Unit:
        """Return the same unit inside an edition: on its clock, and among its own people while it is rehearsed.

        A unit that is inside its rehearsal already stays as it is: a clock is not set ahead twice.
        """
        if self.rehearsal == edition.id:
            return self
        now = self.now + edition.clock_offset if edition.clock_offset else self.now
        return replace(self, now=now, rehearsal=edition.id if edition.rehearsal else None)
