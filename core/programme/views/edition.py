"""The page on which an edition is managed: where it stands, its calendar, its names and settings, its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.audit.services import done_before
from core.contract.module import Label, Module
from core.programme.access import MANAGE_EDITION
from core.programme.calendar import phase_lines
from core.programme.contents import contents_of, is_empty
from core.programme.errors import (
    ClockError,
    EditionExistsError,
    EditionMovedError,
    EditionNotEmptyError,
    EditionTitleError,
)
from core.programme.forms import EditionForm, form_of, title_label
from core.programme.lifecycle import EDITED, edit_edition
from core.programme.models import Edition
from core.programme.queries import editions, phases_of
from core.programme.request import find_or_404
from core.programme.rules import PhaseDates
from core.programme.services import set_clock
from core.programme.states import MOVES, EditionState
from core.programme.views import programme, words
from core.programme.views.checks import Check, checks_of
from core.programme.views.history import history_of
from core.programme.views.making import say_taken
from core.tenancy.request import current_application, current_unit
from core.tenancy.unit import Unit
from core.web.permissions import needs
from core.web.seen import seen_version


@dataclass(frozen=True, slots=True)
class Step:
    """A step of an edition's life, as the component `steps` shows it."""

    name: Label
    state: str


@dataclass(frozen=True, slots=True)
class Way:
    """A state that the edition can be brought to, and whether nobody may be in it for that."""

    state: str
    button: Label
    needs_empty: bool


@programme.get("/editions/<module>/<code>/")
@needs(MANAGE_EDITION)
def edition(module: str, code: str) -> str:
    """Show an edition as who manages it sees it."""
    row, unit = managed(module, code)
    contents = contents_of(unit, row)
    declared = current_application().modules.get(module)
    phases = phases_of(unit.session, row.id)
    return render_template(
        "programme/edition.html",
        row=row,
        module=declared,
        stands=words.STATES[row.state],
        life=steps_of(row),
        facts=facts_of(unit, row),
        ways=ways_of(row),
        contents=contents,
        fills=row.rehearsal and unit.events.fills_rehearsals(unit, module),
        phases=phase_lines(declared, phases, unit.inside(row).today),
        checks=checks_to_show(unit, row, declared, phases),
        history=history_of(unit, row, declared),
    )


@programme.get("/editions/<module>/<code>/edit")
@needs(MANAGE_EDITION)
def edit_form(module: str, code: str) -> str:
    """Show the form of the names and the settings of an edition."""
    row, unit = managed(module, code)
    return edit_page(unit, row, naming_form(unit, row))


@programme.post("/editions/<module>/<code>/edit")
@needs(MANAGE_EDITION)
def edit(module: str, code: str) -> str | Response | tuple[str, int]:
    """Give an edition other names or settings; pressed twice, the second press finds it called so already."""
    if is_renamed(module, code, request.form.get("code", "")):
        return saved(module, request.form["code"])
    row, unit = managed(module, code)
    form = naming_form(unit, row)
    if not form.validate():
        return edit_page(unit, row, form), 422
    try:
        edit_edition(unit, row, version=seen_version(), title=form.title, code=form.code.data, settings=form.settings)
    except EditionMovedError:
        form.form_errors = [moved_sentence()]
        form.version.data = str(row.version)
    except EditionTitleError as error:
        say_taken(form, error)
    except EditionExistsError:
        form.code.errors = [_("There is an edition with this code already. Choose another one.")]
    except EditionNotEmptyError:
        form.code.errors = [_("People are in this edition, and its code stands in their letters: it stays as it is.")]
    else:
        return saved(module, form.code.data)
    return edit_page(unit, row, form), 422


