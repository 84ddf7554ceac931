"""The page of work done in the background."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import gettext, lazy_pgettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice

from core.contract.acting import owner_of
from core.jobs import queries
from core.jobs.access import READ_WORK
from core.jobs.forms import WorkFilters
from core.tenancy.request import current_application, current_unit
from core.web.paging import Page, page_url, wanted_page
from core.web.permissions import needs

jobs = Blueprint("jobs", __name__, template_folder="templates")

#: The sentences of core.jobs.running, for the catalogues; what a module's own error says is shown as it is.
SENTENCES = (
    _l("Something went wrong, and nothing was changed. The reason is in the log of the worker."),
    _l("The work was cut short each time it was tried, and nothing was changed."),
    _l("The database was away for a moment. It is tried again."),
    _l("Whoever asked for this work has lost the right to it meanwhile, and nothing was changed."),
)


@jobs.get("/work")
@needs(READ_WORK)
def runs() -> str:
    """Show what was worked out in the background, the newest first."""
    unit = current_unit()
    kinds = current_application().modules.jobs()
    filters = WorkFilters(request.args)
    filters.kind.choices = [
        SelectChoice("", lazy_pgettext("work", "All")),
        *(
            SelectChoice(kind.name, kind.label)
            for kind in kinds.values()
            if unit.actor.may(READ_WORK, owner_of(kind.name))
        ),
    ]
    kind, state, number = filters.chosen("kind"), filters.chosen("state"), wanted_page()
    found = queries.work_runs(unit, kinds, kind=kind, state=state, page=number)
    return render_template(
        "jobs/runs.html",
        filters=filters,
        narrowed=bool(kind or state),
        rows=found.rows,
        kinds=kinds,
        say=gettext,
        page=Page(number, queries.PER_PAGE, found.total),
        page_url=page_url,
    )
