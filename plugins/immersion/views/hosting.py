"""The pages on which a professional becomes a host: a form, a look at what will be sent, one press (IM-07)."""

from __future__ import annotations

import uuid
from typing import Final

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from core.accounts.models import Person
from core.accounts.own import own_person
from core.directory.proposing import NoSuchOrganisationError
from core.programme.charter import CharterMovedError, seal_of
from core.programme.models import Edition
from core.programme.request import open_edition
from core.tenancy.unit import Unit
from core.web.locale import current_language
from core.web.permissions import SIGNED_IN, needs
from plugins.immersion.enums import MODULE
from plugins.immersion.errors import SameTitleError
from plugins.immersion.host_forms import DAYS, HostForm, host_form, read_keys
from plugins.immersion.hosting import MOST_OFFERS
from plugins.immersion.queries.hosting import as_typed, former_offers
from plugins.immersion.services.hosting import register_host
from plugins.immersion.settings import ImmersionSettings
from plugins.immersion.texts import gettext as _
from plugins.immersion.texts import ngettext
from plugins.immersion.views import hosting_words as words
from plugins.immersion.views import immersion

#: The buttons that change the form itself, and send nothing.
ADD, COPY, REMOVE, EDIT, CONFIRMED = "add", "copy", "remove", "edit", "confirmed"
_SENT_ALONG: Final = frozenset({"csrf_token", ADD, COPY, REMOVE, EDIT, CONFIRMED})


@immersion.get("/<edition>/become-host")
@needs(SIGNED_IN)
def become_host(edition: str) -> str:
    """Ask for what a host offers; what is known of the reader, or an offer of a former year, stands there already."""
    row, unit = open_edition(MODULE, edition)
    person = own_person(unit)
    typed = MultiDict([("language", current_language()), ("entry", str(uuid.uuid4())), ("offers", "0")])
    typed["rules_seen"] = seal_of(_rules(row))
    if person is not None:
        typed.update({"first_name": person.first_name or "", "last_name": person.last_name or ""})
        typed["phone"] = person.phone or ""
    for name, values in _taken_up(unit, row, person).items():
        typed.setlist(f"o0_{name}", values)
    if person is not None and person.organisation_id and "again" in request.args:
        typed["organisation_choice"] = str(person.organisation_id)
    return _form_page(unit, row, _looked_up(unit, host_form((0,))(typed), person))


@immersion.post("/<edition>/become-host")
@needs(SIGNED_IN)
def become_host_post(edition: str) -> str | Response | tuple[str, int]:
    """Change the form, show what will be sent or, once confirmed, register the host."""
    row, unit = open_edition(MODULE, edition)
    keys, typed, changed = _changed(read_keys(request.form.get("offers")))
    form = _looked_up(unit, host_form(keys)(typed), own_person(unit))
    if changed or form.searching or EDIT in request.form:
        return _form_page(unit, row, form)
    if not _is_valid(form, unit):
        return _form_page(unit, row, form), 422
    if CONFIRMED not in request.form:
        return _review(form)
    try:
        registration = register_host(unit, row, form.said)
    except SameTitleError as error:
        field = list(form.groups())[error.number]["title"]
        field.errors = [*field.errors, error.sentence(_)]
    except NoSuchOrganisationError:
        form.organisation_choice.errors = (_("This institution is no longer in the list. Search again."),)
    except CharterMovedError:
        form.rules_seen.data = seal_of(_rules(row))
        form.accept.errors = (_("The golden rules were changed meanwhile. Read them again, then accept them."),)
    else:
        flash(_("Thank you! Your registration has arrived; a letter confirms it."))
        return redirect(url_for("immersion.own", edition=edition, registration=registration))
    return _form_page(unit, row, form), 422


def _is_valid(form: HostForm, unit: Unit) -> bool:
    shaped = form.validate()
    return form.check_days(unit.today) and shaped


def _changed(keys: tuple[int, ...]) -> tuple[tuple[int, ...], MultiDict[str, str], bool]:
    """Return the keys of the offers and what is typed, after a button that changes the form; and whether one was."""
    typed: MultiDict[str, str] = MultiDict(request.form)
    gone, again = request.form.get(REMOVE), request.form.get(COPY)
    if gone is not None:
        keys = tuple(key for key in keys if str(key) != gone) or keys
    elif (again is not None or ADD in request.form) and len(keys) < MOST_OFFERS:
        new = max(keys) + 1
        for name in [name for name in typed if again is not None and name.startswith(f"o{again}_")]:
            typed.setlist(f"o{new}_{name.partition('_')[2]}", typed.getlist(name))
        keys = (*keys, new)
    typed["offers"] = ",".join(map(str, keys))
    return keys, typed, gone is not None or again is not None or ADD in request.form


def _looked_up(unit: Unit, form: HostForm, person: Person | None) -> HostForm:
    known = [person.organisation_id] if person is not None and person.organisation_id is not None else []
    form.look_up(unit, known)
    return form


def _taken_up(unit: Unit, row: Edition, person: Person | None) -> dict[str, list[str]]:
    try:
        asked = uuid.UUID(request.args.get("again", ""))
    except ValueError:
        return {}
    return as_typed(unit, asked, former_offers(unit, row, person))


def _rules(row: Edition) -> dict[str, list[str]]:
    rules = ImmersionSettings.from_json(row.settings).commitments_of_hosts
    return {language: list(lines) for language, lines in rules.items()}


def _form_page(unit: Unit, row: Edition, form: HostForm) -> str:
    rules = _rules(row)
    return render_template(
        "immersion/become_host.html",
        form=form,
        groups=list(zip(form.keys, form.groups(), strict=True)),
        days=range(DAYS),
        most=MOST_OFFERS,
        rules=rules.get(current_language()) or next(iter(rules.values()), []),
        former=former_offers(unit, row, own_person(unit)) if request.method == "GET" else (),
        rehearsal=unit.rehearsal,
        pressed=request.method == "POST",
    )


def _review(form: HostForm) -> str:
    said = form.said
    institution = said.institution
    named = (institution.new.name, institution.new.service) if institution.new is not None else ()
    return render_template(
        "immersion/become_host_review.html",
        said=said,
        form=form,
        groups=list(form.groups()),
        institution=", ".join(filter(None, named or (form.chosen_words, institution.service))),
        is_new=institution.new is not None,
        sent_along=[(name, value) for name, value in request.form.items(multi=True) if name not in _SENT_ALONG],
        weekdays=words.weekdays,
        suggested=words.suggested,
        duration=words.duration,
        professions=words.professions,
        spoken=words.spoken,
        send=ngettext("Send my offer", "Send my %(num)s offers", len(said.offers)),
    )
