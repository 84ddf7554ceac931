"""Staff look at what became of a place, and write down what they were told (IM-28)."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, render_template
from werkzeug.wrappers import Response

from core.accounts.rules import full_name
from core.programme.errors import CannotSayError, DatesMovedError, PlaceGoneError, UnknownRegistrationError
from core.programme.following.rules import Side, Step
from core.web.permissions import needs
from plugins.immersion.access import FOLLOW
from plugins.immersion.errors import OddDatesError
from plugins.immersion.forms import StepForm, step_form
from plugins.immersion.queries.following import Placed
from plugins.immersion.queries.trainees import TraineeDetail
from plugins.immersion.services.following import say_for, seen_by_staff
from plugins.immersion.texts import gettext as _
from plugins.immersion.views import immersion
from plugins.immersion.views.follow_words import REASONS, SIDES, STEPS
from plugins.immersion.views.own_following import statement_of, step_or_404, told_of_error
from plugins.immersion.views.releasing import page_of, say_moved
from plugins.immersion.views.trainees import trainee_or_404


@immersion.get("/<edition>/trainees/<path:reference>/follow-up/<step>")
@needs(FOLLOW)
def follow_step(edition: str, reference: str, step: str) -> str | Response:
    """Ask who said it, and what belongs to the step."""
    _row, unit, found = trainee_or_404(edition, reference)
    asked, placed = step_or_404(step), seen_by_staff(unit, found.row.id)
    if placed is None:
        return page_of(edition, reference)
    form = form_for_staff(asked, placed, day=unit.today, seen=str(placed.known.dates_said))
    return step_page(found, placed, asked, form)


@immersion.post("/<edition>/trainees/<path:reference>/follow-up/<step>")
@needs(FOLLOW)
def follow_say(edition: str, reference: str, step: str) -> str | Response | tuple[str, int]:
    """Keep what staff were told, once."""
    row, unit, found = trainee_or_404(edition, reference)
    asked, placed = step_or_404(step), seen_by_staff(unit, found.row.id)
    if placed is None:
        say_moved()
        return page_of(edition, reference)
    form = form_for_staff(asked, placed)
    if not form.validate():
        return step_page(found, placed, asked, form), 422
    try:
        say_for(unit, row, placed, statement_of(unit, form, asked, Side(form["side"].data)))
    except UnknownRegistrationError:
        abort(404)
    except PlaceGoneError:
        say_moved()
    except (CannotSayError, DatesMovedError, OddDatesError) as error:
        return step_page(found, placed, asked, form, told=told_of_error(error, form)), 422
    else:
        flash(_("Written down."))
    return page_of(edition, reference)


def form_for_staff(step: Step, placed: Placed, **values: Any) -> StepForm:
    """Return the form by which staff write a step down; only a host can have no news."""
    sides = [Side.HOST] if step is Step.NO_NEWS else list(SIDES)
    return step_form(
        step,
        dated=step is Step.AGREED or (step is Step.TOOK_PLACE and not placed.known.stretches),
        reasons=[(code.value, str(label)) for code, label in REASONS[Side.TEAM].items()],
        sides=[(side.value, str(SIDES[side])) for side in sides],
        **values,
    )


def step_page(found: TraineeDetail, placed: Placed, step: Step, form: StepForm, *, told: str | None = None) -> str:
    """Render the question of a step for staff."""
    return render_template(
        "immersion/follow_step.html",
        trainee=found.row,
        name=full_name(found.row.first_name, found.row.last_name),
        placed=placed,
        title=STEPS[step][1],
        form=form,
        told=told,
    )
