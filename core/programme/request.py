"""The edition of a request: found by its code, read on its own clock."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from flask import abort, g

from core.programme.errors import UnknownEditionError
from core.programme.models import Edition
from core.programme.queries import find_edition
from core.tenancy.request import current_unit
from core.tenancy.unit import Unit
from core.web.locale import current_language


@dataclass(frozen=True, slots=True)
class OpenEdition:
    """The edition a page is about, as its head names it."""

    id: uuid.UUID
    module: str
    code: str
    title: str
    rehearsal: bool
    today: date


def open_edition(module: str, code: str) -> tuple[Edition, Unit]:
    """Return the edition `code` of `module` and the unit of this request on its clock; 404 when there is none."""
    unit = current_unit()
    try:
        edition = find_edition(unit.session, module, code)
    except UnknownEditionError:
        abort(404)
    unit = unit.shifted(edition.clock_offset)
    g.edition = OpenEdition(
        id=edition.id,
        module=module,
        code=code,
        title=unit.tenant.text(edition.title, current_language()),
        rehearsal=edition.rehearsal,
        today=unit.today,
    )
    return edition, unit
