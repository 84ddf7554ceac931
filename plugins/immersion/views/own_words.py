"""What trainees and hosts read of where they stand."""

from __future__ import annotations

from core.contract.hooks import OwnCard
from core.tenancy.unit import Unit
from core.web.locale import current_language
from plugins.immersion.enums import OfferStatus, ParticipantKind, RegistrationStatus
from plugins.immersion.queries.own import OwnStanding
from plugins.immersion.texts import gettext as _
from plugins.immersion.texts import lazy_gettext as _l
from plugins.immersion.texts import ngettext

_PAGE = "immersion.own"


def own_card(unit: Unit, standing: OwnStanding) -> OwnCard:
    """Say in a sentence where somebody stands."""
    if standing.status == RegistrationStatus.WITHDRAWN:
        return OwnCard(_l("You withdrew."), _PAGE, _l("See what was"))
    if standing.role == ParticipantKind.HOST:
        return OwnCard(_host_state(standing), _PAGE, _l("See my offers"))
    return OwnCard(_trainee_state(unit, standing), _PAGE, _l("See my registration"))


def _trainee_state(unit: Unit, standing: OwnStanding) -> str:
    said: str
    if standing.place is not None:
        place = unit.tenant.text(standing.place, current_language())
        said = _("You have a place: %(place)s.", place=place)
    elif standing.choices:
        said = ngettext(
            "You have made %(num)s choice. No place was given to you yet.",
            "You have made %(num)s choices. No place was given to you yet.",
            standing.choices,
        )
    else:
        said = _("You are registered, without a choice that counts now.")
    return said


def _host_state(standing: OwnStanding) -> str:
    said: str
    accepted = standing.offers.get(OfferStatus.ACCEPTED, 0)
    waiting = standing.offers.get(OfferStatus.PROPOSED, 0)
    if standing.expected:
        said = ngettext("You expect %(num)s person.", "You expect %(num)s people.", standing.expected)
    elif accepted:
        said = ngettext("%(num)s offer of yours is accepted.", "%(num)s offers of yours are accepted.", accepted)
    elif waiting:
        said = ngettext(
            "%(num)s offer of yours waits to be accepted.", "%(num)s offers of yours wait to be accepted.", waiting
        )
    else:
        said = _("You are registered as a host, without an offer that counts now.")
    return said
