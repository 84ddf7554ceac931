"""A list as a file to take home: the rows that the page's filters leave, all of them, in its order and language.

A short list is answered with the file. A long one is the worker's: its address then leads to a page that says how far
the file is, and hands it out. All three are one address, that of the list's file, behind the one right that it needs.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from core.audit.services import record
from core.contract.acting import require
from core.exchange import exporting
from core.exchange.errors import TooManyFilesError, UnknownFileError
from core.exchange.exporting import Export, ExportState, kept_export, may_be_taken, needed, start_export, take_export
from core.exchange.sheets import fields_of
from core.exchange.writing import write_workbook
from core.jobs.queries import latest_run
from core.language.folding import fold_words
from core.listing.asked import Asked, read_asked
from core.listing.page import in_language
from core.listing.reading import count_rows, read_all
from core.listing.spec import ListSpec, Scope, Terms
from core.tenancy.unit import Unit
from core.web.limits import limiter

EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: How often somebody may have a long list written.
OFTEN_ENOUGH: Final = "20 per minute; 200 per hour"

#: The room's templates; its pages are found where each list has its file.
exchange = Blueprint("exchange", __name__, template_folder="templates")


def list_file(
    unit: Unit, spec: ListSpec, scope: Scope, terms: Terms, named_after: str, *, page: str, places: int = 0
) -> Response:
    """Answer with a list as this request narrows and sorts it, as an Excel file; a long one with the way to it.

    The file is named after the list, `named_after` and the day: stagiaires-2024-2024-02-19.xlsx. `page` is the address
    of the list's page. An array gets a column for each of `places`. What leaves as a file leaves a trace: the list, the
    names of its filters and how many rows, never what was typed, which may be somebody's name. Raises NotAllowedError
    without the right.
    """
    require(unit.actor, needed(spec))
    if "file" in request.args:
        return _hand_out(unit, spec, scope, _id("file"))
    if "waiting" in request.args:
        return _waiting(unit, spec, scope, _id("waiting"), page)
    export = Export(
        title=str(spec.title),
        fields=fields_of(spec, terms, places),
        # The worker may write it on another clock than that of what is listed.
        scope={"today": unit.today.isoformat(), **in_language(scope)},
        asked=read_asked(spec, request.args, terms),
        endpoint=str(request.endpoint),
        values={name: str(value) for name, value in (request.view_args or {}).items()},
    )
    plain = fold_words(str(spec.file_name)).replace(" ", "-")
    name = f"{plain}-{named_after}-{unit.today.isoformat()}.xlsx"
    total = count_rows(unit, spec, export.scope, export.asked)
    if total * len(export.fields) <= exporting.CELLS_AT_ONCE:
        return _written_now(unit, spec, export, name)
    if total > exporting.MOST_ROWS:
        flash(_("This list has more rows than an Excel sheet can hold. Narrow it with the filters."), "error")
        return make_response(redirect(_address(page, export.asked)))
    with limiter.limit(OFTEN_ENOUGH, key_func=lambda: str(unit.actor.account_id)):
        try:
            return make_response(redirect(_here(waiting=start_export(unit, spec, export, name))))
        except TooManyFilesError:
            flash(_("Several of your lists are still being written. Wait for them, then ask for this one."), "error")
            return make_response(redirect(_address(page, export.asked)))


def _written_now(unit: Unit, spec: ListSpec, export: Export, name: str) -> Response:
    rows = list(read_all(unit, spec, export.scope, export.asked))
    record(unit, spec.act, export.edition_id, list=spec.name, filters=sorted(export.asked.values), rows=len(rows))
    return as_file(write_workbook([export.table(rows)]), name)


def _hand_out(unit: Unit, spec: ListSpec, scope: Scope, file_id: uuid.UUID) -> Response:
    """Hand out a file that the worker wrote; while there is none to be had, show why."""
    try:
        file = take_export(unit, spec, scope.get("edition"), file_id)
    except UnknownFileError:
        abort(404)
    if file is None:
        return make_response(redirect(_here(waiting=file_id)))
    return as_file(file.content, file.name)


def _waiting(unit: Unit, spec: ListSpec, scope: Scope, file_id: uuid.UUID, page: str) -> Response:
    """Show how far the worker is with a file, that it is ready, or why there is none."""
    # The run before the file: both end in one transaction, and a run that is over has its file.
    run = latest_run(unit.session, file_id)
    try:
        file = kept_export(unit, spec, scope.get("edition"), file_id)
    except UnknownFileError:
        abort(404)
    at_work = file.state == ExportState.UNDER_WAY and run is not None and run.under_way
    if at_work and request.headers.get("X-Fragment") == "progress":
        return make_response(render_template("exchange/export_progress.html", run=run))
    export = Export.from_json(file.facts)
    shown: dict[str, Any] = {"file": file, "run": run, "at_work": at_work, "list_title": spec.title, "say": _}
    return make_response(
        render_template(
            "exchange/export.html",
            **shown,
            as_of=None if file.state == ExportState.UNDER_WAY else datetime.fromisoformat(file.facts["as_of"]),
            ready=may_be_taken(unit, file),
            fetch_url=_here(file=file_id),
            again_url=_address(_here(), export.asked),
            list_url=_address(page, export.asked),
        )
    )


def as_file(content: bytes, name: str) -> Response:
    """Return an answer that is a workbook of this name, which nobody keeps on the way."""
    answer = make_response(content)
    answer.mimetype = EXCEL
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _id(name: str) -> uuid.UUID:
    try:
        return uuid.UUID(request.args[name])
    except ValueError:
        abort(404)


def _here(**said: Any) -> str:
    """Return the address of this list's file, saying something of one that is kept."""
    return url_for(str(request.endpoint), **{**(request.view_args or {}), **said})


def _address(path: str, asked: Asked) -> str:
    """Return an address with the filters and the order of a list."""
    query = urlencode({**asked.values, **({"sort": asked.sort} if asked.sort else {})})
    return f"{path}?{query}" if query else path
