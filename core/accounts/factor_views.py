"""Pages of the second step of signing in: the code that is asked for, and where somebody sets it up or ends it."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from core.accounts.authenticator import Authenticator
from core.accounts.errors import WrongCodeError
from core.accounts.forms import EndFactorForm, FactorForm, SetFactorForm
from core.accounts.queries import SignedIn
from core.accounts.second_factor import (
    end_factor,
    find_factor,
    is_required,
    new_grain,
    owes_factor,
    prove_factor,
    set_factor,
)
from core.accounts.sessions import token_hash
from core.accounts.views import SESSION_COOKIE, first_page, safe_next
from core.database.base import utc_now
from core.tenancy.request import current_application, current_unit
from core.web.locale import current_language
from core.web.permissions import PUBLIC, SIGNED_IN, needs

factor = Blueprint("factor", __name__)


@factor.get("/sign-in/second")
@needs(PUBLIC)
def prove() -> str | Response:
    """Ask whoever proved the password or the letter for the second factor."""
    digest = _owing()
    return _prove(FactorForm(formdata=None), digest) if digest else redirect(url_for("accounts.sign_in_page"))


@factor.post("/sign-in/second")
@needs(PUBLIC)
def prove_post() -> str | Response | tuple[str, int]:
    """Let in whoever brings the code; the same press again finds them in."""
    wish = safe_next(request.args.get("next"))
    who: SignedIn | None = g.get("who")
    if who is not None:
        return redirect(wish or first_page(who.token_hash))
    digest, form = _owing(), FactorForm()
    if digest is None:
        return redirect(url_for("accounts.sign_in_page", next=request.args.get("next")))
    if not form.validate():
        return _prove(form, digest), 422
    session = current_unit().session
    try:
        prove_factor(session, digest, str(form.code.data), key=_key(), now=utc_now())
    except WrongCodeError:  # No error, else the database would not keep the count.
        return redirect(url_for("factor.prove", next=request.args.get("next"), wrong="1"))
    return redirect(wish or first_page(digest))


@factor.get("/account/second-factor")
@needs(SIGNED_IN)
def settings() -> str:
    """Show the second factor of the reader, or how one is set up."""
    who: SignedIn = g.who
    found = find_factor(current_unit().session, who.token_hash, _key())
    if found is not None:
        return _ends(EndFactorForm(formdata=None))
    return _sets(SetFactorForm(formdata=None, grain=new_grain()))


@factor.post("/account/second-factor")
@needs(SIGNED_IN)
def set_up() -> str | Response | tuple[str, int]:
    """Set the second factor, and show the recovery codes, which nobody sees again."""
    who: SignedIn = g.who
    form = SetFactorForm()
    if not form.validate():
        return _sets(form), 422
    made = Authenticator(_key(), who.account_id, str(form.grain.data))
    try:
        codes = set_factor(current_unit(), who.token_hash, made, str(form.code.data), now=utc_now())
    except WrongCodeError:
        if find_factor(current_unit().session, who.token_hash, _key()) is not None:
            return redirect(url_for("factor.settings"))
        form.code.errors = (_("The app shows another code. Wait for the next one, and enter that."),)
        return _sets(form), 422
    onward = safe_next(request.args.get("next")) or first_page(who.token_hash)
    return render_template("accounts/recovery_codes.html", codes=codes, onward=onward)


@factor.post("/account/second-factor/end")
@needs(SIGNED_IN)
def end() -> str | Response | tuple[str, int]:
    """End the second factor, for whoever proves it once more."""
    who: SignedIn = g.who
    form = EndFactorForm()
    if find_factor(current_unit().session, who.token_hash, _key()) is None:  # The second press, or another window.
        return redirect(url_for("factor.settings"))
    if not form.validate():
        return _ends(form), 422
    try:
        end_factor(current_unit(), who.token_hash, str(form.code.data), key=_key(), now=utc_now())
    except WrongCodeError:
        return redirect(url_for("factor.settings", wrong="1"))
    flash(_("The second step is off. You can set it up anew."))
    return redirect(url_for("factor.settings"))


def answer_if_weak() -> Response | None:
    """Lead whoever must have a second factor in this network, and has none, to where it is set up; None for others."""
    who: SignedIn | None = g.get("who")
    unit = current_unit()
    if who is None or who.strong or not is_required(unit.actor, unit.tenant.settings):
        return None
    if request.method not in ("GET", "HEAD"):
        abort(403)
    return redirect(url_for("factor.settings", next=request.full_path.rstrip("?")))


def _owing() -> str | None:
    """Return the hash of this browser's session if it owes the second factor."""
    token = request.cookies.get(SESSION_COOKIE)
    digest = token_hash(token) if token else None
    return digest if digest and g.get("who") is None and owes_factor(current_unit().session, digest) else None


def _prove(form: FactorForm, digest: str) -> str:
    found = find_factor(current_unit().session, digest, _key())
    return render_template(
        "accounts/second_factor.html",
        form=form,
        tries=found.tries if found else 0,
        wrong="wrong" in request.args and not form.errors,
        onward=request.args.get("next"),
    )


def _sets(form: SetFactorForm) -> str:
    who, unit = g.who, current_unit()
    made = Authenticator(_key(), who.account_id, str(form.grain.data))
    network = unit.tenant.text(unit.tenant.name, current_language())
    return render_template(
        "accounts/set_second_factor.html",
        form=form,
        picture=Markup(made.picture(who.email, network)),  # noqa: S704 - drawn here, of nothing that anybody typed.
        typed=made.typed_secret,
        required=is_required(unit.actor, unit.tenant.settings),
        onward=request.args.get("next"),
    )


def _ends(form: EndFactorForm) -> str:
    found = find_factor(current_unit().session, g.who.token_hash, _key())
    wrong = "wrong" in request.args and not form.errors
    return render_template("accounts/own_second_factor.html", form=form, found=found, wrong=wrong)


def _key() -> str:
    return current_application().settings.signing_key
