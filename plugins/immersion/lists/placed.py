"""What the lists of trainees and of placements say of a place: whose offer it is, which choice, and of which round."""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import aliased

from core.directory.models import Organisation
from core.listing.columns import Column
from core.listing.filters import pick
from core.programme.models import Offer, Registration
from plugins.immersion.models import ImmersionPlacement, ImmersionRound
from plugins.immersion.texts import lazy_gettext as _l
from plugins.immersion.texts import lazy_pgettext

Host = aliased(Organisation, name="host")
HostInstitution = aliased(Organisation, name="host_institution")

OFFER: Final = Column("offer", Offer.reference, _l("Offer"), width=9)
HOST: Final = Column(
    "host", HostInstitution.name, _l("Host"), sort=(HostInstitution.name_key, Offer.reference), width=36
)
RANK: Final = Column(
    "rank",
    ImmersionPlacement.rank,
    _l("Which choice"),
    "number",
    sort=(ImmersionPlacement.rank, Registration.reference),
)
ROUND: Final = Column(
    "round_number",
    ImmersionRound.number,
    _l("Round"),
    "number",
    sort=(ImmersionRound.number, Registration.reference),
)
PLACED_IN: Final = pick(
    "round", _l("Placed in"), ImmersionRound.number, options="round", everything=lazy_pgettext("rounds", "All")
)
