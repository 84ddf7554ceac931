"""The file of a request for a page of imports: the reader's own, or none."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask import abort

from core.contract.importing import ImportKind
from core.contract.module import Module
from core.exchange.errors import FileAtWorkError, UnknownFileError
from core.exchange.models import StoredFile
from core.exchange.services import kept_file
from core.programme.importing.services import PURPOSE
from core.programme.models import Edition
from core.programme.request import open_edition
from core.tenancy.unit import Unit


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file of the reader: with its edition, its kind, and the unit of the request on the edition's clock."""

    unit: Unit
    edition: Edition
    kind: ImportKind
    file: StoredFile


def kinds_for(unit: Unit, module: Module) -> dict[str, ImportKind]:
    """Return the kinds of files that the unit's actor may import, by name."""
    return {kind.name: kind for kind in module.imports if unit.actor.may(kind.permission)}


def open_file(module: Module, edition: str, file_id: uuid.UUID, *, to_change: bool = False) -> OpenFile:
    """Return a file that the reader uploaded; for everybody else, and after a day, it does not exist: 404.

    Raises FileAtWorkError when it is to be changed while a worker has it.
    """
    row, unit = open_edition(module.name, edition)
    try:
        file = kept_file(unit, PURPOSE, row.id, file_id, to_change=to_change)
    except UnknownFileError:
        abort(404)
    kind = kinds_for(unit, module).get(file.kind) or abort(404)
    return OpenFile(unit, row, kind, file)


def file_to_change(module: Module, edition: str, file_id: uuid.UUID) -> OpenFile | None:
    """Return a file that the reader uploaded, held for a change; None while a worker has it: its page says how far."""
    try:
        return open_file(module, edition, file_id, to_change=True)
    except FileAtWorkError:
        return None
