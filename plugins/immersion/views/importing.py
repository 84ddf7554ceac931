"""Import by page: choose a file, look at what it would do, do it. The file is chosen once and waits in between."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from core.exchange.models import StoredFile
from core.exchange.reading import MAX_BYTES, UnreadableFileError
from core.exchange.services import UnknownFileError, keep_file, kept_file, kept_files
from core.programme.models import Edition
from core.programme.request import open_edition
from core.tenancy.unit import Unit
from core.web.permissions import needs
from plugins.immersion.access import IMPORT
from plugins.immersion.enums import MODULE
from plugins.immersion.forms import FILE_KINDS, UploadForm
from plugins.immersion.services.importing import KINDS, Kind, import_file
from plugins.immersion.texts import gettext as _
from plugins.immersion.views import immersion
from plugins.immersion.views.fault_words import check_readable, said_faults, unreadable_words

#: More faulty cells than a person mends before looking again; the page says how many there are besides.
MOST_SHOWN = 200
WAITING, DONE = "waiting", "done"
KIND_WORDS = dict(FILE_KINDS)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of the reader: of which kind, for which edition, and whether it waits or was imported."""

    id: uuid.UUID
    name: str
    kind: Kind
    state: str
    at: datetime


def stored_kind(edition: Edition, kind: Kind, state: str) -> str:
    """Return what a kept file is kept as: a file counts for one edition only."""
    return f"immersion.import.{state}.{kind}.{edition.id}"


def read_upload(edition: Edition, file: StoredFile) -> Upload:
    """Read what a kept file is; 404 for one of another edition, or that was kept for something else."""
    for state in (WAITING, DONE):
        for kind in KINDS:
            if file.kind == stored_kind(edition, kind, state):
                return Upload(file.id, file.name, kind, state, file.created_at)
    abort(404)


@immersion.get("/<edition>/import/")
@needs(IMPORT)
def imports(edition: str) -> str:
    """Show the form for a file, and the files of today."""
    row, unit = open_edition(MODULE, edition)
    return imports_page(unit, row, UploadForm())


@immersion.post("/<edition>/import/")
@needs(IMPORT)
def upload(edition: str) -> Response | tuple[str, int]:
    """Keep a file that can be read, and go on to its check."""
    row, unit = open_edition(MODULE, edition)
    form = UploadForm()
    if not form.validate():
        return imports_page(unit, row, form), 422
    kind, file = cast(Kind, form.kind.data), cast(FileStorage, form.file.data)
    with file.stream as stream:
        content = stream.read(MAX_BYTES + 1)
    try:
        check_readable(kind, content)
    except UnreadableFileError as error:
        form.file.errors = [unreadable_words(error)]
        return imports_page(unit, row, form), 422
    kept = keep_file(unit, stored_kind(row, kind, WAITING), (file.filename or "")[:200], content)
    return redirect(url_for("immersion.checked_file", edition=edition, file_id=kept.id))


@immersion.get("/<edition>/import/<uuid:file_id>/")
@needs(IMPORT)
def checked_file(edition: str, file_id: uuid.UUID) -> str:
    """Show what a file would do, cell by cell where it is faulty; or what it did, once it was imported."""
    row, unit = open_edition(MODULE, edition)
    kept = own_file(unit, file_id)
    file = read_upload(row, kept)
    if file.state == DONE:
        return render_template("immersion/imported.html", file=file, report=json.loads(kept.content), kinds=KIND_WORDS)
    report = import_file(unit, row, file.kind, kept.content, valid_only=True, dry_run=True)
    return render_template(
        "immersion/import_check.html",
        file=file,
        kinds=KIND_WORDS,
        report=report,
        faulty_rows=report.rows - report.valid,
        faults=said_faults(file.kind, kept.content, report.faults[:MOST_SHOWN]),
        warnings=said_faults(file.kind, kept.content, report.warnings[:MOST_SHOWN]),
    )


@immersion.post("/<edition>/import/<uuid:file_id>/")
@needs(IMPORT)
def import_checked(edition: str, file_id: uuid.UUID) -> Response:
    """Import a file that was looked at; a second press finds it done."""
    row, unit = open_edition(MODULE, edition)
    here = redirect(url_for("immersion.checked_file", edition=edition, file_id=file_id))
    kept = own_file(unit, file_id, to_change=True)
    file = read_upload(row, kept)
    if file.state == DONE:
        return here
    report = import_file(unit, row, file.kind, kept.content, valid_only="valid_only" in request.form)
    if report.kept_out:
        flash(_("Nothing was imported: rows that were in order are faulty by now. Look at the check again."), "error")
        return here
    # What the file did takes the place of the file: names and addresses wait no longer than they must.
    kept.kind = stored_kind(row, file.kind, DONE)
    kept.content = json.dumps({**report.as_json(), "faults": len(report.faults), "warnings": []}).encode()
    return here


def imports_page(unit: Unit, edition: Edition, form: UploadForm) -> str:
    """Render the form with the reader's files of today."""
    kinds = [stored_kind(edition, kind, state) for kind in KINDS for state in (WAITING, DONE)]
    files = [read_upload(edition, file) for file in kept_files(unit, kinds)]
    return render_template("immersion/imports.html", form=form, files=files, kinds=KIND_WORDS)


def own_file(unit: Unit, file_id: uuid.UUID, *, to_change: bool = False) -> StoredFile:
    """Return a file that the reader uploaded; for everybody else, and after a day, it does not exist."""
    try:
        return kept_file(unit, file_id, to_change=to_change)
    except UnknownFileError:
        abort(404)
