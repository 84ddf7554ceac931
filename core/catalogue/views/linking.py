"""The addresses of the catalogue, which stay: of an edition's list and of an entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from core.catalogue.editions import EditionCatalogue, Stand
from core.database.rows import AnyRow
from core.tenancy.unit import Unit
from core.web.locale import current_language


@dataclass(frozen=True, slots=True)
class Way:
    """A way to the catalogue of another edition, with what that is."""

    url: str
    title: str
    note: str


def list_url(here: EditionCatalogue) -> str:
    """Return the address of an edition's list."""
    return url_for("catalogue.edition", module=here.edition.module, edition=here.edition.code)


def entry_url(row: AnyRow) -> str:
    """Return the address of an entry."""
    return url_for("catalogue.entry", module=row.module, edition=row.edition, reference=row.reference)


def ways_to(unit: Unit, others: Sequence[EditionCatalogue]) -> list[Way]:
    """Return the ways to other editions whose catalogues can be read."""
    return [
        Way(list_url(each), unit.tenant.text(each.edition.title, current_language()), _note(each))
        for each in others
        if each.readable
    ]


def _note(each: EditionCatalogue) -> str:
    if each.edition.rehearsal:
        return str(_("trial edition: only the team sees it"))
    return str(_("over")) if each.stand is Stand.OVER else str(_("open"))
