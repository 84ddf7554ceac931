"""The list of what is offered: in all open editions of the network, or in one (IM-35)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, g, redirect, render_template, request, session
from werkzeug.wrappers import Response

from core.catalogue.asked import Asked, read_asked
from core.catalogue.editions import EditionCatalogue, Stand, catalogue_for, catalogues_for
from core.catalogue.facets import Counts, facets_of
from core.catalogue.keeping import favourites, own_profession
from core.catalogue.mapping import outlines
from core.catalogue.misses import misses_at
from core.catalogue.queries import Among, read_counts, read_part
from core.catalogue.saying import saying
from core.catalogue.views import catalogue
from core.catalogue.views.cards import Cards
from core.catalogue.views.fields import dots_of, fields_of, sorts_of, tags_of
from core.catalogue.views.linking import list_url, ways_to
from core.contract.acting import PUBLIC
from core.directory.terms import Names, names_in
from core.programme.request import find_or_404
from core.tenancy.request import current_application, current_unit
from core.tenancy.unit import Unit
from core.web.addresses import this_page
from core.web.locale import current_language
from core.web.permissions import needs


@catalogue.get("")
@needs(PUBLIC)
def network() -> str | Response:
    """Show what is offered in all editions of the network that can be read; or when there will be something."""
    unit = current_unit()
    found = catalogues_for(unit)
    published = [each for each in found if not each.edition.rehearsal]
    shown = [each for each in published if each.stand in (Stand.OPEN, Stand.READ)]
    if not shown and (rehearsed := [each for each in found if each.edition.rehearsal and each.readable]):
        return redirect(list_url(rehearsed[0]))
    if not shown:
        return render_template("catalogue/closed.html", coming=coming(published), ways=ways_to(unit, found))
    return list_page(unit, shown, [each for each in found if each not in shown])


@catalogue.get("/<module>/<edition>")
@needs(PUBLIC)
def edition(module: str, edition: str) -> str:
    """Show what is offered in one edition; of one that is over, what was."""
    here, unit = catalogue_or_404(module, edition)
    if not here.readable:
        return render_template("catalogue/closed.html", coming=coming([here]), ways=[])
    return list_page(unit, [here], [])


def catalogue_or_404(module: str, code: str) -> tuple[EditionCatalogue, Unit]:
    """Return the catalogue of an edition, and the unit on its clock; 404 where there is none for the reader."""
    edition, unit = find_or_404(module, code)
    here = catalogue_for(unit, edition)
    if here is None:
        g.pop("edition", None)  # The page that says so names no edition.
        abort(404)
    return here, unit


def coming(found: Sequence[EditionCatalogue]) -> list[EditionCatalogue]:
    """Return the catalogues that will open, the next first."""
    return sorted((each for each in found if each.stand is Stand.COMING), key=lambda each: str(each.opens))


def list_page(unit: Unit, shown: Sequence[EditionCatalogue], others: Sequence[EditionCatalogue]) -> str:
    """Render the list of some editions together; the same number of statements however many entries there are."""
    language = current_language()
    names = names_in(unit, language)
    facets = facets_of(each.catalogue for each in shown)
    asked = read_asked(facets, request.args.to_dict(flat=False))
    among = Among(shown[0].entries, tuple(each.edition.id for each in shown))
    counts = read_counts(unit, among, asked)
    if asked.typed and not counts.total and not asked.chosen.values:
        misses_at(current_application().settings.redis_url or "").note(unit.tenant.id, unit.today, asked.typed)
    mapped = request.args.get("view") == "map"
    part = None if mapped else read_part(unit, among, asked, language)
    fields = fields_of(facets, counts, asked, saying(names))
    return render_template(
        "catalogue/list.html",
        shown=shown,
        only=shown[0] if len(shown) == 1 else None,
        asked=asked,
        counts=counts,
        part=part,
        fields=fields,
        tags=tags_of(fields, asked, language),
        sorts=sorts_of(asked),
        card=Cards(unit, names).card,
        earlier=this_page(before=part.rows[0].id, after=None) if part and part.rows and part.earlier else None,
        later=this_page(after=part.rows[-1].id, before=None) if part and part.rows and part.later else None,
        clear_url=this_page(**{name: None for name in request.args if name != "view"}),
        mapped=mapped,
        dots=dots_of(counts, language) if mapped else [],
        outlines=outlines() if mapped else (),
        other_view=this_page(view=None if mapped else "map", after=None, before=None, page=None),
        print_url=None if asked.whole or mapped else this_page(page="all", after=None, before=None),
        kept=favourites(session),
        mine=mine_of(counts, names, asked),
        ways=ways_to(unit, others),
    )


@dataclass(frozen=True, slots=True)
class Mine:
    """One's own profession, how many entries let one follow it, and the address of these."""

    name: str
    count: int
    url: str


def mine_of(counts: Counts, names: Names, asked: Asked) -> Mine | None:
    """Return what there is of one's own profession, where the browser keeps it and it is not chosen yet (IM-34)."""
    code = own_profession(session)
    if code is None or asked.chosen.has("profession", code):
        return None
    count = counts.by_facet.get("profession", {}).get(code, 0)
    url = this_page(profession=code, after=None, before=None, page=None)
    return Mine(names.profession.get(code, code), count, url)
