"""For the team: what is asked for against what is offered, what was looked for in vain, and what everybody sees."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.catalogue.access import SEE_GAPS, SHOW_DEMAND
from core.catalogue.demand import DemandShown, demand_shown
from core.catalogue.editions import EditionCatalogue, catalogues_for
from core.catalogue.gaps import gaps_of
from core.catalogue.misses import missed
from core.catalogue.services import show_demand
from core.catalogue.views import catalogue
from core.directory.terms import names_in
from core.tenancy.request import current_unit
from core.web.locale import current_language
from core.web.permissions import needs


@catalogue.get("/gaps")
@needs(SEE_GAPS)
def gaps() -> str:
    """Show what is missing in an edition, and what was looked for and not found."""
    unit = current_unit()
    found = catalogues_for(unit)
    here = chosen_of(found)
    names = names_in(unit, current_language())
    return render_template(
        "catalogue/gaps.html",
        found=found,
        here=here,
        gaps=gaps_of(unit, here, names) if here else None,
        missed=missed(unit),
        shown=demand_shown(unit),
        may_show=unit.actor.may(SHOW_DEMAND),
    )


def chosen_of(found: list[EditionCatalogue]) -> EditionCatalogue | None:
    """Return the edition that the address names, else the newest."""
    said = request.args.get("of", "")
    named = [each for each in found if f"{each.edition.module}/{each.edition.code}" == said]
    return next(iter([*named, *found]), None)


@catalogue.post("/demand")
@needs(SHOW_DEMAND)
def demand() -> Response:
    """Say what everybody sees of how much is asked for."""
    said = request.form.get("demand", "")
    if said in set(DemandShown):
        show_demand(current_unit(), DemandShown(said))
        flash(_("Saved. The catalogue shows it now."))
    return redirect(url_for("catalogue.gaps"))
