"""Where the module goes on from what was written for it: what people eat in an edition."""

from __future__ import annotations

import uuid
from datetime import timedelta

from flask import render_template
from sqlalchemy import select
from sqlalchemy.orm import Mapped

from core.contract.acting import COORDINATOR, PUBLIC, SIGNED_IN, Permission
from core.database.base import Base, TenantOwned, inside
from core.programme.request import open_edition
from core.site.services import require_open
from core.web.permissions import needs
from lunch.views import lunch

READ_MENU = Permission("lunch.menu.read", frozenset({COORDINATOR, "cook", "guest"}))


class LunchMenu(TenantOwned, Base):
    """A dish on the menu of an edition."""

    __tablename__ = "lunch_menu"
    __table_args__ = (inside("edition"),)
    edition_id: Mapped[uuid.UUID]
    dish: Mapped[str]


@lunch.get("/<edition>/table")
@needs(PUBLIC)
def table(edition: str) -> str:
    """Show the table to everybody who wants to come."""
    open_edition("lunch", edition)
    return render_template("lunch/table.html")


@lunch.post("/<edition>/table")
@needs(PUBLIC)
def sit_down(edition: str) -> str:
    """Lay a plate, while the page is open and an hour longer."""
    row, unit = open_edition("lunch", edition)
    require_open(unit, row, "lunch.table", grace=timedelta(hours=1))
    return render_template("lunch/table.html")


@lunch.get("/<edition>/eaten")
@needs(SIGNED_IN)
def eaten(edition: str) -> str:
    """Show the table again, to who is signed in."""
    return table(edition)


@lunch.get("/<edition>/menu")
@needs(READ_MENU)
def overview(edition: str) -> str:
    """Show what is on the menu."""
    row, unit = open_edition("lunch", edition)
    dishes = unit.session.scalars(select(LunchMenu.dish).where(LunchMenu.edition_id == row.id)).all()
    return render_template("lunch/menu.html", dishes=dishes)
