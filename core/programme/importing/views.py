"""Import by page: choose a file, look at what it would do, do it. The file is chosen once and waits in between.

Every module that declares imports has these pages among its own: `lunch.imports` is that of a module named lunch.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from flask import Flask, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from core.contract.module import Label, Module
from core.exchange.errors import TooManyFilesError, UnreadableFileError
from core.exchange.importing import ChangedCell, NewRow
from core.exchange.parts import MAX_BYTES
from core.exchange.services import UNDO, kept_files
from core.jobs.queries import latest_run
from core.programme.importing import services
from core.programme.importing.files import model_file, refused_file
from core.programme.importing.forms import UploadForm
from core.programme.importing.quota import room_for, too_much
from core.programme.importing.request import file_to_change, kinds_for, open_file
from core.programme.importing.services import PURPOSE, FileState
from core.programme.importing.undo_views import ask_undo, undo
from core.programme.models import Edition
from core.programme.request import open_edition
from core.tenancy.request import current_unit
from core.tenancy.unit import Unit
from core.web.limits import limiter
from core.web.permissions import needs

#: What is shown of a file in a state; of one in any other, how far it is.
TEMPLATES: Final[Mapping[str, str]] = {FileState.WAITING: "import_check.html", FileState.DONE: "imported.html"}


@dataclass(frozen=True, slots=True)
class SaidFinding:
    """Faulty cells as the page shows them: their rows, and how many they are."""

    row: str
    count: int
    column: str
    value: str
    reason: Label
    remedy: Label | None


def add_import_pages(app: Flask, module: Module) -> None:
    """Give a module that declares imports their pages, under its own name; the first kind's right opens them."""
    if not module.imports:
        return
    needed = needs(module.imports[0].permission)
    pages: tuple[tuple[str, str, str, Callable[..., Any]], ...] = (
        ("", "GET", "imports", imports),
        ("", "POST", "upload", upload),
        ("<uuid:file_id>/", "GET", "checked_file", checked_file),
        ("<uuid:file_id>/", "POST", "import_checked", import_checked),
        ("<uuid:file_id>/check", "POST", "check_again", check_again),
        ("<uuid:file_id>/refused.xlsx", "GET", "refused_file", refused_file),
        ("model/<kind>.xlsx", "GET", "model_file", model_file),
        ("undo/<uuid:file_id>/", "GET", "ask_undo", ask_undo),
        ("undo/<uuid:file_id>/", "POST", "undo", undo),
    )
    for rule, method, name, view in pages:
        address, endpoint = f"/{module.name}/<edition>/import/{rule}", f"{module.name}.{name}"
        app.add_url_rule(address, endpoint, needed(_of(module, view)), methods=[method])


def _of(module: Module, view: Callable[..., Any]) -> Callable[..., Any]:
    """Return a view as a page of one module."""

    def page(**values: Any) -> Any:
        return view(module, **values)

    return page


def imports(module: Module, edition: str) -> str:
    """Show the form for a file, and the files of today."""
    row, unit = open_edition(module.name, edition)
    form = UploadForm(kinds_for(unit, module).values())
    form.kind.data = request.args.get("kind")
    return imports_page(unit, module, row, form)


@limiter.limit("20 per minute; 200 per hour", key_func=lambda: str(current_unit().actor.account_id))
def upload(module: Module, edition: str) -> Response | tuple[str, int]:
    """Keep a file that can be read, and go on to its check."""
    row, unit = open_edition(module.name, edition)
    kinds = kinds_for(unit, module)
    form = UploadForm(kinds.values())
    if not form.validate():
        return imports_page(unit, module, row, form), 422
    file = cast(FileStorage, form.file.data)
    with file.stream as stream:
        content = stream.read(MAX_BYTES + 1)
    if not room_for(unit, len(content)):
        form.file.errors = [too_much()]
        return imports_page(unit, module, row, form), 422
    try:
        kept = services.receive_file(unit, row, kinds[form.kind.data], file.filename or "", content)
    except (UnreadableFileError, TooManyFilesError) as error:
        form.file.errors = [error.sentence]
        return imports_page(unit, module, row, form), 422
    return redirect(url_for(".checked_file", edition=edition, file_id=kept.id))


def checked_file(module: Module, edition: str, file_id: uuid.UUID) -> str:
    """Show what a file would do, cell by cell where it is faulty; or what it did; or how far the worker is with it."""
    begun = latest_run(current_unit().session, file_id)  # Before the file, so that what ends meanwhile is seen to end.
    here = open_file(module, edition, file_id)
    run = begun if here.file.state in services.AT_WORK else None
    if run is not None and run.under_way and request.headers.get("X-Fragment") == "progress":
        return render_template("programme/import_progress.html", file=here.file, run=run)
    flaws, facts = services.flaws_of(here.kind), here.file.facts
    return render_template(
        f"programme/{TEMPLATES.get(here.file.state, 'import_under_way.html')}",
        **{"file": here.file, "kind": here.kind, "run": run, "report": facts},
        unreadable=UnreadableFileError.from_json(facts) if here.file.state == FileState.UNREADABLE else None,
        faults=said(facts.get("found", ()), flaws),
        warnings=said(facts.get("noted", ()), flaws),
        changes=[ChangedCell(*each) for each in facts.get("changes", ())],
        added=[NewRow(*each) for each in facts.get("added", ())],
        first=kinds_for(here.unit, module).get(facts.get("first") or ""),
    )


def import_checked(module: Module, edition: str, file_id: uuid.UUID) -> Response:
    """Import a file that was looked at; a second press finds it done, or under way."""
    if here := file_to_change(module, edition, file_id):
        valid_only = "valid_only" in request.form
        seen = request.form.get("seen")
        if not services.import_checked(here.unit, here.edition, here.kind, here.file, valid_only=valid_only, seen=seen):
            flash(
                _("Nothing was imported: things are not as you saw them. This is the check as they stand now."),
                "error",
            )
    return redirect(url_for(".checked_file", edition=edition, file_id=file_id))


def check_again(module: Module, edition: str, file_id: uuid.UUID) -> Response:
    """Let the worker try again what it could not finish; while it is at it, nothing more is asked of it."""
    if here := file_to_change(module, edition, file_id):
        run = latest_run(here.unit.session, file_id)
        if run is None or not run.under_way:
            services.try_again(here.unit, here.kind, here.file)
    return redirect(url_for(".checked_file", edition=edition, file_id=file_id))


def imports_page(unit: Unit, module: Module, edition: Edition, form: UploadForm) -> str:
    """Render the form with the reader's files of today."""
    kinds = {kind.name: kind.label for kind in module.imports}
    files = [file for file in kept_files(unit, PURPOSE, edition.id) if file.kind in kinds]
    undoable = [file for file in kept_files(unit, UNDO, edition.id) if file.kind in kinds]
    own = kinds_for(unit, module).values()
    return render_template("programme/imports.html", form=form, files=files, kinds=kinds, own=own, undoable=undoable)


def said(found: Any, flaws: Mapping[str, Any]) -> list[SaidFinding]:
    """Return what a check found, in the reader's words."""
    return [
        SaidFinding(rows, count, column, value, flaws[name].reason, flaws[name].remedy)
        for rows, count, column, name, value in found
    ]
