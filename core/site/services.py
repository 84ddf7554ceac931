"""What is done to the public site: a page opened or closed by hand (IM-05), and the question whether one is open."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from core.audit.services import record
from core.contract.module import Module, PublicPage
from core.language.dates import day_of
from core.programme.errors import NotOpenError, ReasonMissingError
from core.programme.holding import hold_to_change
from core.programme.models import Edition
from core.programme.states import OPEN
from core.site.errors import DaysOverError, PageShutError, UnknownOverrideError, UnknownPageError
from core.site.models import PageOverride
from core.site.queries import public_edition
from core.tenancy.unit import Unit

OVERRIDDEN: Final = "site.page.overridden"
TAKEN_BACK: Final = "site.page.override_taken_back"


def page_called(module: Module, endpoint: str) -> PublicPage:
    """Return the public page of a module by its endpoint; raises UnknownPageError."""
    for page in module.public_pages:
        if page.endpoint == endpoint:
            return page
    raise UnknownPageError(endpoint)


def require_open(unit: Unit, edition: Edition, endpoint: str, *, grace: timedelta = timedelta()) -> None:
    """Raise PageShutError unless a public page of an edition is open; `unit` is on the edition's clock.

    For the acts behind a page: `grace` is for how long after its last day what was begun in time is still taken.
    Two statements.
    """
    shown = public_edition(unit, edition)
    page = page_called(shown.module, endpoint)
    days = {unit.today, day_of(unit.now - grace)}
    if not any(shown.standing_on(page, day).open for day in days):
        raise PageShutError(shown, endpoint)


def override_page(
    unit: Unit,
    edition: Edition,
    page: PublicPage,
    *,
    opens: bool,
    first_day: date,
    last_day: date,
    reason: Mapping[str, str],
    version: int,
) -> None:
    """Open or close a page of an edition on some days, whatever its calendar says; done before, it does nothing.

    `version` is that of the edition as it was looked at. Raises ReasonMissingError without a reason, DaysOverError for
    days that are over on the edition's clock, NotOpenError for an edition in which nobody acts, and what
    hold_to_change raises.
    """
    if not hold_to_change(unit, edition, {OVERRIDDEN}, version):
        return
    if edition.state not in OPEN:
        raise NotOpenError(edition.module, edition.code, edition.state)
    said = {language: text.strip() for language, text in reason.items() if text.strip()}
    if not said:
        raise ReasonMissingError()
    if last_day < unit.inside(edition).today:
        raise DaysOverError()
    unit.session.add(
        PageOverride(
            edition_id=edition.id,
            page=page.endpoint,
            opens=opens,
            first_day=first_day,
            last_day=last_day,
            reason=said,
            by=unit.actor.name,
            at=unit.now,
        )
    )
    edition.version += 1
    days = [first_day.isoformat(), last_day.isoformat()]
    record(unit, OVERRIDDEN, edition.id, version=version, page=page.endpoint, opens=opens, days=days, reason=said)


def take_back_override(unit: Unit, edition: Edition, override_id: uuid.UUID, *, version: int) -> None:
    """Let the calendar decide again about a page; done before, it does nothing.

    Raises UnknownOverrideError for one that is none of the edition's or was taken back, and what hold_to_change raises.
    """
    if not hold_to_change(unit, edition, {TAKEN_BACK}, version):
        return
    query = select(PageOverride).where(PageOverride.id == override_id, PageOverride.edition_id == edition.id)
    row = unit.session.scalar(query.where(PageOverride.ended_at.is_(None)))
    if row is None:
        raise UnknownOverrideError(str(override_id))
    row.ended_at = unit.now
    edition.version += 1
    record(unit, TAKEN_BACK, edition.id, version=version, page=row.page)
