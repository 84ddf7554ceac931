"""Pages of sign-in: in, out, and the browsers that are signed in."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.accounts.attempts import limits_guesses, note_wrong_password, remember_browser
from core.accounts.errors import SignInError
from core.accounts.forms import SignInForm
from core.accounts.queries import SignedIn, open_sessions
from core.accounts.services import end_session, sign_in
from core.accounts.sessions import LONGEST
from core.database.base import utc_now
from core.tenancy.request import current_application, current_unit
from core.web.permissions import PUBLIC, SIGNED_IN, needs

SESSION_COOKIE = "liaison"
accounts = Blueprint("accounts", __name__, template_folder="templates")


@accounts.get("/sign-in")
@needs(PUBLIC)
def sign_in_page() -> str:
    """Show the form."""
    return render_template("accounts/sign_in.html", form=SignInForm())


@accounts.post("/sign-in")
@limits_guesses
@needs(PUBLIC)
def sign_in_post() -> str | Response | tuple[str, int]:
    """Begin a session, and go on to where the reader came from."""
    form = SignInForm()
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form), 422
    settings = current_application().settings
    try:
        token = sign_in(
            current_unit().session,
            email=str(form.email.data),
            password=str(form.password.data),
            now=utc_now(),
            label=browser_name(request.user_agent.string),
            cost=settings.password_cost,
        )
    except SignInError:
        note_wrong_password()
        form.form_errors.append(_("This address and this password do not go together. Check both and try again."))
        return render_template("accounts/sign_in.html", form=form), 422
    answer = redirect(safe_next(request.args.get("next")))
    answer.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=int(LONGEST.total_seconds()),
        httponly=True,
        secure=settings.secure_cookies,
        samesite="Lax",
    )
    remember_browser(answer, str(form.email.data))
    session.clear()  # Whoever knew the form's token before knows it no more.
    return answer


@accounts.post("/sign-out")
@needs(PUBLIC)
def sign_out() -> Response:
    """End this browser's session."""
    who: SignedIn | None = g.get("who")
    if who is not None:
        end_session(current_unit().session, who.account_id, who.token_hash, utc_now())
    answer = redirect(url_for("accounts.sign_in_page"))
    answer.delete_cookie(SESSION_COOKIE)
    session.clear()
    flash(_("You are signed out."))
    return answer


@accounts.get("/sessions")
@needs(SIGNED_IN)
def sessions() -> str:
    """Show where the reader is signed in."""
    who: SignedIn = g.who
    rows = open_sessions(current_unit().session, who.account_id, utc_now())
    return render_template("accounts/sessions.html", sessions=rows, here=who.token_hash)


@accounts.post("/sessions/<token_hash>/end")
@needs(SIGNED_IN)
def end(token_hash: str) -> Response:
    """End one of the reader's sessions."""
    who: SignedIn = g.who
    if not end_session(current_unit().session, who.account_id, token_hash, utc_now()):
        abort(404)
    flash(_("That browser is signed out."))
    return redirect(url_for("accounts.sessions"))


def browser_name(user_agent: str) -> str:
    """Return a browser as its owner would call it, such as "Firefox, Windows"."""
    browsers = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
    systems = (
        *(("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows")),
        *(("Mac OS", "Mac"), ("Linux", "Linux")),
    )
    found = [next((name for mark, name in marks if mark in user_agent), "") for marks in (browsers, systems)]
    return ", ".join(name for name in found if name) or "?"


def safe_next(wish: str | None) -> str:
    """Return where to go after sign-in: a page of this site only, else the network's home."""
    # A browser leaves out what is not printed, and reads a backslash as a slash.
    own = wish and wish.startswith("/") and not wish.startswith(("//", "/\\")) and wish.isprintable()
    return f"{request.script_root}{wish}" if own else url_for("programme.home")
