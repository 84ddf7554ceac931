"""The page of work done in the background."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_babel import gettext

from core.contract.acting import owner_of
from core.jobs.access import READ_WORK
from core.jobs.lists import RUNS
from core.jobs.queries import subjects_of
from core.listing.page import list_page
from core.tenancy.request import current_application, current_unit
from core.web.permissions import needs

jobs = Blueprint("jobs", __name__, template_folder="templates")


@jobs.get("/work")
@needs(READ_WORK)
def runs() -> str:
    """Show what was worked out in the background, the newest first."""
    unit = current_unit()
    kinds = current_application().modules.jobs()
    offered = {name: str(kind.label) for name, kind in kinds.items() if unit.actor.may(READ_WORK, owner_of(name))}
    listed = list_page(unit, RUNS, terms={"kind": offered})
    subjects = subjects_of(unit, kinds, ((row.kind, row.subject_id) for row in listed.rows))
    return render_template("jobs/runs.html", listed=listed, kinds=kinds, subjects=subjects, say=gettext)
