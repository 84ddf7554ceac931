"""The calendar of an edition, taken home or subscribed to."""

from __future__ import annotations

from flask import Response, abort

from core.contract.acting import PUBLIC
from core.site.icalendar_file import calendar_of
from core.site.places import editions_of_site
from core.site.views import site
from core.tenancy.request import current_unit
from core.web.permissions import needs


@site.get("/calendar/<module>-<code>.ics")
@needs(PUBLIC)
def calendar(module: str, code: str) -> Response:
    """Hand out the calendar of an edition."""
    unit = current_unit()
    for edition in editions_of_site():
        if (edition.module.name, edition.edition.code) == (module, code):
            file = calendar_of(unit, edition, str(unit.address("/")))
            answer = Response(file, mimetype="text/calendar")
            answer.headers["Content-Disposition"] = f'attachment; filename="{module}-{code}.ics"'
            return answer
    abort(404)
