"""The trainees of an edition (IM-08, IM-23)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import InstrumentedAttribute, aliased

from core.accounts.models import Person
from core.database.base import refers
from core.database.folding import folded
from core.directory.listed import (
    ORGANISATION,
    PERSON,
    TERRITORY,
    profession_column,
    profession_said,
    sector_filter,
    sectors_column,
    territory_filter,
    territory_names,
)
from core.directory.models import Organisation
from core.directory.names import Institution
from core.listing.columns import Choice, Column
from core.listing.filters import pick, pick_in, search
from core.listing.spec import Head, ListSpec
from core.programme.models import Offer, Opening, Participation, Registration
from core.programme.queries import holds_place
from core.tenancy.models import Territory
from plugins.immersion.access import EXPORT, READ_TRAINEES, visible_trainees
from plugins.immersion.enums import OfferStatus, ParticipantKind, PlaceStatus, RegistrationStatus, Standing
from plugins.immersion.lists import EDITION, EXPORTED
from plugins.immersion.lists.placed import HOST, OFFER, PLACED_IN, RANK, ROUND, Host, HostInstitution
from plugins.immersion.models import ImmersionChoice, ImmersionPlacement, ImmersionRound, ImmersionTrainee
from plugins.immersion.texts import lazy_gettext as _l
from plugins.immersion.texts import lazy_pgettext

_HELD = and_(refers(Participation.registration_id, Registration), holds_place())

STANDING: Final = Column(
    "standing",
    case(
        (Registration.status == RegistrationStatus.WITHDRAWN, Standing.WITHDRAWN),
        (Participation.id.is_not(None), Standing.PLACED),
        else_=Standing.WITHOUT_PLACE,
    ),
    _l("Place"),
    "choice",
    choices={
        Standing.PLACED: Choice(lazy_pgettext("person", "with a place"), "good"),
        Standing.WITHOUT_PLACE: Choice(lazy_pgettext("person", "without a place"), "waiting"),
        Standing.WITHDRAWN: Choice(lazy_pgettext("person", "withdrawn")),
    },
    width=16,
)


def _hosts_too() -> ColumnElement[bool]:
    """Say whether the trainee's institution has an accepted offer: then its people have priority (IM-17)."""
    host = aliased(Organisation)
    hosting = (
        select(host.institution_id)
        .join(Offer, Offer.organisation_id == host.id)
        .where(Offer.edition_id == EDITION, Offer.status == OfferStatus.ACCEPTED)
    )
    return Organisation.institution_id.in_(hosting)


def _choices() -> ScalarSelect[Any]:
    chosen = aliased(Offer)
    return (
        select(func.array_agg(aggregate_order_by(chosen.reference, ImmersionChoice.rank)))
        .join_from(ImmersionChoice, chosen)
        .where(_current())
        .correlate(Registration)
        .scalar_subquery()
    )


def _current() -> ColumnElement[bool]:
    return and_(ImmersionChoice.registration_id == Registration.id, ImmersionChoice.current)


def _released_at() -> ScalarSelect[datetime | None]:
    """Return when the latest place was released that a trainee has not been given again (IM-28)."""
    place = aliased(Participation)
    return (
        select(func.max(place.ended_at))
        .where(refers(place.registration_id, Registration), place.status == PlaceStatus.RELEASED)
        .correlate(Registration)
        .scalar_subquery()
    )


def _chosen(word: str) -> ColumnElement[bool]:
    """Return the criterion of the trainees one of whose choices has the folded `word` in its reference."""
    return _names(lambda reference: folded(reference).contains(word, autoescape=True))


def names_now(reference: str) -> ColumnElement[bool]:
    """Return the criterion of the trainees who name the offer `reference` now."""
    return _names(lambda named: named == reference)


def _names(criterion: Callable[[InstrumentedAttribute[str]], ColumnElement[bool]]) -> ColumnElement[bool]:
    chosen = aliased(Offer)
    query = select(ImmersionChoice.id).join_from(ImmersionChoice, chosen)
    return query.where(_current(), criterion(chosen.reference)).correlate(Registration).exists()


TRAINEES: Final = ListSpec(
    name="trainees",
    title=_l("Trainees"),
    key=Registration.id,
    source=select(Registration.id)
    .join_from(Registration, Person)
    .outerjoin_from(Registration, Organisation)
    .outerjoin(Institution, Institution.id == Organisation.institution_id)
    .outerjoin_from(Registration, ImmersionTrainee)
    .outerjoin_from(Registration, Territory)
    .outerjoin(Participation, _HELD)
    .outerjoin_from(Participation, ImmersionPlacement)
    .outerjoin_from(Participation, Opening)
    .outerjoin_from(Opening, Offer)
    .outerjoin(Host, Host.id == Offer.organisation_id)
    .outerjoin(HostInstitution, HostInstitution.id == Host.institution_id)
    .outerjoin_from(ImmersionPlacement, ImmersionRound)
    .where(Registration.edition_id == EDITION, Registration.role == ParticipantKind.TRAINEE),
    permission=READ_TRAINEES,
    visible=visible_trainees,
    columns=(
        Column("reference", Registration.reference, _l("Reference"), sort=(Registration.reference,), width=11),
        *PERSON,
        Column("language", Person.language, _l("Language"), width=10),
        *ORGANISATION,
        sectors_column(Registration.organisation_id),
        profession_column(ImmersionTrainee.profession),
        TERRITORY,
        Column(
            "priority",
            _hosts_too(),
            _l("Host service"),
            "choice",
            choices={False: Choice(_l("no")), True: Choice(_l("yes"))},
            width=10,
        ),
        Column("choices", _choices(), _l("Choice %(rank)s"), "ranked"),
        *(STANDING, OFFER, HOST, RANK, ROUND),
        Column("registered_at", Registration.registered_at, _l("Registered on"), "moment"),
        Column("withdrawn_at", Registration.withdrawn_at, _l("Withdrawn on"), "moment"),
        Column("released_at", _released_at(), _l("Place released on"), "moment"),
    ),
    heads=(
        Head("last_name", _l("Trainee")),
        Head("institution"),
        Head("territory"),
        Head("choices", _l("Choices")),
        Head("standing"),
    ),
    order="reference",
    filters=(
        search(
            *(folded(Registration.reference), Person.search, Institution.name_key, Organisation.name_key),
            *(*territory_names(), folded(Offer.reference), HostInstitution.name_key),
            named=(profession_said(ImmersionTrainee.profession), _chosen),
        ),
        territory_filter(Registration.territory_id),
        sector_filter(Registration.organisation_id),
        pick_in(STANDING, everything=_l("Everybody")),
        pick(
            "priority",
            _l("Priority"),
            lambda said: _hosts_too() if said == "yes" else ~_hosts_too(),
            options=(("yes", _l("People of host services")), ("no", lazy_pgettext("people", "The others"))),
            everything=_l("Everybody"),
        ),
        PLACED_IN,
    ),
    export=EXPORT,
    file_name=lazy_pgettext("file name", "trainees"),
    act=EXPORTED,
)
