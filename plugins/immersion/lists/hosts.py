"""The hosts of an edition: a row for each offer, with its places and how many trainees choose it (IM-10)."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import CTE, ColumnElement, SQLColumnExpression, and_, case, func, select

from core.accounts.models import Person
from core.database.folding import folded
from core.directory.listed import (
    EMAIL,
    ORGANISATION,
    PHONE,
    TERRITORY,
    sector_filter,
    sector_said,
    sectors_column,
    territory_filter,
    territory_names,
)
from core.directory.models import Organisation
from core.directory.names import Institution
from core.listing.columns import Choice, Column
from core.listing.filters import pick, pick_in, search
from core.listing.spec import HOME_LANGUAGE, LANGUAGE, Head, ListSpec
from core.programme.capacity import any_left, capacity_in_all, left_in_all, over_openings, taken_in_all
from core.programme.models import Offer, Registration
from core.programme.queries import title_of, titles
from core.tenancy.models import Municipality, Territory
from plugins.immersion.access import EXPORT, READ_HOSTS, contact_needed, visible_hosts
from plugins.immersion.enums import OfferStatus, RegistrationStatus
from plugins.immersion.lists import EDITION, EXPORTED
from plugins.immersion.models import ImmersionChoice
from plugins.immersion.statuses import OFFER_ACCEPTED, OFFER_PROPOSED, OFFER_WITHDRAWN
from plugins.immersion.texts import lazy_gettext as _l
from plugins.immersion.texts import lazy_pgettext


def _requests() -> CTE:
    """Count, for each offer, the trainees who still take part and name it now, in all and at the first three ranks."""
    ranks = ((1, "first"), (2, "second"), (3, "third"))
    at_rank = (func.count().filter(ImmersionChoice.rank == rank).label(name) for rank, name in ranks)
    return (
        select(ImmersionChoice.offer_id, func.count().label("requests"), *at_rank)
        .join_from(ImmersionChoice, Registration)
        .where(
            Registration.edition_id == EDITION,
            Registration.status == RegistrationStatus.REGISTERED,
            ImmersionChoice.current,
        )
        .group_by(ImmersionChoice.offer_id)
        .cte("asked")
        .prefix_with("MATERIALIZED")  # Counted once, not anew for each host.
    )


def _asked(name: str) -> ColumnElement[int]:
    return func.coalesce(_ASKED.c[name], 0)


def _needed(told: SQLColumnExpression[Any]) -> ColumnElement[Any]:
    """Say something of the contact to those who need it."""
    return case((contact_needed(), told))


_ASKED = _requests()
_PLACES, _TAKEN, _FREE = (over_openings(each) for each in (capacity_in_all(), taken_in_all(), left_in_all()))
_OFFERED = Offer.status != OfferStatus.WITHDRAWN
#: Of an offer that is withdrawn nothing is left to give.
_LEFT = case((_OFFERED, _FREE), else_=0)
_MUNICIPALITY = case((LANGUAGE == "nl", Municipality.nl), else_=Municipality.fr)
_TONES: Final = ((OFFER_PROPOSED, "attention"), (OFFER_ACCEPTED, "good"), (OFFER_WITHDRAWN, "neutral"))

STATUS: Final = Column(
    "status",
    Offer.status,
    _l("Offer"),
    "choice",
    choices={status.word: Choice(status.label, tone) for status, tone in _TONES},
    width=14,
)

HOSTS: Final = ListSpec(
    name="hosts",
    title=_l("Hosts"),
    key=Offer.id,
    source=select(Offer.id)
    .join_from(Offer, Organisation)
    .join(Institution, Institution.id == Organisation.institution_id)
    .join_from(Offer, Registration)
    .join_from(Registration, Person)
    .outerjoin_from(Organisation, Municipality)
    .outerjoin_from(Offer, Territory)
    .outerjoin(_ASKED, _ASKED.c.offer_id == Offer.id)
    .where(Offer.edition_id == EDITION),
    permission=READ_HOSTS,
    visible=visible_hosts,
    columns=(
        Column("reference", Offer.reference, _l("Reference"), sort=(Offer.reference,), width=11),
        *ORGANISATION,
        sectors_column(Offer.organisation_id),
        TERRITORY,
        Column("postal_code", Organisation.postal_code, _l("Postal code"), width=12),
        Column("municipality", _MUNICIPALITY, _l("Municipality")),
        Column("contact_first", _needed(Person.first_name), _l("Contact: first name")),
        Column("contact_last", _needed(Person.last_name), _l("Contact: last name")),
        *(Column(each.key, _needed(each.expression), each.label, width=each.width) for each in (EMAIL, PHONE)),
        Column("title", title_of(LANGUAGE, HOME_LANGUAGE), _l("Title of the immersion"), width=44),
        STATUS,
        Column("places", _PLACES, _l("Places"), "limit"),
        Column("taken", _TAKEN, _l("Places taken"), "number"),
        Column("left", _LEFT, _l("Places left"), "limit"),
        Column("requests", _asked("requests"), _l("Chosen by"), "number", width=11),
        Column("first", _asked("first"), _l("As first choice"), "number", width=11),
        Column("second", _asked("second"), _l("As second choice"), "number", width=11),
        Column("third", _asked("third"), _l("As third choice"), "number", width=11),
        Column("registered_at", Registration.registered_at, _l("Registered on"), "moment"),
    ),
    heads=(
        Head("institution", _l("Host")),
        Head("territory"),
        Head("sectors"),
        Head("taken"),
        Head("requests", _l("Chosen by (1st, 2nd, 3rd)")),
    ),
    order="reference",
    filters=(
        search(
            *(folded(Offer.reference), Institution.name_key, Organisation.name_key),
            *(
                _needed(Person.search),
                folded(Municipality.fr),
                folded(Municipality.nl),
                *map(folded, titles()),
                *territory_names(),
            ),
            named=(sector_said(Offer.organisation_id),),
        ),
        territory_filter(Offer.territory_id),
        sector_filter(Offer.organisation_id),
        pick(
            "places",
            _l("Places"),
            lambda said: any_left(_LEFT) if said == "left" else and_(_OFFERED, _LEFT <= 0),
            options=(("left", _l("With places left")), ("full", lazy_pgettext("hosts", "Full"))),
            everything=lazy_pgettext("hosts", "All"),
        ),
        pick_in(STATUS, everything=lazy_pgettext("offers", "All")),
    ),
    export=EXPORT,
    file_name=lazy_pgettext("file name", "hosts"),
    act=EXPORTED,
)
