"""The places that people have in an edition: who goes where (IM-23)."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import aliased

from core.accounts.models import Person
from core.database.base import refers
from core.database.folding import folded
from core.directory.listed import (
    ORGANISATION,
    PERSON,
    TERRITORY,
    profession_column,
    profession_said,
    territory_filter,
    territory_names,
)
from core.directory.models import Organisation
from core.directory.names import Institution
from core.listing.columns import Column
from core.listing.filters import pick, search
from core.listing.spec import HOME_LANGUAGE, LANGUAGE, Head, ListSpec
from core.programme.models import FollowUp, Offer, Opening, Participation, Registration
from core.programme.queries import holds_place, title_of
from core.tenancy.models import Territory
from plugins.immersion.access import EXPORT, READ_PLACEMENTS, visible_placements
from plugins.immersion.lists import EDITION, EXPORTED
from plugins.immersion.lists.follow_up import AGREED_ON, CONTACT_BY, CONTACTED_ON, FOLLOW_UP_IS, STATE, WHY
from plugins.immersion.lists.placed import HOST, OFFER, PLACED_IN, RANK, ROUND, Host, HostInstitution
from plugins.immersion.models import ImmersionPlacement, ImmersionRound, ImmersionTrainee
from plugins.immersion.texts import lazy_gettext as _l
from plugins.immersion.texts import lazy_pgettext

_HostRegistration = aliased(Registration, name="host_registration")
_HostPerson = aliased(Person, name="host_person")
_HostTerritory = aliased(Territory, name="host_territory")

PLACEMENTS: Final = ListSpec(
    name="placements",
    title=_l("Placements"),
    key=Participation.id,
    source=select(Participation.id)
    .join_from(Participation, ImmersionPlacement)
    .join_from(ImmersionPlacement, ImmersionRound)
    .join(Registration, refers(Participation.registration_id, Registration))
    .join_from(Registration, Person)
    .join_from(Registration, Organisation)
    .join(Institution, Institution.id == Organisation.institution_id)
    .outerjoin_from(Registration, ImmersionTrainee)
    .outerjoin(FollowUp, refers(FollowUp.participation_id, Participation))
    .outerjoin_from(Registration, Territory)
    .join_from(Participation, Opening)
    .join_from(Opening, Offer)
    .join(Host, Host.id == Offer.organisation_id)
    .join(HostInstitution, HostInstitution.id == Host.institution_id)
    .join_from(Offer, _HostRegistration)
    .join_from(_HostRegistration, _HostPerson)
    .outerjoin_from(Offer, _HostTerritory)
    .where(Participation.edition_id == EDITION, holds_place()),
    permission=READ_PLACEMENTS,
    visible=visible_placements,
    columns=(
        ROUND,
        Column("reference", Registration.reference, _l("Trainee"), width=11),
        *(*PERSON, *ORGANISATION),
        profession_column(ImmersionTrainee.profession),
        *(TERRITORY, RANK, OFFER, HOST),
        Column("title", title_of(LANGUAGE, HOME_LANGUAGE), _l("Title of the immersion"), width=44),
        Column("host_territory", _HostTerritory.code, _l("Territory of the host"), "term", terms="territory"),
        Column("contact_first", _HostPerson.first_name, _l("Contact: first name")),
        Column("contact_last", _HostPerson.last_name, _l("Contact: last name")),
        Column("contact_email", _HostPerson.email, _l("Contact: e-mail address"), width=36),
        Column("contact_phone", _HostPerson.phone, _l("Contact: phone")),
        Column("placed_at", Participation.begun_at, _l("Placed on"), "moment"),
        *(STATE, CONTACT_BY, CONTACTED_ON, AGREED_ON, WHY),
    ),
    heads=(
        Head("last_name", _l("Trainee")),
        Head("host"),
        Head("rank", _l("Choice")),
        Head("round_number"),
        Head("follow_up"),
    ),
    order="round_number",
    filters=(
        search(
            *(folded(Registration.reference), Person.search, Institution.name_key),
            *(folded(Offer.reference), HostInstitution.name_key, folded(_HostPerson.last_name)),
            *(*territory_names(), *territory_names(_HostTerritory)),
            named=(profession_said(ImmersionTrainee.profession),),
        ),
        territory_filter(Registration.territory_id, Offer.territory_id),
        FOLLOW_UP_IS,
        PLACED_IN,
        pick("rank", _l("Choice"), ImmersionPlacement.rank, options="rank", everything=_l("All choices")),
    ),
    export=EXPORT,
    file_name=lazy_pgettext("file name", "placements"),
    act=EXPORTED,
)
