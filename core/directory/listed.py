"""What lists of people and of what organisations offer have in common: who, of which organisation, where and in what.

The columns read Person, Organisation with its Institution, and Territory, which the list's statement joins.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, SQLColumnExpression, String, any_, or_

from core.accounts.models import Person
from core.database.folding import folded
from core.directory.models import Organisation
from core.directory.names import Institution, service_name
from core.directory.queries import has_sector, sectors_of
from core.directory.vocabulary import professions, sectors
from core.language.texts import TEXT_LANGUAGES
from core.listing.columns import Column
from core.listing.filters import Filter, pick
from core.listing.spec import REACH
from core.tenancy.models import Territory
from core.tenancy.queries import in_territory

Reference = SQLColumnExpression[uuid.UUID | None]

EMAIL: Final = Column("email", Person.email, _l("E-mail address"), width=36)
PHONE: Final = Column("phone", Person.phone, _l("Phone"))
#: Who somebody is, and how to reach them.
PERSON: Final = (
    Column("first_name", Person.first_name, _l("First name")),
    Column("last_name", Person.last_name, _l("Last name"), sort=(Person.search,)),
    EMAIL,
    PHONE,
)
#: For whom somebody takes part: the institution, and the service inside it.
ORGANISATION: Final = (
    Column(
        "institution", Institution.name, _l("Institution"), sort=(Institution.name_key, Organisation.name_key), width=36
    ),
    Column("service", service_name(), _l("Service"), width=28),
)
TERRITORY: Final = Column(
    "territory", Territory.code, _l("Territory"), "term", terms="territory", sort=(Territory.position,)
)


def sectors_column(organisation_id: Reference) -> Column:
    """Return the column of the sectors of an organisation."""
    return Column("sectors", sectors_of(organisation_id), _l("Sectors"), "terms", terms="sector", width=30)


def profession_column(profession: SQLColumnExpression[Any]) -> Column:
    """Return the column of somebody's profession."""
    return Column("profession", profession, _l("Profession"), "term", terms="profession", width=22)


def in_reach(territory_id: Reference) -> ColumnElement[bool]:
    """Return the criterion that a territory is one in which the actor may read the list, or that all of them are."""
    return or_(REACH.is_(None), territory_id == any_(REACH))


def territory_filter(*territory_ids: Reference) -> Filter:
    """Return the choice of the rows of which one of `territory_ids` is that of a territory."""
    return pick(
        "territory",
        _l("Territory"),
        lambda code: or_(*(in_territory(each, code) for each in territory_ids)),
        options="territory",
        everything=_l("All territories"),
    )


def sector_filter(organisation_id: Reference) -> Filter:
    """Return the choice of the rows whose organisation has a sector."""
    return pick(
        "sector",
        _l("Sector"),
        lambda code: has_sector(organisation_id, code),
        options="sector",
        everything=_l("All sectors"),
    )


def profession_said(profession: SQLColumnExpression[Any]) -> Callable[[str], ColumnElement[bool]]:
    """Return the criterion that a word names somebody's profession, which stands as its code or as it was written."""
    return lambda word: or_(
        profession.in_(professions().saying(word)), folded(profession).contains(word, autoescape=True)
    )


def sector_said(organisation_id: Reference) -> Callable[[str], ColumnElement[bool]]:
    """Return the criterion that a word names a sector of an organisation."""
    return lambda word: has_sector(organisation_id, *sectors().saying(word))


def territory_names(territory: type[Territory] = Territory) -> tuple[ColumnElement[str], ...]:
    """Return the names of a territory in every language, folded, to look for words in them."""
    return tuple(folded(territory.name.op("->>", return_type=String())(language)) for language in TEXT_LANGUAGES)
