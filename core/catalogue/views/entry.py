"""One entry of the catalogue: everything that everybody may read of it, at an address that stays."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, render_template, session, url_for
from sqlalchemy import exists, select

from core.catalogue.demand import DemandShown, demand_shown
from core.catalogue.editions import EditionCatalogue, Stand
from core.catalogue.keeping import favourites
from core.catalogue.queries import Among, find_entry
from core.catalogue.saying import demand, has_room, places_left, saying, values_in, where
from core.catalogue.views import catalogue
from core.catalogue.views.linking import list_url
from core.catalogue.views.listing import catalogue_or_404, coming
from core.contract.acting import PUBLIC
from core.contract.standing import Standing
from core.database.rows import AnyRow
from core.directory.terms import names_in
from core.programme.models import Offer
from core.tenancy.unit import Unit
from core.web.locale import current_language
from core.web.permissions import needs


@dataclass(frozen=True, slots=True)
class Act:
    """What the reader may do with an entry, and where."""

    label: str
    url: str


@catalogue.get("/<module>/<edition>/<path:reference>")
@needs(PUBLIC)
def entry(module: str, edition: str, reference: str) -> str | tuple[str, int]:
    """Show one entry; say of an edition that it is over, and of an offer that it ended."""
    here, unit = catalogue_or_404(module, edition)
    if not here.readable:
        return render_template("catalogue/closed.html", coming=coming([here]), ways=[])
    row = find_entry(unit, Among(here.entries, (here.edition.id,)), reference)
    if row is None and was_offered(unit, here, reference):
        return render_template("catalogue/gone.html", list_url=list_url(here)), 410
    if row is None:
        abort(404)
    said = saying(names_in(unit, current_language()))
    return render_template(
        "catalogue/entry.html",
        entry=row,
        over=here.stand is Stand.OVER,
        details=[
            (each, said.detail(each, row.details[each.code]))
            for each in here.catalogue.details
            if each.code in row.details
        ],
        sectors=said.names.sectors(values_in(row, "sector")),
        where=where(row, said.names),
        left=places_left(row),
        has_room=has_room(row),
        demand=demand(row, numbers=demand_shown(unit) is DemandShown.NUMBERS),
        offered=act_of(here, row),
        is_kept=row.id in favourites(session),
        list_url=list_url(here),
    )


def was_offered(unit: Unit, here: EditionCatalogue, reference: str) -> bool:
    """Say whether an offer of that reference was there and has ended; one statement."""
    ended = exists().where(
        Offer.edition_id == here.edition.id, Offer.reference == reference, Offer.standing == Standing.ENDED
    )
    return bool(unit.session.scalar(select(ended)))


def act_of(here: EditionCatalogue, row: AnyRow) -> Act | None:
    """Return what a reader may do with an entry now, as its module declares it."""
    act = here.catalogue.act
    if act is None or not here.is_open(*act.phases) or not has_room(row):
        return None
    return Act(str(act.label), url_for(act.endpoint, edition=row.edition, reference=row.reference))
