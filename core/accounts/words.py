"""Roles in words: for the head of a page, for lists, and for letters in a language of their own."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, Protocol

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.contract.acting import COORDINATOR, READER, REFERENT
from core.contract.module import Label, Module
from core.language.dates import plain_day
from core.language.texts import Texts

if TYPE_CHECKING:
    from core.tenancy.models import Territory
    from core.tenancy.unit import Unit

#: The roles that every network has; those of a module's own have the words of its declaration.
STAFF_WORDS: Final[Mapping[str, Label]] = {
    COORDINATOR: _l("coordinator"),
    REFERENT: _l("referent"),
    READER: _l("reader"),
}


class Role(Protocol):
    """A role of staff, held or promised."""

    @property
    def role(self) -> str:
        """Its code."""

    @property
    def module(self) -> str | None:
        """For which module; None for all."""

    @property
    def territory_id(self) -> uuid.UUID | None:
        """In which territory; None in all."""

    @property
    def until(self) -> date | None:
        """Its last day; None for good."""


def role_word(role: str, module: str | None, declared: Mapping[str, Module]) -> Label | None:
    """Return what a role of staff, or one in which people take part, is called; None for one that nobody declares."""
    if role in STAFF_WORDS:
        return STAFF_WORDS[role]
    of_module = declared.get(module or "")
    if of_module is None:
        return None
    words = {each.code: each.label for each in of_module.roles} | {
        each.code: each.label for each in of_module.staff_roles
    }
    return words.get(role)


@dataclass(frozen=True, slots=True)
class RoleWords:
    """Says roles in one language, on the day `today`."""

    language: str
    languages: tuple[str, ...]
    declared: Mapping[str, Module]
    territories: Mapping[uuid.UUID, Mapping[str, str]]
    today: date

    @classmethod
    def of(cls, unit: Unit, places: Mapping[uuid.UUID, Territory], language: str) -> RoleWords:
        """Say the roles of the unit's network, whose territories are `places`."""
        names = {territory_id: territory.name for territory_id, territory in places.items()}
        return cls(language, unit.tenant.languages, unit.events.declared, names, unit.today)

    def sentence(self, held: Role) -> str:
        """Say what somebody is, where, for what, and until when: "referent · Hainaut · all modules"."""
        with force_locale(self.language):
            return " · ".join((self.word(held), self.place(held), self.purpose(held), *self._end(held)))

    def word(self, held: Role) -> str:
        """Name the role."""
        return str(role_word(held.role, held.module, self.declared) or held.role)

    def place(self, held: Role) -> str:
        """Name the territory; one that the network has no more is said to be unknown."""
        if held.territory_id is None:
            return str(_("the whole network"))
        names = self.territories.get(held.territory_id)
        return Texts(names).get(self.language, self.languages).text if names else str(_("an unknown territory"))

    def purpose(self, held: Role) -> str:
        """Name the module."""
        if held.module is None:
            return str(_("all modules"))
        declared = self.declared.get(held.module)
        return str(declared.label) if declared else held.module

    def _end(self, held: Role) -> tuple[str, ...]:
        if held.until is None:
            return ()
        day = plain_day(held.until, self.language)
        return (_("until %(day)s", day=day) if held.until >= self.today else _("ended after %(day)s", day=day),)
