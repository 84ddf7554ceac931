"""Favourites, and one's own profession: kept in the browser, for everybody, without signing in (IM-34, IM-35)."""

from __future__ import annotations

import uuid

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.catalogue.editions import catalogues_for
from core.catalogue.keeping import MOST, favourites, keep, keep_profession, let_go, own_profession
from core.catalogue.models import CatalogueEntry, RehearsedEntry
from core.catalogue.queries import Among, find_entry, read_some
from core.catalogue.views import catalogue
from core.catalogue.views.cards import Cards
from core.catalogue.views.listing import catalogue_or_404
from core.contract.acting import PUBLIC
from core.database.rows import AnyRow
from core.directory.terms import names_in
from core.tenancy.request import current_unit
from core.web.locale import current_language
from core.web.permissions import needs


@catalogue.get("/favourites")
@needs(PUBLIC)
def kept() -> str:
    """Show what was kept, and ask for one's profession."""
    unit, ids = current_unit(), favourites(session)
    found = [each for each in catalogues_for(unit) if each.readable]
    rows: dict[uuid.UUID, AnyRow] = {}
    for entries in (CatalogueEntry, RehearsedEntry):
        editions = tuple(each.edition.id for each in found if each.entries is entries)
        rows |= {row.id: row for row in read_some(unit, Among(entries, editions), ids)} if editions and ids else {}
    names = names_in(unit, current_language())
    return render_template(
        "catalogue/kept.html",
        rows=[rows[entry_id] for entry_id in ids if entry_id in rows],
        card=Cards(unit, names).card,
        professions=names.profession,
        mine=own_profession(session),
    )


@catalogue.post("/<module>/<edition>/<path:reference>/keep")
@needs(PUBLIC)
def keep_entry(module: str, edition: str, reference: str) -> Response:
    """Keep an entry, or keep it no longer, once however often it is pressed."""
    here, unit = catalogue_or_404(module, edition)
    row = find_entry(unit, Among(here.entries, (here.edition.id,)), reference) if here.readable else None
    if row is None:
        abort(404)
    if request.form.get("kept") == "no":
        let_go(session, row.id)
        flash(_("It is no longer among your favourites."))
    elif keep(session, row.id):
        flash(_("It is among your favourites, in this browser."))
    else:
        flash(_("You have %(most)s favourites, and no more fit. Let go of one first.", most=MOST), "error")
    if request.form.get("from") == "favourites":
        return redirect(url_for("catalogue.kept"))
    return redirect(url_for("catalogue.entry", module=module, edition=edition, reference=reference))


@catalogue.post("/my-profession")
@needs(PUBLIC)
def my_profession() -> Response:
    """Keep one's profession in the browser, and show who of the same can be followed."""
    keep_profession(session, request.form.get("profession", ""))
    mine = own_profession(session)
    return redirect(url_for("catalogue.network", profession=mine) if mine else url_for("catalogue.kept"))
