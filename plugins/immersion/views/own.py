"""The page on which a trainee or a host finds what is theirs: signed in, or by the link of a letter (FD-08)."""

from __future__ import annotations

import uuid

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from core.database.rows import grouped
from core.programme.errors import UnknownOfferError
from core.programme.following.queries import refuses_reminders
from core.programme.judging import questions_about
from core.programme.models import Registration
from core.programme.own.request import own_registration_or_404
from core.tenancy.unit import Unit
from core.web.permissions import needs
from plugins.immersion.access import ANSWER_OWN, SAY_OWN, SEE_OWN
from plugins.immersion.enums import MODULE, OfferStatus, ParticipantKind
from plugins.immersion.forms import AnswerForm
from plugins.immersion.lists.follow_up import STATE
from plugins.immersion.queries.letters.offers import hosts_of
from plugins.immersion.queries.own import expected_at, own_choices, own_offers, own_place, own_standings
from plugins.immersion.services.judging import answer_one
from plugins.immersion.statuses import offer_word
from plugins.immersion.texts import gettext as _
from plugins.immersion.views import immersion
from plugins.immersion.views.own_following import turns
from plugins.immersion.views.own_words import own_card


@immersion.get("/<edition>/my/<uuid:registration>/")
@needs(SEE_OWN)
def own(edition: str, registration: uuid.UUID) -> str:
    """Show where the reader's registration stands, and what they may know by now of the other side."""
    row, _edition, unit = own_registration_or_404(MODULE, edition, registration, SEE_OWN)
    if row.role == ParticipantKind.HOST:
        return own_host_page(unit, row, AnswerForm())
    card = own_card(unit, own_standings(unit.session, [row.id])[row.id])
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


@immersion.post("/<edition>/my/<uuid:registration>/offers/<uuid:offer>/answer/<uuid:question>")
@needs(ANSWER_OWN)
def answer_question(
    edition: str, registration: uuid.UUID, offer: uuid.UUID, question: uuid.UUID
) -> str | Response | tuple[str, int]:
    """Answer what the reader was asked about an offer of theirs."""
    row, found, unit = own_registration_or_404(MODULE, edition, registration, ANSWER_OWN)
    form = AnswerForm()
    if not form.validate():
        return own_host_page(unit, row, form, answering=offer), 422
    try:
        answered = answer_one(unit, found, offer, question, form.answer.data or "")
    except (LookupError, UnknownOfferError):
        abort(404)
    if answered:
        flash(_("Thank you: your answer has arrived. You receive a letter once it is decided."))
    else:
        flash(_("This question was answered already."))
    return redirect(url_for("immersion.own", edition=edition, registration=registration))


def own_host_page(unit: Unit, row: Registration, form: AnswerForm, answering: uuid.UUID | None = None) -> str:
    """Render the page of a host: each offer, what was asked about it, and who comes."""
    offers = own_offers(unit.session, row.id)
    asked = {each.id for each in offers if each.status == OfferStatus.ASKED_BACK}
    waiting = [each for each in questions_about(unit.session, asked) if each.answered_at is None]
    empty = form if answering is None else AnswerForm(formdata=None)
    return render_template(
        "immersion/own_host.html",
        mine=row,
        card=own_card(unit, own_standings(unit.session, [row.id])[row.id]),
        offers=offers,
        expected=grouped((each.offer_id, each) for each in expected_at(unit.session, row.id)),
        offer_word=offer_word,
        asked={each.offer_id: each for each in reversed(waiting)},
        forms={each: form if each == answering else empty for each in asked},
        form=form,
        by_place={turn.found.place.id: turn for turn in turns(unit, row)},
        **said_here(unit, row),
    )


def said_here(unit: Unit, registration: Registration) -> dict[str, object]:
    """Return what both pages need to say what became of places, and of reminders."""
    return {
        "states": STATE,
        "may_say": registration.id in unit.actor.own(SAY_OWN),
        "refuses": refuses_reminders(unit.session, registration.id),
    }