@programme.post("/editions/<module>/<code>/clock")
@needs(MANAGE_EDITION)
def clock(module: str, code: str) -> Response:
    """Let a trial edition live another day."""
    row, unit = managed(module, code)
    try:
        set_clock(unit, row, date.fromisoformat(request.form.get("day", "")))
    except ValueError:
        flash(_("That is no day. Write it as year-month-day, such as 2024-03-18."), "error")
    except ClockError:
        flash(_("Only a trial edition has a date of its own, between 2000 and 2100."), "error")
    else:
        flash(_("The date of this trial edition is changed."))
    return redirect(url_for(".edition", module=module, code=code))


def managed(module: str, code: str) -> tuple[Edition, Unit]:
    """Return the edition of an address and the unit of this request, in real time; 404 where there is none to manage.

    An edition is managed in real time: its own clock is for what happens in it.
    """
    unit = current_unit()
    row, _inside = find_or_404(module, code)
    if not unit.actor.may(MANAGE_EDITION, module):
        abort(403)
    return row, unit


def is_renamed(module: str, code: str, new: str) -> bool:
    """Say whether the reader gave the edition `code` the code `new` a moment ago."""
    unit = current_unit()
    made = {each.code: each for each in editions(unit.session) if each.module == module}
    return code not in made and new in made and done_before(unit, {EDITED}, made[new].id, version=seen_version())


def saved(module: str, code: str) -> Response:
    """Say that an edition is saved, and lead to its page."""
    flash(_("The edition is saved."))
    return redirect(url_for(".edition", module=module, code=code))


def moved_sentence() -> str:
    """Say that somebody was faster."""
    return str(_("Somebody has changed this edition since you opened this page. Look at it again, then decide."))


def naming_form(unit: Unit, row: Edition) -> EditionForm:
    """Return the form of an edition's names and settings, as they are until something is typed."""
    module = current_application().modules.get(row.module)
    values = {
        "code": row.code,
        "version": str(row.version),
        **{f"title_{language}": text for language, text in row.title.items()},
        **{f"setting_{number.key}": row.settings.get(number.key, number.least) for number in module.settings},
    }
    form = form_of(module, unit.tenant.languages, row.year, phases=False, **values)
    del form.state
    return form


def edit_page(unit: Unit, row: Edition, form: EditionForm) -> str:
    """Render the form of an edition's names and settings."""
    return render_template("programme/edition_edit.html", form=form, row=row, holds_nobody=is_empty(unit, row))


def facts_of(unit: Unit, row: Edition) -> list[tuple[Label | str, object]]:
    """Return what an edition is called and how it is set up, each with its word."""
    module, languages = current_application().modules.get(row.module), unit.tenant.languages
    return [
        (_("Module"), module.label),
        *((title_label(language, languages), row.title.get(language)) for language in languages),
        (_("Code"), row.code),
        (_("Year"), str(row.year)),
        *((number.label, row.settings.get(number.key, number.least)) for number in module.settings),
    ]


def steps_of(row: Edition) -> list[Step]:
    """Return the life of an edition in its steps; the trial stands there while it lasts."""
    order = [EditionState.DRAFT, EditionState.LIVE, EditionState.CLOSED]
    if row.state == EditionState.REHEARSAL:
        order.insert(1, EditionState.REHEARSAL)
    here = [state.value for state in order].index(row.state)
    return [
        Step(words.STATES[state].word, "done" if place < here else "current" if place == here else "todo")
        for place, state in enumerate(order)
    ]


def ways_of(row: Edition) -> list[Way]:
    """Return where an edition can be brought from where it stands."""
    return [
        Way(move.new.value, words.MOVES[move.old, move.new].button, move.empty)
        for move in MOVES
        if move.old == row.state
    ]


def checks_to_show(unit: Unit, row: Edition, module: Module, phases: Sequence[PhaseDates]) -> list[Check]:
    """Return what to look at again: all in a draft, only what does not go together in an edition that is open."""
    if row.state == EditionState.CLOSED:
        return []
    return checks_of(unit, row, module, phases, kinds=None if row.state == EditionState.DRAFT else ())
