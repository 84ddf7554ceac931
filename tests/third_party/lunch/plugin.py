"""The module as the core sees it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pluggy
from flask import Blueprint, render_template
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from core.contract.acting import COORDINATOR, Permission
from core.contract.hooks import EditionCreated, EditionView, Figure
from core.contract.module import Module, NavigationItem, PhaseKind
from core.programme.request import open_edition
from core.web.permissions import needs
from lunch.models import LunchMenu

hookimpl = pluggy.HookimplMarker("liaison")
READ = Permission("lunch.menu.read", frozenset({COORDINATOR}))
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
        permissions=(READ,),
        blueprints=(blueprint,),
        navigation=(NavigationItem(_l("Menu of the day"), "lunch.overview", READ),),
        migrations=Path(__file__).parent / "migrations",
        translations=Path(__file__).parent / "translations",
    )


@hookimpl
def liaison_on_edition_created(unit: Any, event: EditionCreated) -> None:
    """Put soup on the menu of an edition of ours; one named "burnt" fails."""
    if event.module == "lunch":
        if event.code == "burnt":
            raise RuntimeError("the soup burnt")
        unit.session.add(LunchMenu(edition_id=event.edition_id, dish="soup"))


@hookimpl
def liaison_slot_edition_figures(unit: Any, edition: EditionView) -> Sequence[Figure]:
    """Count the dishes."""
    if edition.module != "lunch":
        return ()
    count = select(func.count()).select_from(LunchMenu).where(LunchMenu.edition_id == edition.edition_id)
    return (Figure(unit.session.scalar(count) or 0, _l("dishes"), "lunch.overview"),)
