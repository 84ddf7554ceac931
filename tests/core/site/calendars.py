"""Editions of the lunches with the phases that a test needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from core.application import Application
from core.contract.module import EditionPlan
from core.programme.models import Edition, Phase
from core.programme.services import create_edition

#: Days before and after today on which a phase begins and ends.
Span = tuple[int, int]


def lunches(
    application: Application,
    code: str = "2024",
    *,
    state: str = "live",
    network: str = "harbour",
    title: str = "Lunchs",
    clock: timedelta | None = None,
    **spans: Span,
) -> Edition:
    """Make an edition whose phases (`entries`, `lunch`) lie so many days around today, on its own clock."""
    plan = EditionPlan(title={"fr": f"{title} {code}", "nl": f"{title} {code} nl"}, phases=(), settings={})
    with application.unit(network) as unit:
        more = {"clock_offset": clock} if clock else {}
        edition = create_edition(unit, module="lunch", code=code, year=int(code), plan=plan, state=state, **more)
        today = unit.inside(edition).today
        for position, (kind, span) in enumerate(spans.items()):
            unit.session.add(Phase(edition_id=edition.id, kind=kind, position=position, **days(today, span)))
    return edition


def days(today: date, span: Span) -> Mapping[str, date]:
    first, last = span
    return {"first_day": today + timedelta(days=first), "last_day": today + timedelta(days=last)}
