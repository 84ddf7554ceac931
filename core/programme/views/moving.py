"""Open an edition, close it, take it back, delete it: each asks first, and carries what was looked at."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.audit.services import done_before
from core.contract.hooks import Figure
from core.programme.access import MANAGE_EDITION
from core.programme.contents import contents_of
from core.programme.errors import (
    EditionMovedError,
    EditionMoveError,
    EditionNotEmptyError,
    NotOpenError,
    ReasonMissingError,
    UnknownEditionError,
)
from core.programme.forms import ReasonForm
from core.programme.lifecycle import DELETED, delete_edition, move_edition
from core.programme.models import Edition
from core.programme.queries import find_edition, phases_of
from core.programme.states import OPEN, move_between
from core.programme.views import programme, words
from core.programme.views.checks import Check
from core.programme.views.edition import checks_to_show, managed, moved_sentence
from core.tenancy.request import current_application, current_unit
from core.tenancy.unit import Unit
from core.web.permissions import needs
from core.web.seen import seen_version


@programme.get("/editions/<module>/<code>/state/<state>")
@needs(MANAGE_EDITION)
def move_question(module: str, code: str, state: str) -> str | Response:
    """Ask before an edition is brought to a state; where it is there already, show it."""
    row, unit = managed(module, code)
    if row.state == state:
        return redirect(url_for(".edition", module=module, code=code))
    return move_page(unit, row, state, ReasonForm())


@programme.post("/editions/<module>/<code>/state/<state>")
@needs(MANAGE_EDITION)
def move(module: str, code: str, state: str) -> str | Response | tuple[str, int]:
    """Bring an edition to a state; pressed twice, the second press finds it there."""
    row, unit = managed(module, code)
    form = ReasonForm()
    if not form.validate():
        return move_page(unit, row, state, form), 422
    try:
        move_edition(unit, row, state, version=seen_version(), reason=form.reason.data or "")
    except ReasonMissingError:
        form.reason.errors = [_("Say why you open it again.")]
        return move_page(unit, row, state, form), 422
    except (EditionMoveError, EditionMovedError, EditionNotEmptyError):
        flash(moved_sentence(), "error")
        g.failed = True
    else:
        flash(str(words.STATES[state].reached))
    return redirect(url_for(".edition", module=module, code=code))


@programme.get("/editions/<module>/<code>/delete")
@needs(MANAGE_EDITION)
def delete_question(module: str, code: str) -> str:
    """Ask before an edition is deleted."""
    row, unit = managed(module, code)
    return question_page(unit, row, words.DELETE, url_for(".delete", module=module, code=code))


@programme.post("/editions/<module>/<code>/delete")
@needs(MANAGE_EDITION)
def delete(module: str, code: str) -> Response:
    """Delete an edition that is empty; pressed twice, the second press finds it gone."""
    unit, version = current_unit(), seen_version()
    if is_gone(unit, module, code, version):
        flash(_("The edition is deleted."))
        return redirect(url_for(".home"))
    row, unit = managed(module, code)
    try:
        delete_edition(unit, row, version=version)
    except (EditionMovedError, EditionNotEmptyError, UnknownEditionError):
        flash(moved_sentence(), "error")
        g.failed = True
        return redirect(url_for(".edition", module=module, code=code))
    flash(_("The edition is deleted."))
    return redirect(url_for(".home"))


def is_gone(unit: Unit, module: str, code: str, version: int) -> bool:
    """Say whether the reader deleted this edition a moment ago, and nobody made another one of that code."""
    try:
        find_edition(unit.session, module, code)
    except UnknownEditionError:
        return done_before(unit, {DELETED}, module=module, code=code, version=version)
    return False


def move_page(unit: Unit, row: Edition, state: str, form: ReasonForm) -> str:
    """Render the question before an edition is brought to a state; 404 where there is no way to it."""
    asked = move_between(row.state, state) or abort(404)
    here = url_for(".move", module=row.module, code=row.code, state=state)
    module = current_application().modules.get(row.module)
    checks = checks_to_show(unit, row, module, phases_of(unit.session, row.id))
    return question_page(
        *(unit, row, words.MOVES[asked.old, asked.new], here),
        form=form if asked.reason else None,
        only_empty=asked.empty,
        checks=checks if asked.new in OPEN else (),
    )


def question_page(
    unit: Unit,
    row: Edition,
    asked: words.MoveWords,
    action: str,
    *,
    form: ReasonForm | None = None,
    only_empty: bool = True,
    checks: Sequence[Check] = (),
    contents: Sequence[Figure] | None = None,
) -> str:
    """Render a question about an edition, with what is in it; without an answer where it must be empty and is not.

    With a `form` it asks for a reason; `contents` are those that the question is about, if not all.
    """
    contents = contents_of(unit, row) if contents is None else contents
    return render_template(
        "programme/edition_question.html",
        row=row,
        asked=asked,
        form=form,
        action=action,
        contents=contents,
        refused=only_empty and bool(contents),
        checks=checks,
    )


@programme.app_errorhandler(NotOpenError)
def not_open(error: NotOpenError) -> Response:
    """Say that nothing can be changed in an edition that is not open, and lead back to it."""
    g.failed = True
    flash(str(words.NOT_OPEN[error.state]), "error")
    home = current_application().modules.get(error.module).home
    return redirect(url_for(home, edition=error.code) if home else url_for("programme.home"))
