"""One host of an edition on a page, with what it offers and whom it expects."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort, render_template
from markupsafe import Markup

from core.directory.terms import Names, names_in
from core.language import wording
from core.listing.page import in_language
from core.listing.reading import ListRow, read_rows
from core.listing.spec import Scope
from core.programme.by_hand.telling import told_changes
from core.programme.models import Offer
from core.programme.request import open_edition
from core.tenancy.request import current_application
from core.tenancy.unit import Unit
from core.web.dates import said_day
from core.web.locale import current_language
from core.web.permissions import needs
from plugins.immersion.access import IMPORT, READ_HOSTS, WITHDRAW_OFFERS
from plugins.immersion.enums import MODULE, Standing
from plugins.immersion.lists.hosts import STATUS
from plugins.immersion.lists.placements import PLACEMENTS
from plugins.immersion.lists.trainees import STANDING, TRAINEES, names_now
from plugins.immersion.queries.hosts import OfferDetails, find_host
from plugins.immersion.queries.reasons import published_rounds, reasons_of_offer
from plugins.immersion.services.importing import HOSTS_BY_HAND
from plugins.immersion.views import immersion
from plugins.immersion.views import round_words as words


@immersion.get("/<edition>/hosts/<path:reference>/")
@needs(READ_HOSTS)
def host(edition: str, reference: str) -> str:
    """Show one host: its offer, its contact, and of those whom the reader may see, who has a place and who names it."""
    row, unit = open_edition(MODULE, edition)
    scope = in_language({"edition": row.id})
    found = find_host(unit, scope, reference) or abort(404)
    names = names_in(unit, current_language())
    told, came_names = reasons_of_offer(unit, published_rounds(unit.session, row.id), found.row.id)
    expected = read_rows(unit, PLACEMENTS, scope, Offer.id == found.row.id, sort="last_name")
    return render_template(
        "immersion/host.html",
        host=found.row,
        stay=stay_facts(found.details, names),
        conditions=found.details.conditions if found.details else None,
        description=found.details.description if found.details else None,
        street=found.details.street if found.details else None,
        expected=expected,
        asking=asking_for_host(unit, scope, reference),
        changes=told_changes(unit, row, current_application().modules.get(MODULE), offer_id=found.row.id),
        correction=HOSTS_BY_HAND.correct if unit.actor.may_at(IMPORT, found.territory_id) else None,
        may_withdraw=unit.actor.may_at(WITHDRAW_OFFERS, found.territory_id),
        told=told,
        came_names=came_names,
        names=names,
        columns={column.key: column for column in (STATUS, STANDING)},
        words=words,
    )


def asking_for_host(unit: Unit, scope: Scope, reference: str) -> list[ListRow]:
    """Return who names a host among their choices now, of those whom the reader may see and who take part."""
    named_by = read_rows(unit, TRAINEES, scope, names_now(reference))
    return [trainee for trainee in named_by if trainee.standing != Standing.WITHDRAWN]


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
        "dates": Markup("<br>").join(said_day(day) for day in days),
    }
