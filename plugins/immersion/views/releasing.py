"""The place of a trainee is released, who stays registered; and that is undone while nothing followed (IM-28)."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from core.accounts.rules import full_name
from core.audit.services import done_before
from core.programme.errors import FollowedError, RegistrationMovedError, UnknownRegistrationError
from core.programme.models import Edition
from core.tenancy.unit import Unit
from core.web.permissions import needs
from core.web.seen import seen_version
from plugins.immersion.access import WITHDRAW
from plugins.immersion.enums import RELEASED_PLACE, RoundState, Standing
from plugins.immersion.forms import ReleaseForm
from plugins.immersion.queries.released import next_rounds, what_followed
from plugins.immersion.queries.rounds import rounds_of
from plugins.immersion.queries.trainees import TraineeDetail
from plugins.immersion.services.releasing import give_place_again, release_place
from plugins.immersion.texts import gettext as _
from plugins.immersion.views import immersion
from plugins.immersion.views.trainee_words import followed_words
from plugins.immersion.views.trainees import trainee_or_404


@immersion.get("/<edition>/trainees/<path:reference>/release")
@needs(WITHDRAW)
def releasing(edition: str, reference: str) -> str | Response:
    """Ask why a place is released, and say what will happen."""
    row, unit, found = trainee_or_404(edition, reference)
    if found.row.standing != Standing.PLACED:
        return page_of(edition, reference)
    return release_page(row, unit, found, ReleaseForm(version=found.version))


@immersion.post("/<edition>/trainees/<path:reference>/release")
@needs(WITHDRAW)
def release(edition: str, reference: str) -> str | Response | tuple[str, int]:
    """Release the place of somebody once; both sides are told."""
    row, unit, found = trainee_or_404(edition, reference)
    form, version = ReleaseForm(), seen_version()
    done = done_before(unit, {RELEASED_PLACE}, found.row.id, version=version)
    if found.row.standing == Standing.PLACED and not form.validate() and not done:
        return release_page(row, unit, found, form), 422
    try:
        release_place(unit, row, found.row.id, reason=form.reason.data or "", version=version)
    except UnknownRegistrationError:
        abort(404)
    except RegistrationMovedError:
        say_moved()
    else:
        place = found.row.offer or next((each.offer for each in found.released), "")
        say(
            row,
            _("%(name)s no longer has the place at %(offer)s, which is free. Both are told.", **named(found, place)),
            _(
                "%(name)s no longer has the place at %(offer)s, which is free. The letters are test mails: "
                "neither the person nor the host receives them.",
                **named(found, place),
            ),
        )
    return page_of(edition, reference)


@immersion.get("/<edition>/trainees/<path:reference>/give-back")
@needs(WITHDRAW)
def giving_again(edition: str, reference: str) -> str | Response:
    """Ask before somebody has a released place again, and say what will happen; or what followed its release."""
    _row, unit, found = trainee_or_404(edition, reference)
    if not found.released:
        return page_of(edition, reference)
    followed = what_followed(unit, found.row.id, found.released)
    return render_template(
        "immersion/give_again.html",
        trainee=found.row,
        name=name_of(found),
        detail=found,
        obstacle=followed_words(followed) if followed else None,
    )


@immersion.post("/<edition>/trainees/<path:reference>/give-back")
@needs(WITHDRAW)
def give_again(edition: str, reference: str) -> Response:
    """Give somebody the released place again, once; both sides are told."""
    row, unit, found = trainee_or_404(edition, reference)
    place = found.row.offer or next((each.offer for each in found.released), "")
    try:
        give_place_again(unit, row, found.row.id, version=seen_version())
    except UnknownRegistrationError:
        abort(404)
    except FollowedError as error:
        g.failed = True
        flash(followed_words(error), "error")
    except RegistrationMovedError:
        say_moved()
    else:
        say(
            row,
            _("%(name)s has the place at %(offer)s again. Both are told.", **named(found, place)),
            _(
                "%(name)s has the place at %(offer)s again. The letters are test mails: "
                "neither the person nor the host receives them.",
                **named(found, place),
            ),
        )
    return page_of(edition, reference)


def page_of(edition: str, reference: str) -> Response:
    """Go on to the page of the trainee."""
    return redirect(url_for("immersion.trainee", edition=edition, reference=reference))


def name_of(found: TraineeDetail) -> str:
    """Return who it is."""
    return full_name(found.row.first_name, found.row.last_name)


def named(found: TraineeDetail, place: str) -> dict[str, str]:
    """Return what the sentences name."""
    return {"name": name_of(found), "offer": place}


def say(edition: Edition, live: str, rehearsed: str) -> None:
    """Say that something was done; in a rehearsal that its letters reach nobody."""
    flash(rehearsed if edition.rehearsal else live)


def say_moved() -> None:
    """Say that the registration stands otherwise by now, and leave nothing of the act behind."""
    g.failed = True
    flash(_("Somebody has changed this registration meanwhile. Look at it, then decide."), "error")


def release_page(edition: Edition, unit: Unit, found: TraineeDetail, form: ReleaseForm) -> str:
    """Render the question before a place is released."""
    under_way = (RoundState.OPEN, RoundState.PROPOSED)
    return render_template(
        "immersion/release.html",
        trainee=found.row,
        name=name_of(found),
        form=form,
        captured=edition.rehearsal,
        next_round=next(iter(next_rounds(unit.session, edition.id)), None),
        under_way=next((each for each in rounds_of(unit.session, edition.id) if each.state in under_way), None),
    )
