"""Make an edition by page: from the network's plan, or as an earlier one was (IM-01, IM-03)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from core.audit.services import done_before
from core.contract.module import EditionPlan, Module
from core.programme.access import MANAGE_EDITION
from core.programme.calendar import phase_lines
from core.programme.errors import EditionExistsError, EditionTitleError, NoPlanError, UnknownEditionError
from core.programme.forms import BeginningForm, EditionForm, days_as_values, form_of
from core.programme.models import Edition
from core.programme.planning import (
    called,
    distinct,
    free_code,
    plan_of_edition,
    plan_of_file,
    plans_of_days,
    year_ahead,
)
from core.programme.queries import editions, find_edition, phases_of
from core.programme.rules import phases_of_year
from core.programme.services import CREATED, FIRST_YEAR, LAST_YEAR, create_edition
from core.programme.states import EditionState
from core.programme.views import programme
from core.tenancy.request import current_application, current_unit
from core.tenancy.unit import Unit
from core.web.addresses import this_page
from core.web.locale import current_language
from core.web.permissions import needs

#: Stands in an address for the plan of the network's file, as the code of an edition does for that edition.
PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the form of a new edition begins with."""

    module: Module
    year: int
    code: str
    plan: EditionPlan

    def values(self) -> dict[str, Any]:
        """Return the values of the fields."""
        return {
            "code": self.code,
            **{f"title_{language}": text for language, text in self.plan.title.items()},
            **{
                f"setting_{number.key}": self.plan.settings.get(number.key, number.least)
                for number in self.module.settings
            },
            **days_as_values(phases_of_year(self.plan.phases, self.year)),
        }


@programme.get("/editions/new")
@needs(MANAGE_EDITION)
def new_edition() -> str | Response:
    """Ask what the new edition begins with, and for which year; then go on to its form."""
    unit = current_unit()
    made = editions(unit.session)
    choices = {
        f"{module.name}:{basis}": label for module in makeable(unit) for basis, label in bases(unit, module, made)
    }
    form = BeginningForm(request.args, data={"year": year_ahead(made, unit.today), "basis": next(iter(choices), None)})
    form.basis.choices = [SelectChoice(value, label) for value, label in choices.items()]
    if request.args and form.validate() and form.basis.data in choices:
        module, _colon, basis = form.basis.data.partition(":")
        return redirect(url_for(".edition_form", module=module, basis=basis, year=form.year.data))
    return render_template("programme/new_edition.html", form=form, nothing=not choices)


@programme.get("/editions/new/<module>")
@needs(MANAGE_EDITION)
def edition_form(module: str) -> str:
    """Show the form of a new edition, with what is proposed."""
    proposal = proposal_or_404(module)
    return form_page(proposal, new_form(proposal))


@programme.post("/editions/new/<module>")
@needs(MANAGE_EDITION)
def make_edition(module: str) -> str | Response | tuple[str, int]:
    """Make the edition as it was typed; pressed twice, the second press finds it made."""
    unit, proposal = current_unit(), proposal_or_404(module)
    form = new_form(proposal)
    if "preview" in request.form:
        form.validate()
        return form_page(proposal, form)
    if not form.validate():
        return form_page(proposal, form), 422
    plan = EditionPlan(
        title=form.title,
        phases=plans_of_days(form.days, proposal.year),
        settings={**proposal.plan.settings, **form.settings},
    )
    try:
        create_edition(unit, module=module, code=form.code.data, year=proposal.year, plan=plan, state=form.state.data)
    except EditionExistsError:
        if not is_made_already(unit, find_edition(unit.session, module, form.code.data), form):
            form.code.errors = [_("There is an edition with this code already. Choose another one.")]
            return form_page(proposal, form), 422
    except EditionTitleError as error:
        say_taken(form, error)
        return form_page(proposal, form), 422
    flash(
        _("The trial edition is made. No letter is sent to anybody.")
        if form.state.data == EditionState.REHEARSAL
        else _("The edition is made, as a draft: you open it when everything is right.")
    )
    return redirect(url_for(".edition", module=module, code=form.code.data))


def makeable(unit: Unit) -> list[Module]:
    """Return the modules that are on, and whose editions the reader manages."""
    return [
        module
        for module in current_application().modules.all
        if module.name in unit.tenant.modules and unit.actor.may(MANAGE_EDITION, module.name)
    ]


def bases(unit: Unit, module: Module, made: Sequence[Edition]) -> list[tuple[str, str]]:
    """Return what an edition of `module` can begin with: the network's plan, if there is one, and its editions."""
    found = []
    try:
        plan_of_file(unit, module)
        found.append((PLAN, _("%(module)s: the network’s yearly calendar", module=module.label)))
    except NoPlanError:
        pass
    for edition in made:
        if edition.module == module.name:
            title = unit.tenant.text(edition.title, current_language())
            found.append((edition.code, _("%(module)s: as in “%(title)s”", module=module.label, title=title)))
    return found


def proposal_or_404(name: str) -> Proposal:
    """Return what the address proposes: a module, what its edition begins with, and a year."""
    unit = current_unit()
    module = next((each for each in makeable(unit) if each.name == name), None) or abort(404)
    said = request.args.get("year", "")
    year = int(said) if said.isascii() and said.isdigit() and len(said) == 4 else unit.today.year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        abort(404)
    basis = request.args.get("basis", PLAN)
    try:
        if basis == PLAN:
            plan = plan_of_file(unit, module)
        else:
            like = find_edition(unit.session, name, basis)
            plan = plan_of_edition(like, phases_of(unit.session, like.id))
    except (NoPlanError, UnknownEditionError):
        abort(404)
    code = free_code(unit, name, year)
    return Proposal(module, year, code, distinct(unit, called(plan, code), code))


def new_form(proposal: Proposal) -> EditionForm:
    """Return the form, filled with the proposal until something is typed."""
    languages = current_unit().tenant.languages
    return form_of(proposal.module, languages, proposal.year, **proposal.values())


def form_page(proposal: Proposal, form: EditionForm) -> str:
    """Render the form, with the calendar as it would be."""
    unit = current_unit()
    in_order = [phase for phase in form.days if phase.first_day <= phase.last_day]
    return render_template(
        "programme/edition_form.html",
        form=form,
        module=proposal.module,
        lines=phase_lines(proposal.module, in_order, unit.today),
        today=unit.today,
        here=this_page(),
    )


def is_made_already(unit: Unit, edition: Edition, form: EditionForm) -> bool:
    """Say whether the reader made this very edition a moment ago: the button was pressed twice."""
    there = edition.title, edition.state, phases_of(unit.session, edition.id)
    typed = form.title, form.state.data, form.days
    return there == typed and done_before(unit, {CREATED}, edition.id)


def say_taken(form: EditionForm, error: EditionTitleError) -> None:
    """Say at the title that another edition has it."""
    sentence = _("The edition %(code)s is called so already. Give this one another title.", code=error.code)
    form[f"title_{error.language}"].errors = [sentence]
