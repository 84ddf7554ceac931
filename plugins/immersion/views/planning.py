"""Plan a round for another day, after a look at what that means (IM-04)."""

from __future__ import annotations

from flask import flash, redirect, render_template
from werkzeug.wrappers import Response

from core.web.permissions import needs
from core.web.seen import seen_version
from plugins.immersion.access import MANAGE_ROUNDS
from plugins.immersion.enums import RoundState
from plugins.immersion.errors import ImmersionError, RoundStateError
from plugins.immersion.forms import RoundDayForm
from plugins.immersion.services.rounds import move_round
from plugins.immersion.texts import gettext as _
from plugins.immersion.views import immersion
from plugins.immersion.views import round_words as words
from plugins.immersion.views.rounds import Open, open_or_404


@immersion.get("/<edition>/rounds/<int:number>/day")
@needs(MANAGE_ROUNDS)
def round_day(edition: str, number: int) -> str | Response:
    """Ask for which day a round is planned."""
    here = open_or_404(edition, number)
    if here.round.state != RoundState.PLANNED:
        return redirect(here.url)
    return day_page(here, RoundDayForm(day=here.round.planned_day, version=here.round.version))


@immersion.post("/<edition>/rounds/<int:number>/day")
@needs(MANAGE_ROUNDS)
def move_a_round(edition: str, number: int) -> str | Response | tuple[str, int]:
    """Plan a round for another day, once."""
    here, form = open_or_404(edition, number), RoundDayForm()
    if not form.validate():
        return day_page(here, form), 422
    try:
        move_round(here.unit, here.round.id, form.day.data, version=seen_version())
    except RoundStateError:
        return redirect(here.url)
    except ImmersionError as error:
        form.day.errors = [words.sentence(error)]
        form.version.data = str(here.round.version)
        return day_page(here, form), 422
    flash(_("Round %(number)s is planned for another day.", number=number))
    return redirect(here.url)


def day_page(here: Open, form: RoundDayForm) -> str:
    """Render the question for which day a round is planned."""
    return render_template("immersion/round_day.html", round=here.round, form=form, here=here.url)
