"""The lists of an edition on pages and as Excel files: trainees, hosts, placements (IM-08, IM-10, IM-23)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import Response as FileResponse
from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.directory.terms import names_in
from core.exchange.downloads import list_file
from core.listing.page import list_page
from core.listing.spec import ListSpec, Terms
from core.programme.models import Edition
from core.programme.request import open_edition
from core.tenancy.queries import home_territory
from core.tenancy.unit import Unit
from core.web.locale import current_language
from core.web.permissions import needs, traced
from plugins.immersion.access import EXPORT, IMPORT, READ_HOSTS, READ_PLACEMENTS, READ_TRAINEES
from plugins.immersion.enums import MODULE
from plugins.immersion.lists.follow_up import STATE
from plugins.immersion.lists.hosts import HOSTS
from plugins.immersion.lists.placements import PLACEMENTS
from plugins.immersion.lists.trainees import TRAINEES
from plugins.immersion.queries.rounds import round_numbers
from plugins.immersion.services.importing import IMPORTS
from plugins.immersion.settings import MOST_CHOICES, ImmersionSettings
from plugins.immersion.texts import gettext as _
from plugins.immersion.views import immersion
from plugins.immersion.views.round_words import rank_words

#: The button that leads to adding a row of a list by hand.
BY_HAND: Final = {kind.name: kind.by_hand.add for kind in IMPORTS if kind.by_hand and kind.by_hand.prefix}


@immersion.get("/<edition>/hosts/")
@needs(READ_HOSTS)
def hosts(edition: str) -> str | Response:
    """Show the hosts of the edition."""
    return shown(HOSTS, edition)


@immersion.get("/<edition>/trainees/")
@needs(READ_TRAINEES)
def trainees(edition: str) -> str | Response:
    """Show the trainees of the edition that exist for the reader."""
    return shown(TRAINEES, edition)


@immersion.get("/<edition>/placements/")
@needs(READ_PLACEMENTS)
def placements(edition: str) -> str | Response:
    """Show the places that people have and that exist for the reader."""
    return shown(PLACEMENTS, edition)


@immersion.get("/<edition>/hosts.xlsx")
@needs(EXPORT)
@traced
def export_hosts(edition: str) -> FileResponse:
    """Hand out the list of hosts."""
    return file_of(HOSTS, edition)


@immersion.get("/<edition>/trainees.xlsx")
@needs(EXPORT)
@traced
def export_trainees(edition: str) -> FileResponse:
    """Hand out the list of trainees that exist for the reader."""
    return file_of(TRAINEES, edition)


@immersion.get("/<edition>/placements.xlsx")
@needs(EXPORT)
@traced
def export_placements(edition: str) -> FileResponse:
    """Hand out the list of placements that exist for the reader."""
    return file_of(PLACEMENTS, edition)


def shown(spec: ListSpec, edition: str) -> str | Response:
    """Show a list of an edition; who looks after one territory sees it first, and the others when they ask."""
    row, unit = open_edition(MODULE, edition)
    if not request.args and (home := home_territory(unit, spec.permission)):
        return redirect(url_for(f"immersion.{spec.name}", edition=edition, territory=home))
    listed = list_page(unit, spec, {"edition": row.id}, terms_for(unit, row))
    return render_template(
        f"immersion/{spec.name}.html",
        listed=listed,
        ranks=rank_names(),
        states=STATE,
        may_import=unit.actor.may(IMPORT),
        add=BY_HAND.get(spec.name) if unit.actor.may(IMPORT) else None,
    )


def file_of(spec: ListSpec, edition: str) -> FileResponse:
    """Hand out a list of an edition, with as many columns of choices as the edition lets people make."""
    row, unit = open_edition(MODULE, edition)
    places = ImmersionSettings.from_json(row.settings).max_choices
    page = url_for(f"immersion.{spec.name}", edition=edition)
    return list_file(unit, spec, {"edition": row.id}, terms_for(unit, row), edition, page=page, places=places)


def terms_for(unit: Unit, edition: Edition) -> Terms:
    """Read what the lists of an edition name and offer; two statements."""
    most = ImmersionSettings.from_json(edition.settings).max_choices
    rounds = round_numbers(unit.session, edition.id)
    return {
        **names_in(unit, current_language()).terms,
        "round": {str(number): _("Round %(number)s", number=number) for number in rounds},
        "rank": {str(rank): rank_words(rank) for rank in range(1, most + 1)},
    }


def rank_names() -> Mapping[int, str]:
    """Return what each choice is called, by its rank, for as many as any edition lets people make.

    The words stay on one line, so that the rows of a list stay low.
    """
    return {rank: rank_words(rank).replace(" ", "\u00a0") for rank in range(1, MOST_CHOICES + 1)}
