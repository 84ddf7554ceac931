"""How somebody becomes a trainee: what it is, the places picked in the catalogue, and the form (IM-08, IM-11)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.accounts.rules import split_name
from core.contract.acting import PUBLIC, SIGNED_IN
from core.directory.importing import profession_words
from core.directory.proposing import NoSuchOrganisationError
from core.directory.terms import names_in
from core.messages.phrasing import in_language
from core.programme.importing.services import flaws_of
from core.programme.models import Edition
from core.programme.own.request import own_registration_or_404
from core.programme.request import open_edition
from core.site.errors import PageShutError
from core.site.places import lines_of
from core.tenancy.unit import Unit
from core.web.locale import current_language
from core.web.permissions import needs
from plugins.immersion.access import SEE_OWN
from plugins.immersion.choosing import Registering
from plugins.immersion.entering_errors import NotRegisteringError, RegistrationRefusedError, SecondProposalError
from plugins.immersion.enums import MODULE
from plugins.immersion.queries.choosing import offers_to_choose_from
from plugins.immersion.queries.own import own_choices
from plugins.immersion.queries.registering import (
    GRACE,
    PAGE,
    Newcomer,
    newcomer,
    profession_before,
    registering_now,
    there_already,
)
from plugins.immersion.queries.released import has_priority, next_round_of
from plugins.immersion.services.importing import TRAINEES
from plugins.immersion.services.registering import Registered, SaidTrainee, register
from plugins.immersion.settings import ImmersionSettings
from plugins.immersion.texts import gettext as _
from plugins.immersion.trainee_forms import TraineeForm, ranked_form
from plugins.immersion.views import immersion
from plugins.immersion.views.choice_words import Offered, offered, show_wrong
from plugins.immersion.views.chosen import chosen_in, forget_chosen, keep_chosen
from plugins.immersion.views.registering_words import not_registering_words


@immersion.get("/<edition>/trainee/")
@needs(PUBLIC)
def become_trainee(edition: str) -> str:
    """Say what a trainee does, and show the places that were picked so far."""
    row, unit = open_edition(MODULE, edition)
    picked, settings = chosen_in(row), ImmersionSettings.from_json(row.settings)
    shown = offered(unit, offers_to_choose_from(unit.session, row.id))
    known = newcomer(unit) if unit.actor.account_id else None
    return render_template(
        "immersion/become_trainee.html",
        now=registering_now(unit, row),
        registering=Registering,
        settings=settings,
        picked=[shown.words[reference] for reference in picked if reference in shown.words],
        register_url=url_for(".register_trainee", edition=edition, choice=picked or None),
        there=there_already(unit, row.id, known.person.id if known and known.person else None),
    )


@immersion.get("/<edition>/trainee/choose/<path:reference>")
@needs(PUBLIC)
def choose_place(edition: str, reference: str) -> Response:
    """Keep a place of the catalogue for the form, in this browser."""
    row, unit = open_edition(MODULE, edition)
    reference, picked = reference.upper(), chosen_in(row)
    known = {each.reference for each in offers_to_choose_from(unit.session, row.id) if each.facts.open}
    if reference not in known:
        abort(404)
    most = ImmersionSettings.from_json(row.settings).max_choices
    if reference not in picked and len(picked) >= most:
        flash(_("You have picked as many places as you may choose. Remove one to choose another."), "error")
    elif reference not in picked:
        keep_chosen(row, (*picked, reference))
    return redirect(url_for(".become_trainee", edition=edition))


@immersion.post("/<edition>/trainee/remove")
@needs(PUBLIC)
def remove_place(edition: str) -> Response:
    """Let go of a place that was picked."""
    row, _unit = open_edition(MODULE, edition)
    keep_chosen(row, tuple(each for each in chosen_in(row) if each != request.form.get("reference")))
    return redirect(url_for(".become_trainee", edition=edition))


@immersion.get("/<edition>/trainee/register")
@needs(SIGNED_IN)
def register_trainee(edition: str) -> str | tuple[str, int]:
    """Show the form, with what is known."""
    row, unit = open_edition(MODULE, edition)
    now = registering_now(unit, row)
    if now.state is Registering.CLOSED:
        raise PageShutError(now.shown, PAGE)
    return _form_page(unit, row, *_form(unit, row, newcomer(unit)))


@immersion.post("/<edition>/trainee/register")
@needs(SIGNED_IN)
def register_now(edition: str) -> str | Response | tuple[str, int]:
    """Register whoever is signed in, once."""
    row, unit = open_edition(MODULE, edition)
    form, shown = _form(unit, row, newcomer(unit))
    if "find" in request.form or form.searching:
        return _form_page(unit, row, form, shown)
    if not form.validate():
        return _form_page(unit, row, form, shown), 422
    done = _registered(unit, row, form)
    if done is None:
        return _form_page(unit, row, form, shown), 422
    forget_chosen(row)
    if not done.new:
        flash(_("You are registered already for this institution, as %(reference)s.", reference=done.reference))
        return redirect(url_for(".own", edition=edition, registration=done.id))
    return redirect(url_for(".registered_trainee", edition=edition, registration=done.id))


def _registered(unit: Unit, edition: Edition, form: TraineeForm) -> Registered | None:
    """Register whoever is signed in; what keeps them from it stands at its field, and nobody is then registered."""
    try:
        return register(unit, edition, _said(form))
    except RegistrationRefusedError as refused:
        _show_faults(form, refused)
    except NoSuchOrganisationError:
        form.organisation_choice.errors = [_("This institution is no longer in the list. Search again.")]
    except SecondProposalError as error:
        form.organisation_choice.errors = [error.sentence(_)]
    except NotRegisteringError as shut:
        form.organisation_words.errors = [not_registering_words(shut)]
    return None


@immersion.get("/<edition>/my/<uuid:registration>/registered")
@needs(SEE_OWN)
def registered_trainee(edition: str, registration: uuid.UUID) -> str:
    """Say what happened, what comes next and when, and how to change one's mind."""
    mine, row, unit = own_registration_or_404(MODULE, edition, registration, SEE_OWN)
    now = registering_now(unit, row)
    return render_template(
        "immersion/registered_trainee.html",
        mine=mine,
        choices=own_choices(unit.session, mine.id),
        priority=has_priority(unit.session, mine.id),
        next_round=next_round_of(unit.session, row.id, mine.id),
        lines=lines_of(now.shown),
        today=unit.today,
        address=newcomer(unit).email if unit.actor.account_id else None,
    )


