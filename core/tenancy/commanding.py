"""What a command or a page of any room or module is given: settings, modules, the database, and units to act in."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Engine

from core.contract.acting import Actor
from core.settings import Settings
from core.tenancy.unit import Unit

if TYPE_CHECKING:
    from core.modules import Modules


class Commander(Protocol):
    """The parts of a running Liaison: on a click context as `ctx.obj`, in a request as `current_application()`."""

    @property
    def settings(self) -> Settings:
        """The settings, with the addresses of the running servers."""

    @property
    def modules(self) -> Modules:
        """The installed modules."""

    @property
    def engine(self) -> Engine:
        """The database in the application's role; embedded servers start when it is first asked for."""

    def acting(self, unit: Unit, account_id: uuid.UUID, name: str) -> Actor:
        """Return as what a sign-in, which asked for something under `name`, may act in the unit's tenant now."""

    def sync(self) -> Sequence[str]:
        """Bring the tenants in line with their files; return what changed, a line each. Raises TenantFileError."""

    def speaking(self, language: str) -> AbstractContextManager[None]:
        """Say texts of the catalogues in `language` within the block: for a command, which has no page."""

    def unit(self, slug: str, *, rollback: bool = False, now: datetime | None = None) -> AbstractContextManager[Unit]:
        """Open a unit of the tenant `slug`, acting as Liaison itself.

        It commits when the block ends well; with `rollback` (a dry run) or after an error it leaves nothing.
        Raises UnknownTenantError, which names the tenants there are.
        """
