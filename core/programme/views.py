"""The network's home: its editions, each with its calendar and its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.contract.acting import MEMBER
from core.contract.hooks import EditionView, Figure
from core.programme.errors import ClockError, UnknownEditionError
from core.programme.models import Edition
from core.programme.queries import editions, find_edition, phases_by_edition
from core.programme.rules import PhaseDates, phase_state
from core.programme.services import MANAGE_EDITION, set_clock
from core.tenancy.request import current_application, current_unit
from core.tenancy.unit import Unit
from core.web.permissions import needs

programme = Blueprint("programme", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class PhaseLine:
    """A phase as the calendar shows it."""

    name: str
    first_day: date
    last_day: date
    state: str


@dataclass(frozen=True, slots=True)
class EditionCard:
    """An edition as the home page shows it."""

    edition: Edition
    #: The endpoint of the page that the edition opens with, if its module has one.
    home: str | None
    today: date
    phases: tuple[PhaseLine, ...]
    figures: tuple[Figure, ...]
    may_manage: bool


def phase_lines(module: str, phases: tuple[PhaseDates, ...], today: date) -> tuple[PhaseLine, ...]:
    """Return the phases with the names their module gives them, in the reader's language."""
    declared = current_application().modules.get(module)
    labels = {kind.code: kind.label for kind in declared.phases}
    return tuple(
        PhaseLine(
            name=str(labels.get(phase.kind, phase.kind)),
            first_day=phase.first_day,
            last_day=phase.last_day,
            state=phase_state(phase.first_day, phase.last_day, today),
        )
        for phase in phases
    )


def cards_of(unit: Unit, shown: Sequence[Edition]) -> list[EditionCard]:
    """Return editions as the home page shows them, each on its own clock; two statements, and those of each module."""
    views = {
        edition.id: EditionView(edition.id, edition.module, edition.code, unit.shifted(edition.clock_offset).today)
        for edition in shown
    }
    figures = unit.events.edition_figures(unit, list(views.values()))
    phases = phases_by_edition(unit.session)
    modules = current_application().modules
    return [
        EditionCard(
            edition=edition,
            home=modules.get(edition.module).home,
            today=views[edition.id].today,
            phases=phase_lines(edition.module, phases.get(edition.id, ()), views[edition.id].today),
            figures=figures[edition.id],
            may_manage=unit.actor.may(MANAGE_EDITION, edition.module),
        )
        for edition in shown
    ]


@programme.get("/")
@needs(MEMBER)
def home() -> str:
    """Show the network's editions of the modules that are on and that the reader has to do with."""
    unit = current_unit()
    on = [module for module in unit.tenant.modules if unit.actor.belongs(module)]
    shown = [edition for edition in editions(unit.session) if edition.module in on]
    declared = [module for module in current_application().modules.all if module.name in on]
    beginnings = [module.beginning for module in declared if module.beginning is not None]
    return render_template("programme/home.html", cards=cards_of(unit, shown), beginnings=beginnings)


@programme.post("/editions/<module>/<code>/clock")
@needs(MANAGE_EDITION)
def clock(module: str, code: str) -> Response:
    """Let an edition in rehearsal live another day."""
    unit = current_unit()
    if module not in unit.tenant.modules:
        abort(404)
    try:
        edition = find_edition(unit.session, module, code)
        set_clock(unit, edition, date.fromisoformat(request.form.get("day", "")))
    except UnknownEditionError:
        abort(404)
    except ValueError:
        flash(_("That is no day. Write it as year-month-day, such as 2024-03-18."), "error")
    except ClockError:
        flash(_("Only an edition in rehearsal has a clock of its own, between 2000 and 2100."), "error")
    else:
        flash(_("The rehearsal lives another day now."))
    return redirect(url_for("programme.home"))
