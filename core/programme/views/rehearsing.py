"""A trial edition filled with invented people, and emptied: each asks first, and carries what was looked at (IM-25)."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, g, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.contract.module import Label
from core.programme.access import MANAGE_EDITION
from core.programme.errors import EditionMovedError, EditionNotEmptyError, NotRehearsedError
from core.programme.models import Edition
from core.programme.rehearsing import fill_rehearsal, vanishing, wipe_rehearsal
from core.programme.views import programme, words
from core.programme.views.edition import managed, moved_sentence
from core.programme.views.moving import question_page
from core.web.permissions import needs
from core.web.seen import seen_version


@programme.get("/editions/<module>/<code>/fill")
@needs(MANAGE_EDITION)
def fill_question(module: str, code: str) -> str | Response:
    """Ask before invented people are entered."""
    row, unit = managed(module, code)
    if not row.rehearsal:
        return refused(row)
    return question_page(unit, row, words.FILL, url_for(".fill", module=module, code=code))


@programme.post("/editions/<module>/<code>/fill")
@needs(MANAGE_EDITION)
def fill(module: str, code: str) -> Response:
    """Enter invented people, once."""
    row, unit = managed(module, code)
    return done(lambda: fill_rehearsal(unit, row, version=seen_version()), row, words.FILLED)


@programme.get("/editions/<module>/<code>/wipe")
@needs(MANAGE_EDITION)
def wipe_question(module: str, code: str) -> str | Response:
    """Ask before a trial is emptied, with what will vanish; nothing is asked where nothing would."""
    row, unit = managed(module, code)
    if not row.rehearsal:
        return refused(row)
    gone = vanishing(unit, row)
    if not gone and row.clock_offset is None:
        flash(_("Nobody and nothing is in this trial edition. Nothing was changed."))
        return redirect(url_for(".edition", module=module, code=code))
    return question_page(
        *(unit, row, words.WIPE, url_for(".wipe", module=module, code=code)), only_empty=False, contents=gone
    )


@programme.post("/editions/<module>/<code>/wipe")
@needs(MANAGE_EDITION)
def wipe(module: str, code: str) -> Response:
    """Empty a trial, once."""
    row, unit = managed(module, code)
    return done(lambda: wipe_rehearsal(unit, row, version=seen_version()), row, words.WIPED)


def done(act: Callable[[], None], row: Edition, said: Label) -> Response:
    """Do an act on a trial edition, and say what became of it on its page."""
    try:
        act()
    except NotRehearsedError:
        return refused(row)
    except (EditionMovedError, EditionNotEmptyError):
        flash(moved_sentence(), "error")
        g.failed = True
    else:
        flash(str(said))
    return redirect(url_for(".edition", module=row.module, code=row.code))


def refused(row: Edition) -> Response:
    """Say that this is done in a trial edition only."""
    g.failed = True
    flash(_("This is no trial edition: nobody in it is invented, and nothing in it is wiped."), "error")
    return redirect(url_for(".edition", module=row.module, code=row.code))
