"""The places that rounds gave, on a page: who goes where."""

from __future__ import annotations

from flask import render_template, request

from core.programme.models import Edition
from core.programme.request import open_edition
from core.tenancy.unit import Unit
from core.web.paging import Page, page_url, wanted_page
from core.web.permissions import needs
from plugins.immersion.access import EXPORT, READ_PLACEMENTS
from plugins.immersion.enums import MODULE
from plugins.immersion.filter_forms import PlacementListFilters
from plugins.immersion.queries.listing import PAGE_SIZE
from plugins.immersion.queries.placements import list_placements
from plugins.immersion.views import immersion
from plugins.immersion.views.lists import (
    Names,
    first_row,
    names_for,
    offer_ranks,
    offer_rounds,
    offer_territories,
    rank_names,
)


def placement_filters(unit: Unit, edition: Edition, names: Names) -> PlacementListFilters:
    """Read what the list of placements is narrowed to; one statement."""
    filters = PlacementListFilters(request.args)
    offer_territories(filters.territory, names)
    offer_rounds(filters.round, unit, edition)
    offer_ranks(filters.rank, edition)
    return filters


@immersion.get("/<edition>/placements/")
@needs(READ_PLACEMENTS)
def placements(edition: str) -> str:
    """Show the places that people have and that exist for the reader."""
    row, unit = open_edition(MODULE, edition)
    names = names_for(unit)
    filters = placement_filters(unit, row, names)
    number = wanted_page()
    found = list_placements(unit, row.id, filters.wanted(), offset=first_row(number))
    return render_template(
        "immersion/placements.html",
        filters=filters,
        rows=found.rows,
        page=Page(number, PAGE_SIZE, found.total),
        page_url=page_url,
        names=names,
        ranks=rank_names(),
        in_part=unit.actor.territories(READ_PLACEMENTS) is not None,
        may_export=unit.actor.may(EXPORT),
    )
