"""The parts of a running Liaison, opened when they are first needed: servers, database, modules."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import cached_property

from sqlalchemy import Engine, make_url

from core.accounts.queries import actor_of
from core.accounts.visits import Visits
from core.contract.acting import Actor
from core.database.engine import is_empty, make_engine, owner_engine, refuse_unsafe_role
from core.database.migrating import upgrade
from core.database.session import SharedSession
from core.language.speaking import speaking
from core.modules import Modules, load_modules
from core.programme.queries import taking_part
from core.servers import servers
from core.settings import Settings
from core.tenancy.files import read_tenant_files
from core.tenancy.opening import opened_unit
from core.tenancy.queries import find_tenant, tenant_id_of
from core.tenancy.services import check_module_tables, sync_tenants
from core.tenancy.unit import Unit


class Application:
    """Settings, modules and database of one process. A command that needs no database starts no server."""

    def __init__(self, settings: Settings, modules: Modules | None = None) -> None:
        self.given = settings
        self._modules = modules
        self._open = ExitStack()
        self._tenant_ids: dict[str, uuid.UUID] = {}

    @cached_property
    def modules(self) -> Modules:
        """The installed modules."""
        return self._modules or load_modules()

    @cached_property
    def settings(self) -> Settings:
        """The settings, with the addresses of the servers, which are started if need be."""
        return self._open.enter_context(servers(self.given))

    @cached_property
    def engine(self) -> Engine:
        """The database in the application's role; refuses a role that could step over the wall."""
        engine = make_engine(self.settings.web_address, pooled=self.given.database_direct_url is not None)
        self._open.callback(engine.dispose)
        refuse_unsafe_role(engine)
        if self.given.database_url is None and is_empty(engine):
            # A database of our own that nobody has used yet: whoever comes first prepares it.
            self.__dict__["engine"] = engine
            self.prepare()
        return engine

    @cached_property
    def visits(self) -> Visits:
        """The visits of browsers that are not yet written down."""
        return Visits(self.settings.redis_url or "")

    def prepare(self) -> None:
        """Bring the database to the present and the tenants in line with their files."""
        self.migrate()
        self.sync()

    def migrate(self) -> None:
        """Run the migrations that are missing, as the owner of the database."""
        role = make_url(self.settings.web_address).username or ""
        upgrade(self.settings.owner_address, role, self.modules.revision_folders())

    def sync(self) -> Sequence[str]:
        """Bring the tenants in line with their files, as the owner of the database: a page cannot change a tenant.

        Returns what changed, a line each. Raises TenantFileError.
        """
        files = read_tenant_files(self.given.tenants, self.modules.names)
        readers = {module.name: module.read_settings for module in self.modules.all if module.read_settings}
        check_module_tables(files, readers)
        with owner_engine(self.settings.owner_address) as engine:
            return sync_tenants(engine, files)

    @contextmanager
    def speaking(self, language: str) -> Iterator[None]:
        """Say texts of the catalogues in `language` within the block; see core.tenancy.commanding.Commander."""
        with speaking(language):
            yield

    @contextmanager
    def unit(self, slug: str, *, rollback: bool = False, now: datetime | None = None) -> Iterator[Unit]:
        """Open a unit of the tenant `slug`; see core.tenancy.commanding.Commander."""
        with SharedSession(self.engine) as shared:
            tenant_id = find_tenant(shared, slug).id
        events, site = self.modules.dispatcher, self.settings.base_url
        with opened_unit(self.engine, tenant_id, events, site=site, now=now, rollback=rollback) as unit:
            yield unit

    def acting(self, unit: Unit, account_id: uuid.UUID, name: str) -> Actor:
        """Return as what a sign-in may act now; see core.tenancy.commanding.Commander."""
        return actor_of(unit.session, account_id, name, unit.now, taking_part)

    def tenant_id(self, slug: str) -> uuid.UUID | None:
        """Return the id of the tenant `slug`, or None; once known it is remembered, for it never changes."""
        known = self._tenant_ids.get(slug)
        if known is None:
            with SharedSession(self.engine) as shared:
                known = tenant_id_of(shared, slug)
            if known is not None:
                self._tenant_ids[slug] = known
        return known

    def close(self) -> None:
        """Let go of everything; embedded servers stop when nobody else needs them."""
        self._open.close()
