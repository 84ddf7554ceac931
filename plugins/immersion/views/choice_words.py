"""What whoever chooses reads: the offers as they stand in a list, and why a choice cannot be made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from wtforms import SelectChoice

from core.contract.module import Label
from core.language.folding import fold
from core.tenancy.queries import territories
from core.tenancy.unit import Unit
from core.web.dates import said_day
from core.web.locale import current_language
from plugins.immersion.choosing import NoChoosing, Stand, WrongChoice
from plugins.immersion.entering_errors import ChoicesRefusedError
from plugins.immersion.queries.choosing import OfferToChoose
from plugins.immersion.texts import gettext as _
from plugins.immersion.texts import lazy_gettext as _l
from plugins.immersion.texts import ngettext
from plugins.immersion.trainee_forms import RankedForm

#: More than so many are not put into every list: whoever looks for one among them searches.
MOST_LISTED = 300

_WRONG: Mapping[WrongChoice, Label] = {
    WrongChoice.UNKNOWN: _l("There is no such place. Choose another one."),
    WrongChoice.WITHDRAWN: _l("The host does not offer this place any more. Choose another one."),
    WrongChoice.FULL: _l("Nothing is free there any more. Choose another one."),
    WrongChoice.TWICE: _l("You have chosen this place already, above. Choose another one, or none."),
    WrongChoice.OWN_INSTITUTION: _l(
        "This is your own institution. You discover another one: choose a place somewhere else."
    ),
}


@dataclass(frozen=True, slots=True)
class Offered:
    """The offers as the lists of a form show them: those that the search leaves, and the words of all."""

    options: Sequence[SelectChoice]
    words: Mapping[str, SelectChoice]
    #: How many can be chosen in all.
    all: int


def offered(
    unit: Unit, offers: Iterable[OfferToChoose], search: str = "", near: UUID | None = None, own: UUID | None = None
) -> Offered:
    """Return the offers for the lists of a form, by territory, that of `near` first; one statement.

    Those that can be chosen, but for the institution `own`, as far as all words of `search` stand in them.
    """
    language = current_language()
    names = {place.id: unit.tenant.text(place.name, language) for place in territories(unit.session)}
    order = {id_: at for at, id_ in enumerate(names)}
    rows = sorted(
        offers,
        key=lambda each: (each.territory_id != near, order.get(each.territory_id, len(order))),  # type: ignore[arg-type]
    )
    words = {each.reference: _option(unit, each, names, language) for each in rows}
    can = [each for each in rows if each.facts.open and each.facts.institution != own]
    asked = fold(search).split()
    found = [words[each.reference] for each in can if all(word in fold(words[each.reference].label) for word in asked)]
    shown = found if asked or len(found) <= MOST_LISTED else []
    return Offered(shown, words, len(can))


def _option(unit: Unit, offer: OfferToChoose, names: Mapping[UUID, str], language: str) -> SelectChoice:
    title = unit.tenant.text(offer.title, language)
    town = unit.tenant.text(offer.municipality, language) if offer.municipality else ""
    host = ", ".join(filter(None, (offer.institution, offer.service, town)))
    left = offer.facts.left
    room = _("no limit") if left is None else ngettext("%(num)s place free", "%(num)s places free", max(0, left))
    about = f"{host} · {offer.reference} · {room}"
    territory = names.get(offer.territory_id) if offer.territory_id else None
    return SelectChoice(
        offer.reference, f"{title} – {about}", {"data-title": title, "data-about": about}, territory or _("Elsewhere")
    )


def show_wrong(form: RankedForm, refused: ChoicesRefusedError) -> str | None:
    """Put what is wrong with choices at their fields; return what is wrong with all of them together."""
    for at, (field, _reference) in enumerate(form.chosen):
        if at in refused.wrong:
            field.errors = [str(_WRONG[refused.wrong[at]])]
    if refused.too_few is None:
        return None
    few = refused.too_few
    first = form.ranks[len(form.chosen)] if len(form.chosen) < len(form.ranks) else form.ranks[0]
    said = ngettext("Choose at least %(num)s place.", "Choose at least %(num)s places.", few)
    first.errors = [str(said)]
    return None


def why_not_words(why: NoChoosing, stand: Stand) -> str:
    """Say why somebody cannot change their choices now, and what comes."""
    if why is NoChoosing.TOO_LATE and stand.reply_by is not None:
        return str(_("New choices could be made until %(day)s.", day=said_day(stand.reply_by)))
    return str(_WHY[why])


_WHY: Mapping[NoChoosing, Label] = {
    NoChoosing.WITHDRAWN: _l("You have withdrawn."),
    NoChoosing.PLACED: _l("You have a place, so your choices stay as they are."),
    NoChoosing.FROZEN: _l(
        "The matching is under way with your choices, so they cannot be changed now. You receive a letter after it."
    ),
    NoChoosing.NO_ROUND: _l("No matching comes any more in which new choices would count."),
    NoChoosing.TOO_LATE: _l("The time for new choices is over."),
}
