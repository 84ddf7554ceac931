"""Save what is typed into a form, by itself or by a button; begin anew."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.contract.acting import OWN
from core.forms.drafting import known_version, reached, said_when, saved_words
from core.forms.drafts import drop_draft, keep_draft
from core.forms.errors import GoneDraftError, LongDraftError, NewerDraftError
from core.forms.rules import DraftPlace, Typed, typed_of
from core.forms.sealing import place_of
from core.tenancy.request import current_application, current_unit
from core.web.permissions import needs

drafts = Blueprint("drafts", __name__, template_folder="templates")

#: What the script says that it asks for: a few words to put below the form, instead of a page.
FRAGMENT = "draft"


@drafts.post("/drafts/<token>")
@needs(OWN)
def keep(token: str) -> Response:
    """Keep what was typed; what was saved elsewhere meanwhile is not written over without a question."""
    place, typed = _place(token), typed_of(request.form.items(multi=True))
    try:
        saved = keep_draft(current_unit(), place, typed, known=known_version(), reached=reached())
    except NewerDraftError as error:
        return _refused("newer", place, typed, 409, version=error.version, when=said_when(error.saved_at))
    except GoneDraftError:
        return _refused("gone", place, typed, 410, version=0)
    except LongDraftError:
        return _refused("long", place, typed, 413, version=known_version())
    if request.headers.get("X-Fragment") == FRAGMENT:
        return _fragment("saved", place, 200, version=saved.version, saved=saved_words(saved.saved_at))
    flash(_("%(saved)s You can go on here, on any device.", saved=saved_words(saved.saved_at)))
    return redirect(request.script_root + place.page)


@drafts.post("/drafts/<token>/drop")
@needs(OWN)
def drop(token: str) -> Response:
    """Give up a draft, and show the form as it is for whoever has not begun."""
    place = _place(token)
    drop_draft(current_unit(), place)
    flash(_("What you had typed is deleted. You begin anew."))
    return redirect(request.script_root + place.page)


def _place(token: str) -> DraftPlace:
    key, tenant = current_application().settings.signing_key, current_unit().tenant
    return place_of(key, tenant.id, token) or abort(404)


def _refused(state: str, place: DraftPlace, typed: Typed, status: int, **said: object) -> Response:
    """Say why nothing was saved; without a script on a page that holds what was typed, and saves it all the same."""
    g.failed = True
    if request.headers.get("X-Fragment") == FRAGMENT:
        return _fragment(state, place, status, **said)
    page = request.script_root + place.page
    return make_response(
        render_template("forms/draft_refused.html", state=state, page=page, typed=typed, **said), status
    )


def _fragment(state: str, place: DraftPlace, status: int, **said: object) -> Response:
    page = request.script_root + place.page
    answer = make_response(render_template("forms/draft_said.html", state=state, page=page, **said), status)
    answer.headers["X-Draft-Version"] = str(said["version"])
    return answer
