"""What is done for the catalogue by itself: entries follow within seconds, and once a day all of them are looked at."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from core.catalogue.misses import misses_at, write_misses
from core.catalogue.models import CatalogueChange
from core.catalogue.services import follow, rebuild
from core.database.session import SharedSession
from core.jobs.chores import Chore
from core.jobs.runtime import Runtime
from core.tenancy.unit import Unit

log = logging.getLogger(__name__)


def follow_everywhere(runtime: Runtime) -> None:
    """Let the entries of each network follow where something was noted; one statement when nothing was."""
    with SharedSession(runtime.engine) as session:
        tenant_ids = session.scalars(select(CatalogueChange.tenant_id).distinct()).all()
    for tenant_id in tenant_ids:
        try:
            with runtime.unit(tenant_id) as unit:
                follow(unit)
        except Exception:  # One network must not keep the others from what is theirs.
            log.exception("the catalogue of a network could not follow: %s", tenant_id)


def mend_and_say(unit: Unit) -> None:
    """Look at every entry of a network, mend what is wrong, and note what that was."""
    mended = rebuild(unit)
    if mended:
        log.warning(
            "the catalogue of %s was mended: missing %s, wrong %s, needless %s",
            unit.tenant.slug,
            *(", ".join(each) or "none" for each in (mended.missing, mended.wrong, mended.needless)),
        )


def mend_everywhere(runtime: Runtime) -> None:
    """Look at the catalogue of each network."""
    runtime.each_tenant(mend_and_say)


def write_searches(runtime: Runtime) -> None:
    """Write down what was looked for in vain."""
    misses = misses_at(runtime.settings.redis_url or "")
    for tenant_id, counted in misses.taken().items():
        with runtime.unit(tenant_id) as unit:
            write_misses(unit, counted)
    misses.written()


#: What was noted is followed first, so that the nightly look finds only what nobody noted.
CHORES: Final = (
    Chore("the catalogue follows", timedelta(seconds=2), follow_everywhere),
    Chore("searches in vain", timedelta(minutes=1), write_searches),
    Chore("the catalogue is looked at", timedelta(days=1), mend_everywhere),
)
