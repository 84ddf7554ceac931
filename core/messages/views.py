"""Pages of letters: what was sent, what failed and its resend, and the captured mail of rehearsals."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from core.listing.page import list_page
from core.messages import queries
from core.messages.access import READ_LETTERS, RESEND
from core.messages.errors import (
    NoAddressError,
    OtherLettersError,
    SecretLetterError,
    StillQueuedError,
    UnknownMessageError,
)
from core.messages.forms import ResendForm, SeenLettersForm
from core.messages.lists import CAPTURED, LETTERS
from core.messages.reasons import SENT_AGAIN
from core.messages.services import resend, resend_failed, was_resent
from core.tenancy.request import current_unit
from core.web.permissions import needs

messages = Blueprint("messages", __name__, template_folder="templates")


@messages.get("/letters")
@needs(READ_LETTERS)
def letters() -> str:
    """Show the letters, what failed first."""
    unit = current_unit()
    counts = queries.letter_counts(unit.session, unit.actor)
    failures = queries.failures(unit.session, unit.actor) if counts["failed"] and unit.actor.may(RESEND) else {}
    listed = list_page(unit, LETTERS)
    return render_template("messages/letters.html", listed=listed, counts=counts, failures=failures)


@messages.get("/letters/again/<failure>")
@needs(RESEND)
def failed_again(failure: str) -> str | Response:
    """Ask before all letters that failed for one reason are sent again."""
    unit = current_unit()
    if failure not in SENT_AGAIN:
        abort(404)
    seen = queries.failures(unit.session, unit.actor).get(failure)
    if seen is None:
        flash(_("No letter waits to be sent again for that reason."))
        return redirect(url_for("messages.letters"))
    return render_template("messages/again.html", failure=failure, seen=seen)


@messages.post("/letters/again/<failure>")
@needs(RESEND)
def send_failed_again(failure: str) -> Response:
    """Send again the letters that were looked at; the second press is answered as the first."""
    unit, form = current_unit(), SeenLettersForm()
    if failure not in SENT_AGAIN or not form.validate():
        abort(404)
    seen = queries.FailedLetters(form.count.data or 0, uuid.UUID(form.last.data))
    if not was_resent(unit, failure, seen):
        try:
            resend_failed(unit, failure, seen)
        except OtherLettersError:
            g.failed = True
            flash(_("Meanwhile there are other letters than those you saw. Nothing was sent; look again."), "error")
            return redirect(url_for("messages.failed_again", failure=failure))
    flash(ngettext("%(num)s letter is tried again.", "%(num)s letters are tried again.", seen.count))
    return redirect(url_for("messages.letters"))


@messages.get("/letters/<uuid:message_id>")
@needs(READ_LETTERS)
def letter(message_id: uuid.UUID) -> str:
    """Show one letter as it was written."""
    unit = current_unit()
    found = queries.letter(unit.session, unit.actor, message_id) or abort(404)
    form = ResendForm(address=found.to_address)
    return render_template("messages/letter.html", letter=found, form=form, may_resend=unit.actor.may(RESEND))


@messages.post("/letters/<uuid:message_id>/resend")
@needs(RESEND)
def resend_letter(message_id: uuid.UUID) -> str | Response | tuple[str, int]:
    """Send a letter again, to the address given."""
    unit = current_unit()
    form = ResendForm()
    found = queries.letter(unit.session, unit.actor, message_id) or abort(404)
    if not form.validate():
        return render_template("messages/letter.html", letter=found, form=form, may_resend=True), 422
    try:
        new = resend(unit, message_id, form.address.data)
    except UnknownMessageError:
        abort(404)
    except SecretLetterError:
        flash(_("The text of this letter was for its addressee alone; they have to ask for a new one."), "error")
        return redirect(url_for("messages.letter", message_id=message_id))
    except (StillQueuedError, NoAddressError):
        flash(_("This letter is on its way already; wait for its result before sending it again."), "error")
        return redirect(url_for("messages.letter", message_id=message_id))
    flash(_("The letter becomes a test mail again.") if new.captured else _("The letter is on its way again."))
    return redirect(url_for("messages.letter", message_id=new.id))


@messages.get("/mail")
@needs(READ_LETTERS)
def captured() -> str:
    """Show the captured mail, the newest first."""
    return render_template("messages/captured.html", listed=list_page(current_unit(), CAPTURED))


@messages.get("/mail/<uuid:captured_id>")
@needs(READ_LETTERS)
def captured_mail(captured_id: uuid.UUID) -> str:
    """Show one captured mail, as its addressee would read it."""
    unit = current_unit()
    mail = queries.captured_mail(unit.session, unit.actor, captured_id) or abort(404)
    return render_template("messages/captured_mail.html", mail=mail)
