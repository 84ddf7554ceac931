"""The edition of a request: found by its code, read on its own clock."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date

from flask import abort, current_app, g, request

from core.contract.acting import Permission
from core.programme.access import exists_for
from core.programme.errors import NotOpenError, UnknownEditionError
from core.programme.holding import hold_open
from core.programme.models import Edition
from core.programme.queries import find_edition
from core.programme.states import OPEN, EditionState
from core.tenancy.request import current_unit
from core.tenancy.unit import Unit
from core.web.locale import current_language
from core.web.permissions import permission_of


@dataclass(frozen=True, slots=True)
class OpenEdition:
    """The edition a page is about, as its head names it."""

    id: uuid.UUID
    module: str
    code: str
    title: str
    state: str
    today: date

    @property
    def changeable(self) -> bool:
        """Whether anything in it may be changed."""
        return self.state in OPEN

    @property
    def rehearsal(self) -> bool:
        """Whether it is lived for practice."""
        return self.state == EditionState.REHEARSAL


def open_edition(module: str, code: str) -> tuple[Edition, Unit]:
    """Return the edition `code` of `module` and the unit of this request on its clock; 404 when there is none.

    A request that changes something holds the edition open: it raises NotOpenError for a draft and a closed one, and so
    does a page whose right is one to change. On other pages of such an edition nobody has the rights to change, so that
    none of them offers what would be refused.
    """
    edition, unit = find_or_404(module, code)
    if request.method not in ("GET", "HEAD"):
        hold_open(unit, edition.id)
    elif edition.state not in OPEN:
        if _is_to_change():
            raise NotOpenError(edition.module, edition.code, edition.state)
        unit = replace(unit, actor=replace(unit.actor, looks_only=True))
    return edition, unit


def _is_to_change() -> bool:
    """Say whether the page that is asked for needs a right to change what is in an edition."""
    permission = permission_of(current_app.view_functions[request.endpoint or ""])
    return isinstance(permission, Permission) and permission.changes


def find_or_404(module: str, code: str) -> tuple[Edition, Unit]:
    """Return an edition of a module that is on, as open_edition does, to read it or to change the edition itself."""
    unit = current_unit()
    if module not in unit.tenant.modules:
        abort(404)
    try:
        edition = find_edition(unit.session, module, code)
    except UnknownEditionError:
        abort(404)
    if not exists_for(unit.actor, edition):
        abort(404)
    unit = unit.inside(edition)
    g.edition = OpenEdition(
        id=edition.id,
        module=module,
        code=code,
        title=unit.tenant.text(edition.title, current_language()),
        state=edition.state,
        today=unit.today,
    )
    return edition, unit
