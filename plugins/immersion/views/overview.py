"""The first page of an edition: its calendar, and where to go."""

from __future__ import annotations

from flask import render_template

from core.programme.queries import phases_of
from core.programme.request import open_edition
from core.programme.views import phase_lines
from core.web.permissions import needs
from plugins.immersion.access import SEE_OVERVIEW
from plugins.immersion.enums import MODULE
from plugins.immersion.views import immersion


@immersion.get("/<edition>/")
@needs(SEE_OVERVIEW)
def overview(edition: str) -> str:
    """Show the calendar of the edition."""
    row, unit = open_edition(MODULE, edition)
    phases = phase_lines(MODULE, phases_of(unit.session, row.id), unit.today)
    return render_template("immersion/overview.html", phases=phases)
