"""The pages of a network's site that are texts: questions and answers, golden rules, privacy and their like."""

from __future__ import annotations

from flask import abort, render_template

from core.contract.acting import PUBLIC
from core.site.info import CONTACT, INFO_PAGES, Stands
from core.site.reading import layers_of
from core.site.shown import shown
from core.site.views import site
from core.site.views.contact import contact_page
from core.tenancy.request import current_unit
from core.web.permissions import needs


@site.get("/info/<page>")
@needs(PUBLIC)
def info(page: str) -> str:
    """Show a page that is a text."""
    if page not in INFO_PAGES or INFO_PAGES[page].stands == Stands.HOME:
        abort(404)
    unit = current_unit()
    written = shown(unit.tenant, layers_of(unit, page))
    if page == CONTACT:
        return contact_page(unit, INFO_PAGES[page], written)
    return render_template("site/info.html", page=INFO_PAGES[page], written=written)
