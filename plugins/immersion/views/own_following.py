"""A trainee or a host says what became of a place: signed in, or by the link of a letter (IM-28)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Response as FileResponse
from flask import abort, current_app, flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from core.programme.errors import CannotSayError, DatesMovedError, PlaceGoneError
from core.programme.following.entries import CALENDAR_TYPE, calendar_file
from core.programme.following.queries import refuses_reminders
from core.programme.following.reminders import want_reminders
from core.programme.following.rules import Refusal, Said, Side, Step
from core.programme.models import Registration
from core.programme.own.request import own_registration_or_404
from core.tenancy.unit import Unit
from core.web.locale import current_language
from core.web.permissions import needs
from plugins.immersion.access import SAY_OWN, SEE_OWN
from plugins.immersion.enums import MODULE, WhyNot
from plugins.immersion.errors import OddDatesError
from plugins.immersion.forms import StepForm, step_form
from plugins.immersion.queries.calendar import own_entries
from plugins.immersion.queries.following import Placed
from plugins.immersion.services.following import Statement, own_places, say_own, side_of
from plugins.immersion.texts import gettext as _
from plugins.immersion.views import immersion
from plugins.immersion.views.follow_words import (
    NOTED,
    ODDNESS,
    REASONS,
    REFUSALS,
    STEPS,
    Turn,
    said_stretches,
    turn_of,
)


def turns(unit: Unit, registration: Registration) -> Sequence[Turn]:
    """Return where the places of a registration stand, for its owner."""
    return [turn_of(unit, each, side_of(registration)) for each in own_places(unit, registration)]


@immersion.get("/<edition>/my/<uuid:registration>/places/<uuid:place>/<step>")
@needs(SAY_OWN)
def own_step(edition: str, registration: uuid.UUID, place: uuid.UUID, step: str) -> str:
    """Ask for what belongs to a step."""
    row, _edition, unit = own_registration_or_404(MODULE, edition, registration, SAY_OWN)
    found, asked = place_or_404(unit, row, place), step_or_404(step)
    form = form_of(asked, found, side_of(row), day=unit.today, seen=str(found.known.dates_said))
    return own_step_page(row, found, asked, form)


@immersion.post("/<edition>/my/<uuid:registration>/places/<uuid:place>/<step>")
@needs(SAY_OWN)
def own_say(edition: str, registration: uuid.UUID, place: uuid.UUID, step: str) -> str | Response | tuple[str, int]:
    """Keep what a trainee or a host says of their place, once."""
    row, opened, unit = own_registration_or_404(MODULE, edition, registration, SAY_OWN)
    found, asked = place_or_404(unit, row, place), step_or_404(step)
    form = form_of(asked, found, side_of(row))
    if not form.validate():
        return own_step_page(row, found, asked, form), 422
    try:
        say_own(unit, opened, row, found.place.id, statement_of(unit, form, asked, side_of(row)))
    except PlaceGoneError:
        g.failed = True
        flash(_("This place is no longer yours. Those who organise the immersions can tell you more."), "error")
    except (CannotSayError, DatesMovedError, OddDatesError) as error:
        return own_step_page(row, found, asked, form, told=told_of_error(error, form)), 422
    else:
        flash(str(NOTED[asked]))
    return redirect(url_for("immersion.own", edition=edition, registration=row.id))


@immersion.post("/<edition>/my/<uuid:registration>/reminders")
@needs(SAY_OWN)
def own_reminders(edition: str, registration: uuid.UUID) -> Response:
    """Let somebody get no reminders any more, or again."""
    row, _edition, unit = own_registration_or_404(MODULE, edition, registration, SAY_OWN)
    wanted = refuses_reminders(unit.session, row.id)
    want_reminders(unit, row, wanted=wanted)
    flash(_("You get reminders again.") if wanted else _("You get no reminders any more. Results still reach you."))
    return redirect(url_for("immersion.own", edition=edition, registration=row.id, _anchor="reminders"))


@immersion.get("/<edition>/my/<uuid:registration>/calendar.ics")
@needs(SEE_OWN)
def own_calendar(edition: str, registration: uuid.UUID) -> FileResponse:
    """Hand out the agreed days of a registration for the calendar of its owner."""
    row, _edition, unit = own_registration_or_404(MODULE, edition, registration, SEE_OWN)
    entries = own_entries(unit.session, row, current_language(), _("Immersion"))
    answer = current_app.response_class(calendar_file(entries, unit.now), mimetype=CALENDAR_TYPE)
    answer.headers.set("Content-Disposition", "attachment", filename=f"immersion-{edition}.ics")
    return answer


def step_or_404(step: str) -> Step:
    """Return the step that an address names."""
    known = {each.value: each for each in NOTED}
    return known.get(step) or abort(404)


def place_or_404(unit: Unit, registration: Registration, place_id: uuid.UUID) -> Placed:
    """Return a place of a registration, 404 for one that is none of its own."""
    return next((each for each in own_places(unit, registration) if each.place.id == place_id), None) or abort(404)


def form_of(step: Step, found: Placed, side: Side, **values: Any) -> StepForm:
    """Return the form by which a side says a step."""
    return step_form(
        step,
        dated=step is Step.AGREED or (step is Step.TOOK_PLACE and not found.known.stretches),
        reasons=[(code.value, str(label)) for code, label in REASONS[side].items()],
        **values,
    )


def statement_of(unit: Unit, form: StepForm, step: Step, side: Side) -> Statement:
    """Return what a form says."""
    reason = form["reason"].data if "reason" in form else None
    day = form["day"].data if "day" in form else None
    said = Said(side, step, unit.today, day, form.stretches(), reason)
    return Statement(said, form.text(), form.seen_dates)


def told_of_error(error: CannotSayError | DatesMovedError | OddDatesError, form: StepForm) -> str | None:
    """Say at its field what is wrong, or return what stands above the form; dates that moved are then seen."""
    if isinstance(error, DatesMovedError):
        form.seen.data = ""
        return str(
            _(
                "Meanwhile the other side entered %(dates)s. Look whether that is right; if not, enter yours again.",
                dates=said_stretches(error.stretches),
            )
        )
    if isinstance(error, OddDatesError):
        form["words"].errors = [_("Say in a few words why this date is right.")]
        return " ".join(str(ODDNESS[each]) for each in sorted(error.oddness))
    field = {Refusal.NO_SUCH_DAY: "day", Refusal.NO_DATES: "day_1", Refusal.UNORDERED: "day_1"}.get(error.refusal)
    if field and field in form:
        form[field].errors = [str(REFUSALS[error.refusal])]
        return None
    return str(REFUSALS[error.refusal])


def own_step_page(
    registration: Registration, found: Placed, step: Step, form: StepForm, *, told: str | None = None
) -> str:
    """Render the question of a step for its owner."""
    return render_template(
        "immersion/own_step.html",
        mine=registration,
        found=found,
        side=side_of(registration),
        step=step,
        title=STEPS[step][0],
        form=form,
        told=told,
        other=WhyNot.OTHER,
    )
