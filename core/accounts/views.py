"""Pages of sign-in: in, out, and the browsers that are signed in."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from core.accounts.attempts import limits_guesses, note_wrong_password, remember_browser
from core.accounts.errors import SignInError
from core.accounts.forms import ChangePasswordForm, LetterForm, SignInForm
from core.accounts.queries import SignedIn, has_role, open_sessions, own_networks
from core.accounts.second_factor import owes_factor
from core.accounts.services import end_session, sign_in
from core.accounts.sessions import LONGEST, token_hash
from core.database.base import utc_now
from core.messages.envelope import coordination
from core.tenancy.addresses import page_address
from core.tenancy.models import Tenant
from core.tenancy.request import current_application, current_unit
from core.web.errors import error_page
from core.web.permissions import PUBLIC, SIGNED_IN, needs

SESSION_COOKIE = "liaison"
accounts = Blueprint("accounts", __name__, template_folder="templates")


@accounts.get("/sign-in")
@needs(PUBLIC)
def sign_in_page() -> str:
    """Show the two ways: by a letter, and folded below with a password."""
    return sign_in_forms(LetterForm.fresh(), SignInForm(formdata=None))


@accounts.post("/sign-in")
@limits_guesses
@needs(PUBLIC)
def sign_in_post() -> str | Response | tuple[str, int]:
    """Begin a session, and go on to where the reader came from."""
    form = SignInForm()
    if not form.validate():
        return sign_in_forms(LetterForm.fresh(), form), 422
    try:
        return let_in(str(form.email.data), str(form.password.data), safe_next(request.args.get("next")))
    except SignInError:
        note_wrong_password()
        form.form_errors.append(_("This address and this password do not go together. Check both and try again."))
        return sign_in_forms(LetterForm.fresh(), form), 422


def sign_in_forms(letter: LetterForm, form: SignInForm) -> str:
    """Return the page of signing in, with the form of each way."""
    contact = coordination(current_unit().tenant)
    onward = request.args.get("next")
    return render_template("accounts/sign_in.html", letter=letter, form=form, contact=contact, onward=onward)


def let_in(email: str, password: str, to: str | None) -> Response:
    """Begin a session in this browser, in which any other one ends, and lead to `to`, else to the first page.

    Raises SignInError when the address and the password do not go together.
    """
    cost = current_application().settings.password_cost
    label = browser_name(request.user_agent.string)
    token = sign_in(current_unit().session, email=email, password=password, now=utc_now(), label=label, cost=cost)
    return welcome(token, email, to)


def welcome(token: str, email: str, to: str | None) -> Response:
    """Let this browser keep the token of a session that somebody began, end any other one in it, and lead on."""
    before: SignedIn | None = g.get("who")
    if before is not None and before.token_hash != token_hash(token):
        end_session(current_unit().session, before.account_id, before.token_hash, utc_now())
    digest = token_hash(token)
    to = to or first_page(digest)
    if owes_factor(current_unit().session, digest):
        to = url_for("factor.prove", next=to.removeprefix(request.script_root))
    answer = redirect(to)
    answer.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=int(LONGEST.total_seconds()),
        httponly=True,
        secure=current_application().settings.secure_cookies,
        samesite="Lax",
    )
    remember_browser(answer, email)
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
    """Show where the reader is signed in, and let the password be changed."""
    return sessions_page(ChangePasswordForm())


def sessions_page(form: ChangePasswordForm) -> str:
    """Return the page of the reader's browsers, with the form of the password."""
    who: SignedIn = g.who
    form.email.data = who.email
    rows = open_sessions(current_unit().session, who.account_id, utc_now())
    return render_template("accounts/sessions.html", sessions=rows, here=who.token_hash, form=form)


@accounts.post("/sessions/<token_hash>/end")
@needs(SIGNED_IN)
def end(token_hash: str) -> Response:
    """End one of the reader's sessions."""
    who: SignedIn = g.who
    if not end_session(current_unit().session, who.account_id, token_hash, utc_now()):
        abort(404)
    flash(_("That browser is signed out."))
    return redirect(url_for("accounts.sessions"))


@accounts.app_errorhandler(404)
def not_found(_error: NotFound) -> tuple[str, int]:
    """Tell who is signed in and belongs to another network where they are; whether there is such a page stays open."""
    who, unit = g.get("who"), g.get("unit")
    if who is None or unit is None or unit.actor.belongs():
        return error_page("404", 404)
    own = [(network.name, network_link(network)) for network in own_networks(unit.session)]
    contact = coordination(unit.tenant)
    return render_template("accounts/elsewhere.html", who=who, own=own, contact=contact, here=_this_page()), 404


def network_link(network: Tenant) -> str:
    """Return where a network's first page is found by whoever reads this page."""
    here = current_unit().tenant
    if network.hostname is None and here.hostname is None:
        return f"/{network.slug}/"
    return page_address(current_application().settings.base_url, network.slug, network.hostname, "/")


def _this_page() -> str:
    return request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else "/"


def browser_name(user_agent: str) -> str:
    """Return a browser as its owner would call it, such as "Firefox, Windows"."""
    browsers = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
    systems = (
        *(("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows")),
        *(("Mac OS", "Mac"), ("Linux", "Linux")),
    )
    found = [next((name for mark, name in marks if mark in user_agent), "") for marks in (browsers, systems)]
    return ", ".join(name for name in found if name) or "?"


def safe_next(wish: str | None) -> str | None:
    """Return where somebody wishes to go after signing in: a page of this site only; None for any other wish."""
    # A browser leaves out what is not printed, and reads a backslash as a slash.
    own = wish and wish.startswith("/") and not wish.startswith(("//", "/\\")) and wish.isprintable()
    return f"{request.script_root}{wish}" if own else None


def first_page(digest: str) -> str:
    """Return where whoever has a session goes who wishes nothing: staff to their desk, others to what is theirs."""
    works = has_role(current_unit().session, digest, utc_now())
    return url_for("programme.home" if works else "own.mine")
