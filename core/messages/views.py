"""Pages of letters: what was sent, what failed and its resend, and the captured mail of rehearsals."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from core.listing.page import list_page
from core.messages import queries
from core.messages.access import READ_LETTERS, RESEND
from core.messages.errors import NoAddressError, SecretLetterError, StillQueuedError, UnknownMessageError
from core.messages.forms import ResendForm
from core.messages.lists import CAPTURED, LETTERS
from core.messages.services import resend, resend_refused
from core.tenancy.request import current_unit
from core.web.permissions import needs

messages = Blueprint("messages", __name__, template_folder="templates")


@messages.get("/letters")
@needs(READ_LETTERS)
def letters() -> str:
    """Show the letters, what failed first."""
    unit = current_unit()
    counts = queries.letter_counts(unit.session, unit.actor)
    return render_template("messages/letters.html", listed=list_page(unit, LETTERS), counts=counts)


@messages.post("/letters/resend-refused")
@needs(RESEND)
def resend_refused_letters() -> Response:
    """Send again what failed because the mail server refused our own sign-in."""
    count = resend_refused(current_unit())
    flash(ngettext("%(num)s letter is on its way again.", "%(num)s letters are on their way again.", count))
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
    flash(_("The letter is on its way again."))
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
