"""A list as a file to take home: the rows that the page's filters leave, all of them, in its order and language."""

from __future__ import annotations

from flask import Response, make_response, request

from core.audit.services import record
from core.contract.acting import require
from core.exchange.sheets import fields_of, sheet
from core.exchange.writing import write_workbook
from core.language.folding import fold_words
from core.listing.asked import read_asked
from core.listing.page import in_language
from core.listing.reading import read_all
from core.listing.spec import ListSpec, Scope, Terms
from core.tenancy.unit import Unit

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def list_file(unit: Unit, spec: ListSpec, scope: Scope, terms: Terms, named_after: str, *, places: int = 0) -> Response:
    """Answer with a list as this request narrows and sorts it, as an Excel file.

    It is named after the list, `named_after` and the day: stagiaires-2024-2024-02-19.xlsx. An array gets a column for
    each of `places`. What leaves as a file leaves a trace: the list, the names of its filters and how many rows, never
    what was typed, which may be somebody's name. Raises NotAllowedError without the right.
    """
    if spec.export is None or spec.file_name is None:
        raise ValueError(f"The list {spec.name} does not say who may take it home, and under which name.")
    require(unit.actor, spec.export)
    asked = read_asked(spec, request.args, terms)
    rows = list(read_all(unit, spec, in_language(scope), asked))
    record(unit, spec.act, scope.get("edition"), list=spec.name, filters=sorted(asked.values), rows=len(rows))
    answer = make_response(write_workbook([sheet(str(spec.title), fields_of(spec, terms, places), rows)]))
    answer.mimetype = EXCEL
    plain = fold_words(str(spec.file_name)).replace(" ", "-")
    name = f"{plain}-{named_after}-{unit.today.isoformat()}.xlsx"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
