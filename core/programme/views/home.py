"""The desk of a network's staff: its editions, each with its calendar and its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from core.contract.acting import MEMBER
from core.contract.hooks import EditionView, Figure
from core.programme.access import MANAGE_EDITION, exists_for
from core.programme.calendar import PhaseLine, phase_lines
from core.programme.models import Edition
from core.programme.queries import editions, phases_by_edition
from core.programme.views import programme
from core.programme.views.words import STATES
from core.tenancy.request import current_application, current_unit
from core.tenancy.unit import Unit
from core.web.locale import current_language
from core.web.permissions import needs


@dataclass(frozen=True, slots=True)
class EditionCard:
    """An edition as the desk shows it."""

    edition: Edition
    #: Its title as plain text, for a label.
    title: str
    #: The endpoint of the page that the edition opens with, if its module has one.
    home: str | None
    today: date
    phases: tuple[PhaseLine, ...]
    figures: tuple[Figure, ...]
    may_manage: bool


def cards_of(unit: Unit, shown: Sequence[Edition]) -> list[EditionCard]:
    """Return editions as the desk shows them, each on its own clock; two statements, and those of each module."""
    views = {
        edition.id: EditionView(edition.id, edition.module, edition.code, unit.inside(edition).today)
        for edition in shown
    }
    figures = unit.events.edition_figures(unit, list(views.values()))
    phases = phases_by_edition(unit.session)
    modules = current_application().modules
    return [
        EditionCard(
            edition=edition,
            title=unit.tenant.text(edition.title, current_language()),
            home=modules.get(edition.module).home,
            today=views[edition.id].today,
            phases=phase_lines(modules.get(edition.module), phases.get(edition.id, ()), views[edition.id].today),
            figures=figures[edition.id],
            may_manage=unit.actor.may(MANAGE_EDITION, edition.module),
        )
        for edition in shown
    ]


@programme.get("/desk")
@needs(MEMBER)
def home() -> str | Response:
    """Show the editions of the modules that are on and that the reader has to do with; to who is staff, that is."""
    unit = current_unit()
    if not unit.actor.grants:
        return redirect(url_for("own.mine"))
    on = [module for module in unit.tenant.modules if unit.actor.belongs(module)]
    shown = [each for each in editions(unit.session) if each.module in on and exists_for(unit.actor, each)]
    may_make = any(unit.actor.may(MANAGE_EDITION, module) for module in on)
    return render_template("programme/home.html", cards=cards_of(unit, shown), may_make=may_make, states=STATES)
