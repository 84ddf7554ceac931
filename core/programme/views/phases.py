"""The calendar of an edition by page: a draft's at once, any other with a reason, after a look at what it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.contract.module import Module
from core.language.dates import day_range
from core.programme.access import MANAGE_EDITION
from core.programme.calendar import phase_lines, said_move
from core.programme.errors import EditionMovedError, NotOpenError, PhaseNeededError
from core.programme.forms import PhasesForm, days_as_values, phases_form_of
from core.programme.models import Edition
from core.programme.phases import change_phases
from core.programme.queries import phases_of
from core.programme.rules import Moved, PhaseDates
from core.programme.states import OPEN, EditionState
from core.programme.views import programme
from core.programme.views.checks import checks_of
from core.programme.views.edition import managed, moved_sentence
from core.tenancy.request import current_application
from core.tenancy.unit import Unit
from core.web.locale import current_language
from core.web.permissions import needs
from core.web.seen import seen_version


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of a phase: its name, its days before and after, and what people will read of it."""

    name: str
    old: str | None
    new: str | None
    note: str | None


@programme.get("/editions/<module>/<code>/phases")
@needs(MANAGE_EDITION)
def phases_form(module: str, code: str) -> str:
    """Show the form of the calendar."""
    row, unit = changeable(module, code)
    return form_page(row, form_for(unit, row))


@programme.post("/editions/<module>/<code>/phases")
@needs(MANAGE_EDITION)
def change_calendar(module: str, code: str) -> str | Response | tuple[str, int]:
    """Give the phases other days; in an edition that people know, after a look at what that means."""
    row, unit = changeable(module, code)
    form, declared = form_for(unit, row), current_application().modules.get(module)
    if not form.validate():
        if seen_version() == row.version and only_reasons_lack(form) and not other_days(unit, row, declared, form):
            return unchanged(row)
        return form_page(row, form), 422
    if "again" in request.form:
        return form_page(row, form)
    if row.state in OPEN and not form.confirmed.data and seen_version() == row.version:
        return confirm_page(unit, row, declared, form)
    try:
        changed = change_phases(unit, row, declared, form.days, version=seen_version(), reason=form.reason)
    except EditionMovedError:
        form.form_errors = [moved_sentence()]
        form.version.data = str(row.version)
    except PhaseNeededError as error:
        field = form[f"last_{error.kind}"]
        field.errors = [_("People know this phase: give it other days rather than none.")]
    else:
        flash(_("The calendar is changed.") if changed else unchanged_sentence())
        return redirect(url_for(".edition", module=module, code=code))
    return form_page(row, form), 422


def changeable(module: str, code: str) -> tuple[Edition, Unit]:
    """Return what `managed` does; raises NotOpenError for an edition that is closed, whose calendar stays."""
    row, unit = managed(module, code)
    if row.state == EditionState.CLOSED:
        raise NotOpenError(module, code, row.state)
    return row, unit


def only_reasons_lack(form: PhasesForm) -> bool:
    """Say whether the days of a form are right, whatever it lacks of the reason: without other days none is needed."""
    return set(form.errors) <= {reason.name for reason in form.reasons}


def other_days(unit: Unit, row: Edition, module: Module, form: PhasesForm) -> list[str]:
    """Return the phases whose days are not those of the calendar as it is."""
    before = {phase.kind: phase for phase in phases_of(unit.session, row.id)}
    after = {phase.kind: phase for phase in form.days}
    return [kind.code for kind in module.phases if _days(before.get(kind.code)) != _days(after.get(kind.code))]


def unchanged(row: Edition) -> Response:
    """Go back to the edition and say that its calendar stays."""
    flash(unchanged_sentence())
    return redirect(url_for(".edition", module=row.module, code=row.code))


def unchanged_sentence() -> str:
    """Say that the days are those that there were."""
    return str(_("The calendar was so already. Nothing was changed."))


def form_for(unit: Unit, row: Edition) -> PhasesForm:
    """Return the form of the calendar, as it is until something is typed; a draft needs no reason."""
    languages = unit.tenant.languages if row.state in OPEN else ()
    values = {"version": str(row.version), **days_as_values(phases_of(unit.session, row.id))}
    return phases_form_of(current_application().modules.get(row.module), languages, **values)


def form_page(row: Edition, form: PhasesForm) -> str:
    """Render the form of the calendar."""
    return render_template("programme/edition_phases.html", form=form, row=row)


def confirm_page(unit: Unit, row: Edition, module: Module, form: PhasesForm) -> str | Response:
    """Ask before the calendar that people know is changed, and say what they will read."""
    before = {phase.kind: phase for phase in phases_of(unit.session, row.id)}
    after = {phase.kind: phase for phase in form.days}
    kinds = other_days(unit, row, module, form)
    if not kinds:
        return unchanged(row)
    names = {kind.code: str(kind.label) for kind in module.phases}
    return render_template(
        "programme/edition_phases_confirm.html",
        row=row,
        steps=[step_of(names[kind], before.get(kind), after.get(kind), form.reason) for kind in kinds],
        checks=checks_of(unit, row, module, list(after.values()), kinds=kinds),
        lines=phase_lines(module, after.values(), unit.inside(row).today),
        typed={**{name: request.form[name] for name in request.form if name != "csrf_token"}, "confirmed": "1"},
    )


def step_of(name: str, old: PhaseDates | None, new: PhaseDates | None, reason: Mapping[str, str]) -> Step:
    """Return what becomes of a phase, with what pages will say of it: other days than those first told, and why."""
    note = None
    if old and new:
        first = old.moved or Moved(*old.days, reason)
        if new.days != (first.first_day, first.last_day):
            note = said_move(PhaseDates(new.kind, *new.days, Moved(first.first_day, first.last_day, reason)))
    return Step(name, _said(old), _said(new), note)


def _days(phase: PhaseDates | None) -> Sequence[object] | None:
    return phase.days if phase else None


def _said(phase: PhaseDates | None) -> str | None:
    return day_range(phase.first_day, phase.last_day, current_language()) if phase else None
