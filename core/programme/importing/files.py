"""The files that an import gives: a model with the right headers, and the rows of a file that are to be corrected."""

from __future__ import annotations

import uuid

from flask import abort
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.contract.importing import ImportKind
from core.contract.module import Module
from core.exchange.downloads import as_file
from core.exchange.refusing import as_workbook
from core.exchange.writing import Column, Table, write_workbook
from core.language.folding import fold_words
from core.programme.importing import services
from core.programme.importing.request import kinds_for, open_file
from core.programme.request import open_edition


def model_file(module: Module, edition: str, kind: str) -> Response:
    """Give an empty workbook with the headers of a kind of file, and a second sheet that tells what they hold."""
    _row, unit = open_edition(module.name, edition)
    found = kinds_for(unit, module).get(kind) or abort(404)
    return as_file(write_workbook(_model(found)), f"{_plain(str(found.label))}.xlsx")


def refused_file(module: Module, edition: str, file_id: uuid.UUID) -> Response:
    """Give back the rows of a file that cannot be imported as they are, each with what is wrong (finding 14)."""
    here = open_file(module, edition, file_id)
    sheet = services.refused(here.unit, here.edition, here.kind, here.file) or abort(404)
    name = _plain(here.file.name.removesuffix(".xlsx"))
    return as_file(as_workbook(_("To correct"), sheet), f"{_plain(_('To correct'))}-{name}.xlsx")


def _model(kind: ImportKind) -> list[Table]:
    columns = [each for each in kind.columns if each.read and not each.hidden]
    headers = [Column(f"{each.title()} *" if each.obligatory else each.title(), 22) for each in columns]
    told = [Column(_("Column"), 28), Column(_("Needed"), 12), Column(_("What it holds"), 60)]
    rows = [
        [each.title(), _("yes") if each.obligatory else _("no"), str(each.hint) if each.hint else None]
        for each in columns
    ]
    return [Table(str(kind.label), headers, ()), Table(_("Columns"), told, rows)]


def _plain(text: str) -> str:
    """Return a text as part of a file's name."""
    return fold_words(text).replace(" ", "-") or "file"