def _form(unit: Unit, edition: Edition, who: Newcomer) -> tuple[TraineeForm, Offered]:
    person = who.person
    first, last = (person.first_name, person.last_name) if person else split_name(who.name)
    profession = profession_before(unit, person.id) if person and person.id else None
    known = {
        "first_name": first,
        "last_name": last,
        "phone": person.phone if person else None,
        "language": current_language() if person is None else who.language,
        "profession": profession_words(profession) or None,
    }
    shown = offered(unit, offers_to_choose_from(unit.session, edition.id), request.form.get("search", ""))
    picked = request.args.getlist("choice") or chosen_in(edition)
    most = ImmersionSettings.from_json(edition.settings).max_choices
    form = ranked_form(TraineeForm, most, shown.options, _known_only(picked, shown), shown.words, **known)
    form.look_up(unit, known=[who.organisation_id] if who.organisation_id else [])
    return form, shown


def _known_only(picked: Sequence[str], shown: Offered) -> list[str]:
    return list(dict.fromkeys(each for each in picked if each in shown.words))


def _form_page(unit: Unit, edition: Edition, form: TraineeForm, shown: Offered) -> str:
    who, now = newcomer(unit), registering_now(unit, edition)
    settings = ImmersionSettings.from_json(edition.settings)
    return render_template(
        "immersion/register_trainee.html",
        form=form,
        shown=len(shown.options),
        of=shown.all,
        settings=settings,
        rules=in_language(settings.commitments_of_trainees, current_language()),
        now=now,
        registering=Registering,
        grace_hours=GRACE.seconds // 3600,
        address=who.email,
        rehearsal=unit.rehearsal,
        there=there_already(unit, edition.id, who.person.id if who.person else None),
        professions=list(names_in(unit, current_language()).profession.values()),
    )


def _said(form: TraineeForm) -> SaidTrainee:
    names = ("first_name", "last_name", "phone", "language", "profession", "expectations")
    said = {name: form[name].data for name in names}
    return SaidTrainee(**said, institution=form.institution, choices=form.choices)


def _show_faults(form: TraineeForm, refused: RegistrationRefusedError) -> None:
    """Put what is wrong at its fields."""
    show_wrong(form, refused)
    flaws = flaws_of(TRAINEES)
    for name, flaw in refused.flaws.items():
        words = f"{flaws[flaw].reason} {flaws[flaw].remedy}"
        if name in form:
            form[name].errors = [*form[name].errors, words]
        else:
            form.form_errors = [*form.form_errors, words]
