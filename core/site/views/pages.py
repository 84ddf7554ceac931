"""The public pages of an edition, as who manages it opens and closes them by hand (IM-05)."""

from __future__ import annotations

import uuid

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.contract.module import PublicPage
from core.programme.access import MANAGE_EDITION
from core.programme.errors import EditionMovedError, NotOpenError
from core.programme.models import Edition
from core.programme.states import OPEN
from core.programme.views.edition import managed, moved_sentence
from core.site.errors import UnknownOverrideError, UnknownPageError
from core.site.forms import OverrideForm, override_form_of
from core.site.places import Place
from core.site.queries import all_overrides, public_edition
from core.site.services import override_page, page_called, take_back_override
from core.site.views import site
from core.tenancy.request import current_application
from core.tenancy.unit import Unit
from core.web.permissions import needs
from core.web.seen import seen_version


@site.get("/editions/<module>/<code>/pages")
@needs(MANAGE_EDITION)
def edition_pages(module: str, code: str) -> str:
    """Show how the public pages of an edition stand, and what was decided about them."""
    row, unit = managed(module, code)
    shown = public_edition(unit, row)
    pages = sorted(shown.module.public_pages, key=lambda page: page.weight)
    return render_template(
        "site/edition_pages.html",
        row=row,
        places=[Place(page, shown, shown.standing(page)) for page in pages],
        decisions=all_overrides(unit, row.id),
        labels={page.endpoint: page.label for page in pages},
        changeable=row.state in OPEN,
    )


@site.get("/editions/<module>/<code>/pages/<page>")
@needs(MANAGE_EDITION)
def override_form(module: str, code: str, page: str) -> str:
    """Show the form by which a page is opened or closed on some days."""
    row, unit, declared = _changeable(module, code, page)
    return _form_page(unit, row, declared, _form_for(unit, row))


@site.post("/editions/<module>/<code>/pages/<page>")
@needs(MANAGE_EDITION)
def override(module: str, code: str, page: str) -> str | Response | tuple[str, int]:
    """Open or close a page on some days; pressed twice, the second press changes nothing."""
    row, unit, declared = _changeable(module, code, page)
    form = _form_for(unit, row)
    if not form.validate():
        return _form_page(unit, row, declared, form), 422
    opens, first_day, last_day = form.opens.data == "1", form.first_day.data, form.last_day.data
    days = {"first_day": first_day, "last_day": last_day}
    try:
        override_page(unit, row, declared, opens=opens, **days, reason=form.reason, version=seen_version())
    except EditionMovedError:
        form.form_errors = [moved_sentence()]
        form.version.data = str(row.version)
        return _form_page(unit, row, declared, form), 422
    flash(_("The page is open on these days.") if opens else _("The page is closed on these days."))
    return redirect(url_for(".edition_pages", module=module, code=code))


@site.post("/editions/<module>/<code>/pages/decisions/<uuid:decision>/end")
@needs(MANAGE_EDITION)
def end_override(module: str, code: str, decision: uuid.UUID) -> Response:
    """Let the calendar decide again."""
    row, unit = managed(module, code)
    try:
        take_back_override(unit, row, decision, version=seen_version())
    except EditionMovedError:
        flash(moved_sentence(), "error")
    except UnknownOverrideError:
        abort(404)
    else:
        flash(_("The calendar decides again about this page."))
    return redirect(url_for(".edition_pages", module=module, code=code))


def _changeable(module: str, code: str, page: str) -> tuple[Edition, Unit, PublicPage]:
    """Return an edition in which people act, and a page of its module; raises NotOpenError, 404 without such a page."""
    row, unit = managed(module, code)
    try:
        declared = page_called(current_application().modules.get(module), page)
    except UnknownPageError:
        abort(404)
    if row.state not in OPEN:
        raise NotOpenError(module, code, row.state)
    return row, unit, declared


def _form_for(unit: Unit, row: Edition) -> OverrideForm:
    today = unit.inside(row).today
    return override_form_of(unit.tenant.languages, today, version=str(row.version), first_day=today)


def _form_page(unit: Unit, row: Edition, page: PublicPage, form: OverrideForm) -> str:
    shown = public_edition(unit, row)
    return render_template("site/override.html", form=form, row=row, place=Place(page, shown, shown.standing(page)))
