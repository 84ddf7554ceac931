"""The file of dishes: one row, one dish on the menu of an edition."""

from __future__ import annotations

from sqlalchemy import select

from core.contract.acting import COORDINATOR, Permission
from core.contract.importing import ImportKind
from core.database.bulk import insert_rows
from core.exchange.checking import SheetRow, check_sheet
from core.exchange.flaws import Flaw
from core.exchange.importing import ImportPlan
from core.exchange.reading import Sheet, SheetColumn
from core.programme.models import Edition
from core.tenancy.unit import Unit
from lunch.menus import LunchMenu
from lunch.texts import lazy_gettext as _l

IMPORT = Permission("lunch.menu.import", frozenset({COORDINATOR}), changes=True)
COLUMNS = (SheetColumn("reference", ("Dish",), obligatory=True), SheetColumn("remark", ("Remark",)))
RAW = Flaw("raw", _l("This dish is raw."), _l("Cook it."))


def _dish(row: SheetRow) -> str | None:
    dish = row.reference()
    if dish == "TARTARE":
        row.note("reference", RAW)
    return dish if row.valid else None


def plan_dishes(unit: Unit, edition: Edition, sheet: Sheet) -> ImportPlan:
    """Put the dishes on the menu that are not there yet."""
    there = set(unit.session.scalars(select(LunchMenu.dish).where(LunchMenu.edition_id == edition.id)))
    checked = check_sheet(sheet, COLUMNS, _dish)
    new = [dish for dish in checked.rows if dish not in there]

    def write() -> None:
        insert_rows(unit.session, LunchMenu, [{"dish": dish} for dish in new], edition_id=edition.id)

    return ImportPlan(checked, new, {}, write)


DISHES = ImportKind(
    name="dishes",
    label=_l("Dishes"),
    help="Put dishes on the menu.",
    columns=COLUMNS,
    plan=plan_dishes,
    permission=IMPORT,
    flaws=(RAW,),
)
