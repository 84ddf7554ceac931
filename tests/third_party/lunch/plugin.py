"""The module as the core sees it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

import pluggy
from flask import Blueprint, render_template
from sqlalchemy import func, select

from core.contract.acting import COORDINATOR, Permission
from core.contract.hooks import EditionCreated, EditionView, Figure
from core.contract.module import Module, NavigationItem, ParticipantRole, PhaseKind, StaffRole
from core.programme.request import open_edition
from core.tenancy.unit import Unit
from core.web.permissions import needs
from lunch.importing import DISHES, IMPORT
from lunch.models import LunchMenu
from lunch.texts import TEXTS
from lunch.texts import lazy_gettext as _l

hookimpl = pluggy.HookimplMarker("liaison")
READ = Permission("lunch.menu.read", frozenset({COORDINATOR, "cook", "guest"}))
blueprint = Blueprint("lunch", __name__, template_folder="templates")


@blueprint.get("/<edition>/")
@needs(READ)
def overview(edition: str) -> str:
    """Show what is on the menu."""
    row, unit = open_edition("lunch", edition)
    dishes = unit.session.scalars(select(LunchMenu.dish).where(LunchMenu.edition_id == row.id)).all()
    return render_template("lunch/menu.html", dishes=dishes)


@hookimpl
def liaison_register_module() -> Module:
    """Declare the module."""
    return Module(
        name="lunch",
        label=_l("Network lunches"),
        phases=(PhaseKind("lunch", _l("Lunch")),),
        roles=(ParticipantRole("guest", _l("guest"), "G"),),
        staff_roles=(StaffRole("cook", _l("cook")),),
        permissions=(READ, IMPORT),
        imports=(DISHES,),
        blueprints=(blueprint,),
        home="lunch.overview",
        navigation=(NavigationItem(_l("Menu of the day"), "lunch.overview"),),
        migrations=Path(__file__).parent / "migrations",
        texts=TEXTS,
    )


@hookimpl
def liaison_on_edition_created(unit: Unit, event: EditionCreated) -> None:
    """Put soup on the menu of an edition of ours; one named "burnt" fails."""
    if event.code == "burnt":
        raise RuntimeError("the soup burnt")
    unit.session.add(LunchMenu(edition_id=event.edition_id, dish="soup"))


@hookimpl
def liaison_slot_edition_figures(unit: Unit, editions: Sequence[EditionView]) -> Mapping[uuid.UUID, Sequence[Figure]]:
    """Count the dishes."""
    ids = [edition.edition_id for edition in editions]
    query = select(LunchMenu.edition_id, func.count()).where(LunchMenu.edition_id.in_(ids))
    dishes = unit.session.execute(query.group_by(LunchMenu.edition_id))
    return {edition_id: (Figure(count, _l("dishes"), "lunch.overview"),) for edition_id, count in dishes}
