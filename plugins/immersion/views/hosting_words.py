"""How the offers of a form read, before they are sent."""

from __future__ import annotations

from datetime import date

from core.directory.terms import labels
from core.directory.vocabulary import professions as vocabulary
from core.language import wording
from core.web.dates import said_day
from core.web.locale import current_language
from plugins.immersion.host_forms import SPOKEN
from plugins.immersion.hosting import SaidOffer
from plugins.immersion.texts import gettext as _
from plugins.immersion.texts import ngettext


def weekdays(offer: SaidOffer) -> str:
    """Say on which days of the week it is possible."""
    return wording.weekdays(list(offer.weekdays), current_language())


def suggested(offer: SaidOffer) -> str:
    """Say the suggested days, each with its places where it has any."""
    said = []
    for day, places in sorted(offer.dates.items()):
        counted = ngettext("%(num)s place", "%(num)s places", places) if places is not None else ""
        said.append(" – ".join(filter(None, (said_day(date.fromisoformat(day)), counted))))
    return " · ".join(said)


def duration(offer: SaidOffer) -> str:
    """Say how long it takes."""
    return wording.duration(offer.duration_days, current_language()) or _("To be agreed")


def professions(offer: SaidOffer) -> str:
    """Name the professions that can be met."""
    names = labels(vocabulary(), current_language())
    return ", ".join(names.get(code, code) for code in offer.professions)


def spoken(offer: SaidOffer) -> str:
    """Name the languages in which one can be received."""
    return ", ".join(SPOKEN[code] for code in offer.languages)
