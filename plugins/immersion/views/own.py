"""The page on which a trainee or a host finds what is theirs: signed in, or by the link of a letter (FD-08)."""

from __future__ import annotations

import uuid

from flask import render_template

from core.database.rows import grouped
from core.programme.following.queries import refuses_reminders
from core.programme.models import Registration
from core.programme.own.request import own_registration_or_404
from core.tenancy.unit import Unit
from core.web.permissions import needs
from plugins.immersion.access import SAY_OWN, SEE_OWN
from plugins.immersion.enums import MODULE, ParticipantKind
from plugins.immersion.queries.letters.offers import hosts_of
from plugins.immersion.queries.own import expected_at, own_choices, own_offers, own_place, own_standings
from plugins.immersion.statuses import offer_word
from plugins.immersion.views import immersion
from plugins.immersion.views.follow_words import STATES
from plugins.immersion.views.own_following import turns
from plugins.immersion.views.own_words import own_card


@immersion.get("/<edition>/my/<uuid:registration>/")
@needs(SEE_OWN)
def own(edition: str, registration: uuid.UUID) -> str:
    """Show where the reader's registration stands, and what they may know by now of the other side."""
    row, _edition, unit = own_registration_or_404(MODULE, edition, registration, SEE_OWN)
    card = own_card(unit, own_standings(unit.session, [row.id])[row.id])
    if row.role == ParticipantKind.HOST:
        expected = grouped((each.offer_id, each) for each in expected_at(unit.session, row.id))
        offers = own_offers(unit.session, row.id)
        return render_template(
            "immersion/own_host.html",
            mine=row,
            card=card,
            offers=offers,
            expected=expected,
            offer_word=offer_word,
            by_place={turn.found.place.id: turn for turn in turns(unit, row)},
            **said_here(unit, row),
        )
    place = own_place(unit.session, row.id)
    host = hosts_of(unit.session, {place}, unit.today)[place] if place else None
    choices = own_choices(unit.session, row.id)
    return render_template(
        "immersion/own_trainee.html",
        mine=row,
        card=card,
        host=host,
        choices=choices,
        turns=turns(unit, row) if place else (),
        **said_here(unit, row),
    )


def said_here(unit: Unit, registration: Registration) -> dict[str, object]:
    """Return what both pages need to say what became of places, and of reminders."""
    return {
        "states": STATES,
        "may_say": registration.id in unit.actor.own(SAY_OWN),
        "refuses": refuses_reminders(unit.session, registration.id),
    }
