"""Write what a page of the site says (IM-06): each change is a version, and the default is never lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import func, select

from core.audit.services import record
from core.contract.acting import require
from core.site.access import WRITE_SITE
from core.site.errors import TextMissingError, TextMovedError
from core.site.layers import PageLayers
from core.site.models import SitePageVersion
from core.site.reading import read_page
from core.tenancy.unit import Unit

WRITTEN: Final = "site.text.written"
DEFAULT_AGAIN: Final = "site.text.default_again"


def write_page(unit: Unit, page: str, typed: Mapping[str, str], *, version: int) -> bool:
    """Let a page say what was typed, by language; return False where it does so already.

    What is the default is not kept, so that the page follows it when it changes. `version` is what was looked at.
    Raises TextMovedError when somebody has changed the page since, TextMissingError when nothing would be left to
    read, NotAllowedError without the right.
    """
    require(unit.actor, WRITE_SITE)
    _one_at_a_time(unit)
    layers, latest = read_page(unit, page)
    changes = layers.changes(typed)
    if not PageLayers(layers.defaults, changes, layers.languages).texts:
        raise TextMissingError()
    return _keep(unit, page, changes, layers, version=version, latest=latest, act=WRITTEN)


def let_default(unit: Unit, page: str, *, version: int) -> bool:
    """Let a page say its default again; return False where it does. Raises what write_page does."""
    require(unit.actor, WRITE_SITE)
    _one_at_a_time(unit)
    layers, latest = read_page(unit, page)
    return _keep(unit, page, {}, layers, version=version, latest=latest, act=DEFAULT_AGAIN)


def _keep(
    unit: Unit, page: str, changes: Mapping[str, str], layers: PageLayers, *, version: int, latest: int, act: str
) -> bool:
    if dict(changes) == dict(layers.written):
        return False  # As it is already: nothing was changed, or this is the second press of the button.
    if latest != version:
        raise TextMovedError()
    unit.session.add(
        SitePageVersion(
            page=page,
            version=latest + 1,
            texts=dict(changes),
            by_account_id=unit.actor.account_id,
            by=unit.actor.name,
            at=unit.now,
        )
    )
    record(unit, act, page=page, version=latest + 1, languages=sorted(changes))
    return True


def _one_at_a_time(unit: Unit) -> None:
    """Let a second writer wait for the first, until the transaction ends."""
    key = func.hashtextextended(f"site texts:{unit.tenant.id}", 0)
    unit.session.execute(select(func.pg_advisory_xact_lock(key)))
