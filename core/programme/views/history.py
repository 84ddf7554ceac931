"""What was done to an edition itself, as its page tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from core.audit.models import AuditEntry
from core.contract.module import Label, Module
from core.language.dates import day_range
from core.programme.models import Edition
from core.programme.views import words
from core.tenancy.unit import Unit
from core.web.locale import current_language


@dataclass(frozen=True, slots=True)
class PastAct:
    """A line of the history of an edition; `steps` say what became of each phase."""

    at: datetime
    by: str
    act: Label
    reason: str | None
    steps: Sequence[str] = ()


def history_of(unit: Unit, edition: Edition, module: Module) -> list[PastAct]:
    """Return what was done to an edition itself, the latest first; one statement."""
    query = (
        select(AuditEntry)
        .where(AuditEntry.subject_id == edition.id, AuditEntry.act.in_(words.ACTS))
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    )
    names = {kind.code: str(kind.label) for kind in module.phases}
    return [
        PastAct(
            at=entry.at,
            by=entry.by_name,
            act=words.ACTS[entry.act],
            reason=_reason(unit, entry.details.get("reason")),
            steps=_steps(names, entry.details.get("phases") or {}),
        )
        for entry in unit.session.scalars(query)
    ]


def _reason(unit: Unit, said: str | Mapping[str, str] | None) -> str | None:
    """Return a reason, which was given in one language or in each of the network's."""
    if isinstance(said, Mapping):
        return unit.tenant.text(said, current_language()) if said else None
    return said


def _steps(names: Mapping[str, str], phases: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return what became of phases, in the order of the module."""
    order = [*names, *phases]
    return [_step(names.get(kind, kind), phases[kind]) for kind in sorted(phases, key=order.index)]


def _step(name: str, phase: Mapping[str, Any]) -> str:
    days = " → ".join(map(_days, (phase["old"], phase["new"])))
    return " ".join((_("%(what)s:", what=name), days))


def _days(said: Sequence[str] | None) -> str:
    if not said:
        return "–"
    first, last = map(date.fromisoformat, said)
    return day_range(first, last, current_language())
