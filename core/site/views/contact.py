"""The page that says whom to turn to, for the whole network and for one place (IM-06)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request, url_for
from flask_babel import gettext as _

from core.messages.envelope import coordination
from core.site.errors import NoPlaceError
from core.site.forms import PlaceForm
from core.site.info import InfoPage
from core.site.referents import places_named, referents_of, whom_in
from core.site.shown import Written
from core.tenancy.geography import MunicipalityRow
from core.tenancy.unit import Unit
from core.web.locale import current_language


@dataclass(frozen=True, slots=True)
class Choice:
    """A municipality that may be meant, and the address that says it is."""

    name: str
    url: str


def contact_page(unit: Unit, page: InfoPage, written: Written | None) -> str:
    """Return the page of whom to turn to, with the answer to what was asked on it."""
    form = PlaceForm(request.args)
    found = _places(form)
    answer = whom_in(unit, found[0]) if len(found) == 1 else None
    return render_template(
        "site/contact.html",
        page=page,
        written=written,
        form=form,
        answer=answer,
        place=name_of(found[0]) if answer else None,
        choices=[_choice(form, row) for row in found] if len(found) > 1 else [],
        referents=referents_of(unit),
        contact=coordination(unit.tenant),
    )


def name_of(row: MunicipalityRow) -> str:
    """Return what a municipality is called in the reader's language."""
    return row.nl if current_language() == "nl" else row.fr


def _places(form: PlaceForm) -> Sequence[MunicipalityRow]:
    """Return the municipalities that can be meant by what was typed; what is none is said at the field."""
    if "place" not in request.args:
        return []
    if not form.validate():
        return []
    try:
        return places_named(str(form.place.data), request.args.get("municipality"))
    except NoPlaceError as error:
        form.place.errors = [
            _("This code belongs to one large receiver of mail. Enter the postal code of the street.")
            if error.special
            else _("No Belgian municipality has this postal code or name. Check it and try again.")
        ]
        return []


def _choice(form: PlaceForm, row: MunicipalityRow) -> Choice:
    address = url_for("site.info", page="contact", place=form.place.data, municipality=row.nis, _anchor="answer")
    return Choice(name_of(row), address)
