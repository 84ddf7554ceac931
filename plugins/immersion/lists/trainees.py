"""The trainees of an edition (IM-08, IM-23)."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from core.accounts.models import Person
from core.database.folding import folded
from core.directory.models import Organisation
from core.directory.names import Institution, service_name
from core.directory.queries import has_sector, sectors_of
from core.listing.columns import Choice, Column
from core.listing.filters import pick, search
from core.listing.spec import Head, ListSpec
from core.programme.models import Offer, Opening, Participation, Registration
from core.programme.queries import holds_place
from core.tenancy.models import Territory
from core.tenancy.queries import in_territory
from plugins.immersion.access import EXPORT, READ_TRAINEES, visible_trainees
from plugins.immersion.enums import OfferStatus, ParticipantKind, RegistrationStatus, Standing
from plugins.immersion.lists import EDITION, EXPORTED
from plugins.immersion.models import ImmersionChoice, ImmersionPlacement, ImmersionRound, ImmersionTrainee
from plugins.immersion.texts import lazy_gettext as _l
from plugins.immersion.texts import lazy_pgettext

Host = aliased(Organisation, name="host")
HostInstitution = aliased(Organisation, name="host_institution")

_HELD = and_(
    Participation.tenant_id == Registration.tenant_id, Participation.registration_id == Registration.id, holds_place()
)
_STANDING = case(
    (Registration.status == RegistrationStatus.WITHDRAWN, Standing.WITHDRAWN),
    (Participation.id.is_not(None), Standing.PLACED),
    else_=Standing.WITHOUT_PLACE,
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
    return and_(
        ImmersionChoice.tenant_id == Registration.tenant_id,
        ImmersionChoice.registration_id == Registration.id,
        ImmersionChoice.current,
    )


def names_now(reference: str) -> ColumnElement[bool]:
    """Return the criterion of the trainees who name the offer `reference` now."""
    chosen = aliased(Offer)
    query = select(ImmersionChoice.id).join_from(ImmersionChoice, chosen)
    return query.where(_current(), chosen.reference == reference).correlate(Registration).exists()


TRAINEES: Final = ListSpec(
    name="trainees",
    title=_l("Trainees"),
    key=Registration.id,
    source=select(Registration.id)
    .join_from(Registration, Person)
    .join_from(Registration, Organisation)
    .join(Institution, Institution.id == Organisation.institution_id)
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
        Column("first_name", Person.first_name, _l("First name")),
        Column("last_name", Person.last_name, _l("Last name"), sort=(Person.search,)),
        Column("email", Person.email, _l("E-mail address"), width=36),
        Column("phone", Person.phone, _l("Phone")),
        Column("language", Person.language, _l("Language"), width=10),
        Column(
            "institution",
            Institution.name,
            _l("Institution"),
            sort=(Institution.name_key, Organisation.name_key),
            width=36,
        ),
        Column("service", service_name(), _l("Service"), width=28),
        Column("sectors", sectors_of(Registration.organisation_id), _l("Sectors"), "terms", terms="sector", width=30),
        Column("profession", ImmersionTrainee.profession, _l("Profession"), "term", terms="profession", width=22),
        Column("territory", Territory.code, _l("Territory"), "term", terms="territory", sort=(Territory.position,)),
        Column(
            "priority",
            _hosts_too(),
            _l("Host service"),
            "choice",
            choices={False: Choice(_l("no")), True: Choice(_l("yes"))},
            width=10,
        ),
        Column("choices", _choices(), _l("Choice %(rank)s"), "ranked"),
        Column(
            "standing",
            _STANDING,
            _l("Place"),
            "choice",
            choices={
                Standing.PLACED: Choice(lazy_pgettext("person", "with a place"), "good"),
                Standing.WITHOUT_PLACE: Choice(lazy_pgettext("person", "without a place"), "waiting"),
                Standing.WITHDRAWN: Choice(lazy_pgettext("person", "withdrawn")),
            },
            width=16,
        ),
        Column("offer", Offer.reference, _l("Offer"), width=9),
        Column("host", HostInstitution.name, _l("Host"), width=36),
        Column("rank", ImmersionPlacement.rank, _l("Which choice"), "number"),
        Column("round_number", ImmersionRound.number, _l("Round"), "number"),
        Column("registered_at", Registration.registered_at, _l("Registered on"), "moment"),
        Column("withdrawn_at", Registration.withdrawn_at, _l("Withdrawn on"), "moment"),
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
        search(folded(Registration.reference), Person.search, Institution.name_key, Organisation.name_key),
        pick(
            "territory",
            _l("Territory"),
            lambda code: in_territory(Registration.territory_id, code),
            options="territory",
            everything=_l("All territories"),
        ),
        pick(
            "sector",
            _l("Sector"),
            lambda code: has_sector(Registration.organisation_id, code),
            options="sector",
            everything=_l("All sectors"),
        ),
        pick(
            "standing",
            _l("Place"),
            _STANDING,
            options=(
                (Standing.PLACED, lazy_pgettext("people", "With a place")),
                (Standing.WITHOUT_PLACE, lazy_pgettext("people", "Without a place")),
                (Standing.WITHDRAWN, lazy_pgettext("people", "Withdrawn")),
            ),
            everything=_l("Everybody"),
        ),
        pick(
            "priority",
            _l("Priority"),
            lambda said: _hosts_too() if said == "yes" else ~_hosts_too(),
            options=(("yes", _l("People of host services")), ("no", lazy_pgettext("people", "The others"))),
            everything=_l("Everybody"),
        ),
        pick(
            "round",
            _l("Placed in"),
            ImmersionRound.number,
            options="round",
            everything=lazy_pgettext("rounds", "All"),
        ),
    ),
    export=EXPORT,
    file_name=lazy_pgettext("file name", "trainees"),
    act=EXPORTED,
)
