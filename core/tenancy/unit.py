"""The unit in which an act is done: one session, one tenant, one actor, one `now`."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType

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

    @property
    def today(self) -> date:
        """The day of the act in Belgium."""
        return day_of(self.now)

    def address(self, path: str) -> OwnAddress:
        """Return the whole address of the tenant's page `path`, as it is written into letters."""
        return page_address(self.site, self.tenant.slug, self.tenant.hostname, path)

    def shifted(self, offset: timedelta | None) -> Unit:
        """Return the same unit on the clock of an edition in rehearsal."""
        return replace(self, now=self.now + offset) if offset else self
