"""The page on which a whole import is undone: it asks first, says what will happen, and why it cannot be."""

from __future__ import annotations

import uuid

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.contract.importing import ImportKind
from core.contract.module import Module
from core.exchange.errors import UnknownFileError
from core.exchange.models import StoredFile
from core.exchange.services import UNDO, UNDO_BY_HAND, kept_file
from core.programme.errors import FollowedError
from core.programme.importing.request import kinds_for
from core.programme.importing.undoing import undo_import
from core.programme.models import Edition
from core.programme.request import open_edition
from core.tenancy.unit import Unit


def ask_undo(module: Module, edition: str, file_id: uuid.UUID) -> str:
    """Ask whether a whole import, or what a hand did, is to be undone."""
    _unit, row, kind, file = _kept(module, edition, file_id)
    return _page(row, kind, file)


def undo(module: Module, edition: str, file_id: uuid.UUID) -> Response | tuple[str, int]:
    """Undo a whole import, or say what followed it; a second press is answered as the first."""
    unit, row, kind, file = _kept(module, edition, file_id, to_change=True)
    try:
        undo_import(unit, row, kind, file)
    except FollowedError as error:
        return _page(row, kind, file, _said(error)), 409
    if not file.facts.get("reference"):
        flash(_("The import is undone: everything is as it was before."), "success")
    else:
        flash(_("What was done by hand is undone: everything is as it was before."), "success")
    return redirect(_leads_back(row, kind, file))


def _page(edition: Edition, kind: ImportKind, file: StoredFile, followed: str | None = None) -> str:
    return render_template(
        "programme/import_undo.html",
        kind=kind,
        file=file,
        followed=followed,
        reference=file.facts.get("reference"),
        leads_back=_leads_back(edition, kind, file),
    )


def _leads_back(edition: Edition, kind: ImportKind, file: StoredFile) -> str:
    """Return the page of what a hand corrected, the list into which it entered somebody, or that of imports."""
    hand, reference = kind.by_hand, file.facts.get("reference")
    if hand is None or reference is None:
        return url_for(".imports", edition=edition.code)
    if file.facts["entered"]:
        return url_for(hand.list, edition=edition.code)
    return url_for(hand.page, edition=edition.code, reference=reference)


def _kept_for(unit: Unit, edition: Edition, purpose: str, file_id: uuid.UUID, to_change: bool) -> StoredFile | None:
    try:
        return kept_file(unit, purpose, edition.id, file_id, to_change=to_change)
    except UnknownFileError:
        return None


def _kept(
    module: Module, edition: str, file_id: uuid.UUID, *, to_change: bool = False
) -> tuple[Unit, Edition, ImportKind, StoredFile]:
    row, unit = open_edition(module.name, edition)
    file = _kept_for(unit, row, UNDO, file_id, to_change) or _kept_for(unit, row, UNDO_BY_HAND, file_id, to_change)
    if file is None:
        abort(404)
    return unit, row, kinds_for(unit, module).get(file.kind) or abort(404), file


def _said(error: FollowedError) -> str:
    sentences: dict[str, str] = {
        "changed": _("%(named)s was changed since.", named=error.named),
        "used": _("%(named)s is in use by now, for instance with a place or a choice.", named=error.named),
        "done since": _("%(named)s has done something in this edition since.", named=error.named),
    }
    return sentences[error.followed]
