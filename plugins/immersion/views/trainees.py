"""One trainee whole on a page, and their withdrawal (IM-08, IM-20, IM-23)."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from core.accounts.rules import full_name
from core.audit.services import done_before
from core.contract.module import Label
from core.directory.terms import names_in
from core.language.dates import day_of
from core.language.spoken import LANGUAGES
from core.messages.access import READ_LETTERS
from core.programme.by_hand.telling import told_changes
from core.programme.errors import FollowedError, RegistrationMovedError, UnknownRegistrationError
from core.programme.forms import WithdrawalForm
from core.programme.models import Edition
from core.programme.registrations import Withdrawal
from core.programme.request import open_edition
from core.programme.returning import what_followed
from core.tenancy.request import current_application
from core.tenancy.unit import Unit
from core.web.locale import current_language
from core.web.permissions import needs
from core.web.seen import seen_version
from plugins.immersion.access import IMPORT, READ_TRAINEES, WITHDRAW
from plugins.immersion.enums import MODULE, WITHDREW, Standing
from plugins.immersion.lists.trainees import STANDING
from plugins.immersion.queries.reasons import published_rounds, reasons_of_trainee
from plugins.immersion.queries.trainees import ChoiceLine, TraineeDetail, find_trainee
from plugins.immersion.services.importing import CHOICES, TRAINEES
from plugins.immersion.services.withdrawals import take_back, withdraw_many
from plugins.immersion.texts import gettext as _
from plugins.immersion.views import immersion
from plugins.immersion.views import round_words as words
from plugins.immersion.views.followed import followed_on_page
from plugins.immersion.views.trainee_words import (
    ChoiceOutcome,
    followed_words,
    history,
    not_in_the_round,
    outcomes,
    wave_words,
)


@immersion.get("/<edition>/trainees/<path:reference>/")
@needs(READ_TRAINEES)
def trainee(edition: str, reference: str) -> str:
    """Show one trainee: choices and what became of each, place, letters, history."""
    row, unit, found = trainee_or_404(edition, reference)
    rounds = published_rounds(unit.session, row.id)
    told, offers = reasons_of_trainee(unit, rounds, found.row.id)
    absent = not_in_the_round(told)

    def became(wave: Sequence[ChoiceLine]) -> list[ChoiceOutcome]:
        return outcomes(found.row, wave, found.places, found.frozen, absent)

    return render_template(
        "immersion/trainee.html",
        trainee=found.row,
        name=full_name(found.row.first_name, found.row.last_name),
        detail=found,
        waves=[(wave_words(wave), became(wave)) for wave in found.waves]
        + [
            (_("What round %(number)s decided on", number=number), became(was))
            for number, was in found.changed_since.items()
        ],
        told=told,
        offers=offers,
        history=history(found),
        names=names_in(unit, current_language()),
        standing=STANDING,
        spoken=LANGUAGES,
        words=words,
        changes=told_changes(unit, row, current_application().modules.get(MODULE), registration_id=found.row.id),
        corrections=corrections(unit, found),
        follow=followed_on_page(unit, found),
        may_withdraw=unit.actor.may(WITHDRAW),
        may_read_letters=unit.actor.may(READ_LETTERS, MODULE),
    )


def corrections(unit: Unit, found: TraineeDetail) -> list[tuple[Label, str]]:
    """Return what a hand may correct of a trainee, a button each with its kind of rows: choices of who still waits."""
    if not unit.actor.may_at(IMPORT, found.territory_id):
        return []
    kinds = [TRAINEES] if found.row.standing != Standing.WITHOUT_PLACE else [TRAINEES, CHOICES]
    return [(kind.by_hand.correct, kind.name) for kind in kinds if kind.by_hand]


@immersion.get("/<edition>/trainees/<path:reference>/withdraw")
@needs(WITHDRAW)
def withdrawal(edition: str, reference: str) -> str | Response:
    """Ask since when and why somebody withdraws, and say what will happen."""
    row, unit, found = trainee_or_404(edition, reference)
    if found.row.standing == Standing.WITHDRAWN:
        return redirect(url_for("immersion.trainee", edition=edition, reference=reference))
    return withdrawal_page(row, found, WithdrawalForm(day=unit.today))


@immersion.post("/<edition>/trainees/<path:reference>/withdraw")
@needs(WITHDRAW)
def withdraw(edition: str, reference: str) -> str | Response | tuple[str, int]:
    """Withdraw somebody once; their place is free at once, and the host is told."""
    row, unit, found = trainee_or_404(edition, reference)
    here = redirect(url_for("immersion.trainee", edition=edition, reference=reference))
    form = WithdrawalForm(first=day_of(found.row.registered_at), last=unit.today)
    if not form.validate():
        return withdrawal_page(row, found, form), 422
    done = Withdrawal(found.row.id, form.received_at(unit.now), (form.reason.data or "").strip() or None)
    try:
        withdrew = withdraw_many(unit, row, [done])
    except UnknownRegistrationError:
        abort(404)
    name = full_name(found.row.first_name, found.row.last_name)
    place = found.row.offer or next((each.offer for each in found.given_back), None)
    if not withdrew and not done_before(unit, {WITHDREW}, found.row.id):
        g.failed = True
        flash(_("%(name)s had withdrawn already. Nothing was done a second time.", name=name))
    elif place and row.rehearsal:
        flash(
            _(
                "%(name)s has withdrawn. The place at %(offer)s is free; the letter to the host becomes a test mail.",
                name=name,
                offer=place,
            )
        )
    elif place:
        flash(
            _(
                "%(name)s has withdrawn. The place at %(offer)s is free, and the host is told.",
                name=name,
                offer=place,
            )
        )
    else:
        flash(_("%(name)s has withdrawn and takes part in no further round.", name=name))
    return here


@immersion.get("/<edition>/trainees/<path:reference>/come-back")
@needs(WITHDRAW)
def coming_back(edition: str, reference: str) -> str | Response:
    """Ask before a withdrawal is undone, and say what will happen; or what followed it."""
    _row, unit, found = trainee_or_404(edition, reference)
    if found.row.standing != Standing.WITHDRAWN:
        return redirect(url_for("immersion.trainee", edition=edition, reference=reference))
    followed = what_followed(unit, found.row.id, found.given_back)
    return render_template(
        "immersion/come_back.html",
        trainee=found.row,
        name=full_name(found.row.first_name, found.row.last_name),
        detail=found,
        obstacle=followed_words(followed) if followed else None,
    )


@immersion.post("/<edition>/trainees/<path:reference>/come-back")
@needs(WITHDRAW)
def come_back(edition: str, reference: str) -> Response:
    """Undo a withdrawal once; the place is theirs again, and the host is told."""
    row, unit, found = trainee_or_404(edition, reference)
    name = full_name(found.row.first_name, found.row.last_name)
    try:
        take_back(unit, row, found.row.id, version=seen_version())
    except (FollowedError, RegistrationMovedError) as error:
        g.failed = True
        moved = _("Somebody has changed this registration meanwhile. Look at it, then decide.")
        flash(followed_words(error) if isinstance(error, FollowedError) else moved, "error")
    else:
        flash(_("%(name)s takes part again. The withdrawal is taken back.", name=name))
    return redirect(url_for("immersion.trainee", edition=edition, reference=reference))


def trainee_or_404(edition: str, reference: str) -> tuple[Edition, Unit, TraineeDetail]:
    """Return the trainee that an address names, in their edition; 404 when none exists for the reader."""
    row, unit = open_edition(MODULE, edition)
    return row, unit, find_trainee(unit, row.id, reference) or abort(404)


def withdrawal_page(edition: Edition, found: TraineeDetail, form: WithdrawalForm) -> str:
    """Render the question before a withdrawal."""
    return render_template(
        "immersion/withdrawal.html",
        trainee=found.row,
        name=full_name(found.row.first_name, found.row.last_name),
        form=form,
        captured=edition.rehearsal,
        words=words,
    )
