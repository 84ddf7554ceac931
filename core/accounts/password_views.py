"""Pages on which a password is set: asked for by letter, by the letter's link, or with the old one."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.accounts.attempts import limits_guesses, limits_own_guesses, note_wrong_password
from core.accounts.errors import DeadLinkError, SignInError
from core.accounts.forms import ChangePasswordForm, ForgottenPasswordForm, SetPasswordForm
from core.accounts.queries import SignedIn
from core.accounts.recovery import LINK_COUNTS, ask_for_link, change_password, find_link, set_password
from core.accounts.views import let_in, sessions_page
from core.tenancy.request import current_application, current_unit
from core.web.limits import limiter
from core.web.permissions import PUBLIC, SIGNED_IN, needs, secret

passwords = Blueprint("passwords", __name__)


@passwords.get("/password")
@needs(PUBLIC)
def forgotten() -> str:
    """Ask for which address a link is wanted."""
    return render_template("accounts/forgotten.html", form=ForgottenPasswordForm())


@passwords.post("/password")
@limiter.limit("10 per hour")
@needs(PUBLIC)
def forgotten_post() -> str | Response | tuple[str, int]:
    """Note who wants a link; the answer is the same whoever it is."""
    form = ForgottenPasswordForm()
    if not form.validate():
        return render_template("accounts/forgotten.html", form=form), 422
    ask_for_link(current_unit(), str(form.email.data))
    return redirect(url_for("passwords.sent"))


@passwords.get("/password/sent")
@needs(PUBLIC)
def sent() -> str:
    """Say what happens now, whoever asked."""
    return render_template("accounts/forgotten_sent.html", minutes=LINK_COUNTS // timedelta(minutes=1))


@passwords.get("/password/<token>")
@secret
@needs(PUBLIC)
def by_link(token: str) -> str | tuple[str, int]:
    """Show the form to whoever has a link; looking at it uses nothing."""
    link = find_link(current_unit().session, token) or abort(404)
    if not link.counts:
        return _dead_link()
    form = SetPasswordForm()
    form.email.data = link.address
    return render_template("accounts/set_password.html", form=form)


@passwords.post("/password/<token>")
@limits_guesses
@secret
@needs(PUBLIC)
def by_link_post(token: str) -> str | Response | tuple[str, int]:
    """Set the password and sign in with it; the same press again signs in as well."""
    unit = current_unit()
    link = find_link(unit.session, token) or abort(404)
    form = SetPasswordForm()
    form.email.data = link.address
    if not form.validate():
        return render_template("accounts/set_password.html", form=form), 422
    password = str(form.password.data)
    try:
        set_password(unit, token, password, cost=current_application().settings.password_cost)
    except DeadLinkError:
        if not link.used:
            return _dead_link()
    try:
        answer = let_in(link.address, password, url_for("programme.home"))
    except SignInError:
        note_wrong_password()
        return _dead_link()
    flash(_("Your new password is set, and you are signed in. Every other browser was signed out."))
    return answer


@passwords.post("/sessions/password")
@limits_own_guesses
@needs(SIGNED_IN)
def change() -> str | Response | tuple[str, int]:
    """Set another password for the reader."""
    who: SignedIn = g.who
    form = ChangePasswordForm()
    form.email.data = who.email
    if not form.validate():
        return sessions_page(form), 422
    try:
        change_password(
            current_unit(),
            email=who.email,
            old=str(form.old.data),
            new=str(form.password.data),
            kept_session=who.token_hash,
            cost=current_application().settings.password_cost,
        )
    except SignInError:
        note_wrong_password()
        form.old.errors = (_("This is not your present password."),)
        return sessions_page(form), 422
    flash(_("Your password is changed. Every other browser was signed out."))
    return redirect(url_for("accounts.sessions"))


def _dead_link() -> tuple[str, int]:
    return render_template("accounts/dead_link.html"), 410
