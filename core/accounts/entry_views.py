"""Pages on which somebody signs in by a letter: asked for by its address, proved by its code or its link."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Final

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.accounts.asking import Asked, asked, forget_asked, remember_asked
from core.accounts.entering import (
    LETTER_COUNTS,
    LETTERS_AN_HOUR,
    Entry,
    FoundSignIn,
    ask_to_enter,
    enter_by_code,
    enter_by_link,
    find_entry,
    tries_of,
)
from core.accounts.errors import DeadLinkError, WrongCodeError
from core.accounts.forms import CodeForm, LetterForm, ProofForm, SignInForm
from core.accounts.queries import SignedIn
from core.accounts.views import browser_name, first_page, safe_next, sign_in_forms, welcome
from core.database.base import utc_now
from core.language.folding import email_key
from core.tenancy.request import current_application, current_unit
from core.web.limits import limiter
from core.web.locale import current_language
from core.web.permissions import PUBLIC, needs, secret

entry = Blueprint("entry", __name__)

#: A cookie holds no longer address of a page to go on to.
_LONGEST_PAGE: Final = 1000


@entry.post("/sign-in/letter")
@limiter.limit("40 per minute; 300 per hour")
@needs(PUBLIC)
def ask() -> str | Response | tuple[str, int]:
    """Note who wants to sign in; the answer is the same whoever it is."""
    form = LetterForm()
    if not form.validate():
        return sign_in_forms(form, SignInForm(formdata=None)), 422
    unit, address, request_id = current_unit(), str(form.email.data), form.request_id()
    wish = request.args.get("next", "")
    onward = wish if 0 < len(wish) <= _LONGEST_PAGE else None
    if tries_of(unit.session, [request_id]).left == 0:  # An old page: what it asked for is over.
        request_id = uuid.uuid4()
    ask_to_enter(unit, request_id, address, language=current_language(), onward=onward)
    before = asked(unit.tenant.id) or Asked(address)
    answer = redirect(url_for("entry.code"))
    remember_asked(answer, unit.tenant.id, before.again(request_id, address, onward))
    return answer


@entry.get("/sign-in/code")
@needs(PUBLIC)
def code() -> str | Response:
    """Ask for the code of the letter that this browser asked for."""
    what = asked(current_unit().tenant.id)
    return _code(CodeForm.fresh(), what) if what else redirect(url_for("accounts.sign_in_page"))


@entry.post("/sign-in/code")
@needs(PUBLIC)
def code_post() -> str | Response | tuple[str, int]:
    """Sign in with the code; another one is counted, and said when the page is opened again."""
    unit, form = current_unit(), CodeForm()
    what = asked(unit.tenant.id)
    if what is None:
        return redirect(url_for("accounts.sign_in_page"))
    if not form.validate():
        return _code(form, what), 422
    try:
        token = enter_by_code(unit.session, what.requests, str(form.code.data), _entry(form))
    except WrongCodeError:  # No error, else the database would not keep the count.
        return redirect(url_for("entry.code", wrong="1"))
    answer = welcome(token, what.address, safe_next(what.onward))
    forget_asked(answer)
    return answer


@entry.get("/sign-in/link/<token>")
@secret
@needs(PUBLIC)
def link(token: str) -> str | Response | tuple[str, int]:
    """Show as whom a link signs in; looking at it uses nothing, for programs open the links of letters too."""
    found = find_entry(current_unit().session, token) or abort(404)
    if not found.counts:
        return _used(found)
    return render_template("accounts/enter.html", found=found, form=ProofForm.fresh())


@entry.post("/sign-in/link/<token>")
@secret
@needs(PUBLIC)
def link_post(token: str) -> Response | tuple[str, int]:
    """Sign in with a link, which is then used."""
    session = current_unit().session
    found = find_entry(session, token) or abort(404)
    try:
        begun = enter_by_link(session, token, _entry(ProofForm()))
    except DeadLinkError:
        return _used(found)
    answer = welcome(begun, found.address, safe_next(found.onward))
    forget_asked(answer)
    return answer


def _entry(form: ProofForm) -> Entry:
    return Entry(
        key=current_application().settings.signing_key,
        press=str(form.press.data or uuid.uuid4()),
        now=utc_now(),
        browser=browser_name(request.user_agent.string),
    )


def _code(form: CodeForm, what: Asked) -> str:
    tries = tries_of(current_unit().session, what.requests)
    return render_template(
        "accounts/code.html",
        form=form,
        address=what.address,
        onward=what.onward,
        asks=str(uuid.uuid4()),
        left=tries.left,
        wrong="wrong" in request.args and not form.errors,
        minutes=LETTER_COUNTS // timedelta(minutes=1),
        an_hour=LETTERS_AN_HOUR,
    )


def _used(found: FoundSignIn) -> Response | tuple[str, int]:
    """Answer a link that counts no more; whoever it signed in is here, and goes on."""
    who: SignedIn | None = g.get("who")
    if found.used and who is not None and email_key(who.email) == email_key(found.address):
        return redirect(safe_next(found.onward) or first_page(who.token_hash))
    return render_template("accounts/dead_entry.html", onward=found.onward), 410
