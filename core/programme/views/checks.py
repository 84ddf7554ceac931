"""What to look at again in the calendar of an edition, in words: the core's doubts, and what its module says."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from core.contract.hooks import CalendarCheck, EditionView
from core.contract.module import Module
from core.programme.checking import Doubt, Doubtful, doubts_of
from core.programme.models import Edition
from core.programme.rules import PhaseDates
from core.tenancy.unit import Unit


@dataclass(frozen=True, slots=True)
class Check:
    """Something to look at again: a sentence, and the page where it is put right, if there is one."""

    sentence: str
    url: str | None = None


def checks_of(
    unit: Unit,
    edition: Edition,
    module: Module,
    phases: Sequence[PhaseDates],
    *,
    kinds: Collection[str] | None = None,
) -> list[Check]:
    """Return what to look at again in a calendar; with `kinds`, of these phases, and of what depends on any."""
    here = unit.inside(edition)
    doubts = [
        each
        for each in doubts_of(phases, edition.year, here.today)
        if kinds is None or each.phase.kind in kinds or (each.before and each.before.kind in kinds)
    ]
    view = EditionView(edition.id, edition.module, edition.code, here.today)
    return [
        *(Check(_sentence(each, module)) for each in doubts),
        *(
            Check(
                str(each.sentence),
                _address(each, edition),
            )
            for each in unit.events.calendar_checks(here, view, phases)
        ),
    ]


def _address(check: CalendarCheck, edition: Edition) -> str | None:
    values: dict[str, Any] = {**check.values, "edition": edition.code}
    return url_for(check.endpoint, **values) if check.endpoint else None


def _sentence(doubtful: Doubtful, module: Module) -> str:
    names = {kind.code: kind.label for kind in module.phases}
    phase = names.get(doubtful.phase.kind, doubtful.phase.kind)
    before = names.get(doubtful.before.kind, doubtful.before.kind) if doubtful.before else ""
    sentences = {
        Doubt.PAST: _("“%(phase)s” is over already.", phase=phase),
        Doubt.FAR: _("“%(phase)s” lies far from the year of the edition.", phase=phase),
        Doubt.EARLIER: _("“%(phase)s” begins before “%(before)s”.", phase=phase, before=before),
        Doubt.OVERLAP: _("“%(phase)s” begins while “%(before)s” goes on.", phase=phase, before=before),
    }
    return str(sentences[doubtful.doubt])
