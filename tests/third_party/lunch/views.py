"""The pages: the right declared, one service, a redirect."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from core.exchange.downloads import list_file
from core.forms.building import extended
from core.forms.drafting import drafted
from core.forms.services import Asked, FormOwner, keep_answers, questions_of
from core.listing.page import list_page
from core.programme.models import Edition
from core.programme.request import open_edition
from core.tenancy.request import current_unit
from core.tenancy.unit import Unit
from core.web.locale import current_language
from core.web.permissions import needs, traced
from lunch.access import EXPORT, MANAGE, READ
from lunch.errors import EntryExistsError
from lunch.forms import EntryForm
from lunch.lists import ENTRIES
from lunch.services import note_entry, start_confirming
from lunch.texts import gettext as _

lunch = Blueprint("lunch", __name__, template_folder="templates")


@lunch.get("/<edition>/")
@needs(READ)
def entries(edition: str) -> str:
    """Show the entries of the edition."""
    row, unit = open_edition("lunch", edition)
    listed = list_page(unit, ENTRIES, {"edition": row.id})
    return render_template("lunch/entries.html", listed=listed, may_manage=unit.actor.may(MANAGE))


@lunch.get("/<edition>/entries.xlsx")
@needs(EXPORT)
@traced
def export(edition: str) -> Response:
    """Hand out the list of entries."""
    row, unit = open_edition("lunch", edition)
    page = url_for("lunch.entries", edition=edition)
    return list_file(unit, ENTRIES, {"edition": row.id}, {}, edition, page=page)


@lunch.get("/<edition>/new")
@needs(MANAGE)
def new(edition: str) -> str:
    """Ask who is to be noted."""
    row, unit = open_edition("lunch", edition)
    form = _form(_asked(unit, row))
    return render_template("lunch/new.html", form=form, draft=drafted(form, unit, "lunch.entry", row.id))


@lunch.post("/<edition>/new")
@needs(MANAGE)
def note(edition: str) -> str | AnyResponse | tuple[str, int]:
    """Note somebody, once, and tell them."""
    row, unit = open_edition("lunch", edition)
    asked = _asked(unit, row)
    form = _form(asked)
    draft = drafted(form, unit, "lunch.entry", row.id)
    if not form.validate():
        return render_template("lunch/new.html", form=form, draft=draft), 422
    name = str(form.name.data).strip()
    try:
        entry = note_entry(unit, row, name=name, email=str(form.email.data).strip(), language=form.language.data)
    except EntryExistsError:
        form.email.errors = [_("Somebody with this address is noted already.")]
        return render_template("lunch/new.html", form=form, draft=draft), 422
    keep_answers(unit, asked, entry.id, form.answers)
    draft.sent()
    flash(_("%(name)s is noted, and is told by letter.", name=name))
    return redirect(url_for("lunch.entries", edition=edition))


def _asked(unit: Unit, row: Edition) -> Asked:
    return questions_of(unit, FormOwner("edition", row.id, "guest"))


def _form(asked: Asked) -> EntryForm:
    return extended(EntryForm, asked.now, current_language(), current_unit().tenant.languages)()


@lunch.post("/<edition>/confirm")
@needs(MANAGE)
def confirm(edition: str) -> AnyResponse:
    """Let the worker confirm every entry."""
    row, unit = open_edition("lunch", edition)
    start_confirming(unit, row)
    flash(_("The entries are being confirmed."))
    return redirect(url_for("lunch.entries", edition=edition))
