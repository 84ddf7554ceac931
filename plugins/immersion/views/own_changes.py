"""Trainees change what is their own: choices, what they said, whether they take part; signed in or by link (FD-08)."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.programme.mailing import referent_of
from core.programme.models import Edition, Registration
from core.programme.own.request import own_registration_or_404
from core.tenancy.models import Territory
from core.tenancy.unit import Unit
from core.web.permissions import needs
from plugins.immersion.access import CHANGE_OWN
from plugins.immersion.choosing import Stand, why_not_choose
from plugins.immersion.entering_errors import CannotChooseError, ChoicesRefusedError
from plugins.immersion.enums import MODULE
from plugins.immersion.queries.choosing import chosen_references, institution_of, offers_to_choose_from, stand_of
from plugins.immersion.queries.own import own_choices, own_said
from plugins.immersion.queries.registering import registering_now
from plugins.immersion.services.own_changes import change_said, choose, leave
from plugins.immersion.settings import ImmersionSettings
from plugins.immersion.texts import gettext as _
from plugins.immersion.trainee_forms import ChoicesForm, LeaveForm, SaidForm, ranked_form
from plugins.immersion.views import immersion
from plugins.immersion.views.choice_words import Offered, offered, show_wrong, why_not_words


def own_way(unit: Unit, edition: Edition, mine: Registration) -> dict[str, Any]:
    """Return what the page of a trainee says of changing: what can be, by when, and whom to ask where it cannot."""
    stand = stand_of(unit.session, mine)
    why = why_not_choose(stand, unit.today)
    changes = mine.id in unit.actor.own(CHANGE_OWN)
    return {
        "stand": stand,
        "choices": own_choices(unit.session, mine.id),
        "said": own_said(unit.session, mine.id),
        "may_change": changes and not stand.ended,
        "may_choose": changes and why is None,
        "why_not": why_not_words(why, stand) if changes and why and not stand.ended else None,
        "again_from": registering_now(unit, edition) if stand.ended and changes else None,
        "contact": contact_of(unit, mine),
    }


def contact_of(unit: Unit, mine: Registration) -> Any:
    """Return whom to turn to: the referent of the territory, or the coordination; a statement."""
    place = unit.session.get(Territory, (unit.tenant.id, mine.territory_id)) if mine.territory_id else None
    return referent_of(place, unit.tenant)


@immersion.get("/<edition>/my/<uuid:registration>/choices")
@needs(CHANGE_OWN)
def change_choices(edition: str, registration: uuid.UUID) -> str | Response:
    """Show the choices, to be changed; to whom cannot now, why."""
    mine, row, unit = _mine(edition, registration)
    stand = stand_of(unit.session, mine)
    if why := why_not_choose(stand, unit.today):
        return _back(mine, row, why_not_words(why, stand), "error")
    return _choices_page(row, mine, stand, _choices_form(unit, row, mine))


@immersion.post("/<edition>/my/<uuid:registration>/choices")
@needs(CHANGE_OWN)
def change_choices_now(edition: str, registration: uuid.UUID) -> str | Response | tuple[str, int]:
    """Change the choices; the second press finds them so."""
    mine, row, unit = _mine(edition, registration)
    form, shown = _choices_form(unit, row, mine)
    stand = stand_of(unit.session, mine)
    if "find" in request.form:
        return _choices_page(row, mine, stand, (form, shown))
    if not form.validate():
        return _choices_page(row, mine, stand, (form, shown)), 422
    try:
        choose(unit, row, mine.id, form.choices)
    except ChoicesRefusedError as refused:
        show_wrong(form, refused)
        return _choices_page(row, mine, stand, (form, shown)), 422
    except CannotChooseError as refused:
        return _back(mine, row, why_not_words(refused.why, stand_of(unit.session, mine)), "error")
    return _back(mine, row, _("Your choices are kept, in this order."))


@immersion.get("/<edition>/my/<uuid:registration>/details")
@needs(CHANGE_OWN)
def change_details(edition: str, registration: uuid.UUID) -> str | Response:
    """Show what a trainee said that can be changed."""
    mine, _row, unit = _mine(edition, registration)
    said = own_said(unit.session, mine.id)
    return _details_page(mine, SaidForm(phone=said.phone, expectations=said.expectations))


@immersion.post("/<edition>/my/<uuid:registration>/details")
@needs(CHANGE_OWN)
def change_details_now(edition: str, registration: uuid.UUID) -> str | Response | tuple[str, int]:
    """Change what a trainee said."""
    mine, row, unit = _mine(edition, registration)
    form = SaidForm()
    if not form.validate():
        return _details_page(mine, form), 422
    try:
        change_said(unit, row, mine.id, phone=form.phone.data, expectations=form.expectations.data)
    except CannotChooseError as refused:
        return _back(mine, row, why_not_words(refused.why, stand_of(unit.session, mine)), "error")
    return _back(mine, row, _("What you changed is kept."))


@immersion.get("/<edition>/my/<uuid:registration>/withdraw")
@needs(CHANGE_OWN)
def withdrawing(edition: str, registration: uuid.UUID) -> str | Response:
    """Ask before somebody withdraws, and say what follows."""
    mine, row, unit = _mine(edition, registration)
    stand = stand_of(unit.session, mine)
    if stand.ended:
        return redirect(url_for(".own", edition=edition, registration=mine.id))
    return _leave_page(unit, row, mine, stand, LeaveForm())


@immersion.post("/<edition>/my/<uuid:registration>/withdraw")
@needs(CHANGE_OWN)
def withdraw_now(edition: str, registration: uuid.UUID) -> str | Response | tuple[str, int]:
    """Withdraw somebody, once; their host is told."""
    mine, row, unit = _mine(edition, registration)
    form = LeaveForm()
    if not form.validate():
        return _leave_page(unit, row, mine, stand_of(unit.session, mine), form), 422
    leave(unit, row, mine.id, reason=form.reason.data)
    return _back(mine, row, _("You have withdrawn. A letter confirms it."))


def _mine(code: str, registration_id: uuid.UUID) -> tuple[Registration, Edition, Unit]:
    return own_registration_or_404(MODULE, code, registration_id, CHANGE_OWN)


def _back(mine: Registration, edition: Edition, said: str, kind: str = "message") -> Response:
    flash(said, kind)
    return redirect(url_for(".own", edition=edition.code, registration=mine.id))


def _choices_form(unit: Unit, edition: Edition, mine: Registration) -> tuple[ChoicesForm, Offered]:
    offers = offers_to_choose_from(unit.session, edition.id)
    own = institution_of(unit.session, mine)
    shown = offered(unit, offers, request.form.get("search", ""), near=mine.territory_id, own=own)
    had = chosen_references(unit.session, mine.id)
    most = ImmersionSettings.from_json(edition.settings).max_choices
    return ranked_form(ChoicesForm, most, shown.options, had, shown.words), shown


def _choices_page(edition: Edition, mine: Registration, stand: Stand, listed: tuple[ChoicesForm, Offered]) -> str:
    form, shown = listed
    return render_template(
        "immersion/change_choices.html",
        mine=mine,
        form=form,
        shown=len(shown.options),
        of=shown.all,
        stand=stand,
        settings=ImmersionSettings.from_json(edition.settings),
    )


def _details_page(mine: Registration, form: SaidForm) -> str:
    return render_template("immersion/change_details.html", mine=mine, form=form)


def _leave_page(unit: Unit, edition: Edition, mine: Registration, stand: Stand, form: LeaveForm) -> str:
    now = registering_now(unit, edition)
    return render_template("immersion/own_withdraw.html", mine=mine, form=form, stand=stand, now=now)
