"""The hosts of an edition on pages: the list, and one host with what it offers and whom it expects."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort, render_template, request
from markupsafe import Markup

from core.language import wording
from core.programme.request import open_edition
from core.web.locale import current_language
from core.web.paging import Page, page_url, wanted_page
from core.web.permissions import needs
from plugins.immersion.access import EXPORT, READ_HOSTS
from plugins.immersion.enums import MODULE, Standing
from plugins.immersion.filter_forms import HostListFilters
from plugins.immersion.queries.hosts import OfferDetails, find_host, list_hosts
from plugins.immersion.queries.listing import PAGE_SIZE
from plugins.immersion.queries.placements import placements_of_offer
from plugins.immersion.queries.reasons import published_rounds, reasons_of_offer
from plugins.immersion.queries.trainees import TraineeFilters, list_trainees
from plugins.immersion.views import immersion
from plugins.immersion.views import round_words as words
from plugins.immersion.views.lists import Names, first_row, names_for, offer_sectors, offer_territories


def host_filters(names: Names) -> HostListFilters:
    """Read what the list of hosts is narrowed to."""
    filters = HostListFilters(request.args)
    offer_territories(filters.territory, names)
    offer_sectors(filters.sector, names)
    return filters


@immersion.get("/<edition>/hosts/")
@needs(READ_HOSTS)
def hosts(edition: str) -> str:
    """Show the hosts of the edition."""
    row, unit = open_edition(MODULE, edition)
    names = names_for(unit)
    filters = host_filters(names)
    number = wanted_page()
    found = list_hosts(unit, row.id, filters.wanted(), offset=first_row(number))
    return render_template(
        "immersion/hosts.html",
        filters=filters,
        rows=found.rows,
        page=Page(number, PAGE_SIZE, found.total),
        page_url=page_url,
        names=names,
        may_export=unit.actor.may(EXPORT),
    )


@immersion.get("/<edition>/hosts/<path:reference>/")
@needs(READ_HOSTS)
def host(edition: str, reference: str) -> str:
    """Show one host: its offer, its contact, and of those whom the reader may see, who has a place and who names it."""
    row, unit = open_edition(MODULE, edition)
    found = find_host(unit, row.id, reference) or abort(404)
    names = names_for(unit)
    told, came_names = reasons_of_offer(unit, published_rounds(unit.session, row.id), found.row.offer_id)
    named_by = list_trainees(unit, row.id, TraineeFilters(offer=reference), limit=None).rows
    return render_template(
        "immersion/host.html",
        host=found.row,
        stay=stay_facts(found.details, names),
        conditions=found.details.conditions if found.details else None,
        description=found.details.description if found.details else None,
        street=found.details.street if found.details else None,
        expected=placements_of_offer(unit, found.row.offer_id),
        asking=[trainee for trainee in named_by if trainee.standing is not Standing.WITHDRAWN],
        told=told,
        came_names=came_names,
        names=names,
        words=words,
    )


def stay_facts(details: OfferDetails | None, names: Names) -> dict[str, Any]:
    """Say what the host offers, each fact in the reader's language; an empty one is not known."""
    if details is None:
        return {}
    language = current_language()
    days = [date.fromisoformat(day) for day in details.dates]
    return {
        "professions": names.professions(details.professions),
        "ages": details.ages,
        "modality": details.modality,
        "duration": wording.duration(details.duration_days, language),
        "weekdays": wording.weekdays(details.weekdays, language),
        "dates": Markup("<br>").join(words.said_day(day) for day in days),
    }
