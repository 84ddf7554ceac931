"""What a coordinator can choose from when a role is given: roles, modules and territories that are theirs to give."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask_babel import gettext as _

from core.accounts.access import may_give
from core.accounts.words import RoleWords, role_word
from core.contract.acting import STAFF
from core.staff.rules import RoleWish
from core.tenancy.unit import Unit

Options = list[tuple[str, str]]

#: Between the module and the code of a role of the module's own.
_OWN: Final = ":"


@dataclass(frozen=True, slots=True)
class Choices:
    """The options of each field, values with their words; an empty value stands for all."""

    roles: Options
    modules: Options
    territories: Options


def choices_of(unit: Unit, words: RoleWords) -> Choices:
    """Return what the unit's actor may give, in the reader's words."""
    modules = [
        name
        for name in sorted(unit.events.declared)
        if name in unit.tenant.modules and _any_place(unit, name, words.territories)
    ]
    own = [
        (f"{name}{_OWN}{role.code}", f"{role.label} ({words.declared[name].label})")
        for name in modules
        for role in words.declared[name].staff_roles
    ]
    common = [(code, str(role_word(code, None, words.declared))) for code in STAFF]
    whole = [("", _("all modules"))] if _any_place(unit, None, words.territories) else []
    everywhere = [("", _("the whole network"))] if _any_module(unit, None) else []
    return Choices(
        roles=[("", _("Choose…")), *common, *own],
        modules=whole + [(name, str(words.declared[name].label)) for name in modules],
        territories=everywhere
        + [
            (str(place), words.place(RoleWish("", territory_id=place)))
            for place in words.territories
            if _any_module(unit, place)
        ],
    )


def read_role(value: str) -> tuple[str, str | None]:
    """Return the code of a role that was chosen, and its module when it is one of that module's own."""
    module, _sign, code = value.rpartition(_OWN)
    return code, module or None


def written(wish: RoleWish) -> str:
    """Return a role as a form carries it along."""
    until = wish.until.isoformat() if wish.until else None
    return json.dumps([wish.role, wish.module, str(wish.territory_id) if wish.territory_id else None, until])


def read_roles(values: Iterable[str]) -> tuple[RoleWish, ...]:
    """Return the roles that a form carries along; what is none is left out, for nobody of good faith sent it."""
    found = []
    for value in values:
        try:
            role, module, territory, until = json.loads(value)
            place = uuid.UUID(territory) if territory else None
            found.append(
                RoleWish(
                    str(role), str(module) if module else None, place, date.fromisoformat(until) if until else None
                )
            )
        except (ValueError, TypeError, AttributeError):
            continue
    return tuple(dict.fromkeys(found))


def _any_place(unit: Unit, module: str | None, places: Mapping[uuid.UUID, object]) -> bool:
    return any(may_give(unit.actor, module, place) for place in (None, *places))


def _any_module(unit: Unit, place: uuid.UUID | None) -> bool:
    return any(may_give(unit.actor, module, place) for module in (None, *unit.events.declared))
