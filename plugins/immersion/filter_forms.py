"""What narrows the lists of an edition, read from the address of a page; shape only.

A value that nobody offered narrows nothing, so that an old address still shows a list. Empty choices are filled by the
view: they differ from network to network.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from wtforms import Form, SearchField, SelectChoice, SelectField
from wtforms.validators import Length

from core.contract.module import Label
from plugins.immersion.enums import OfferStatus, Standing
from plugins.immersion.queries.hosts import HostFilters
from plugins.immersion.queries.placements import PlacementFilters
from plugins.immersion.queries.trainees import TraineeFilters
from plugins.immersion.texts import lazy_gettext as _l
from plugins.immersion.texts import lazy_pgettext

LONGEST_TEXT: Final = 200
PLACES: Final = (
    ("", lazy_pgettext("hosts", "All")),
    ("left", _l("With places left")),
    ("full", lazy_pgettext("hosts", "Full")),
)
STATUSES: Final = (
    ("", lazy_pgettext("offers", "All")),
    (OfferStatus.PROPOSED, lazy_pgettext("offers", "To accept")),
    (OfferStatus.ACCEPTED, lazy_pgettext("offers", "Accepted")),
    (OfferStatus.WITHDRAWN, lazy_pgettext("offers", "Withdrawn")),
)
STANDINGS: Final = (
    ("", _l("Everybody")),
    (Standing.PLACED, lazy_pgettext("people", "With a place")),
    (Standing.WITHOUT_PLACE, lazy_pgettext("people", "Without a place")),
    (Standing.WITHDRAWN, lazy_pgettext("people", "Withdrawn")),
)
PRIORITIES: Final = (
    ("", _l("Everybody")),
    ("yes", _l("People of host services")),
    ("no", lazy_pgettext("people", "The others")),
)


def _choices(pairs: Sequence[tuple[str, Label]]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]


class ListFilters(Form):
    """What every list of an edition can be narrowed to."""

    text = SearchField(_l("Name or reference"), [Length(max=LONGEST_TEXT)])
    territory = SelectField(_l("Territory"), choices=[], validate_choice=False)

    @property
    def in_use(self) -> bool:
        """Whether the list is narrowed at all."""
        return any(self.data.values())

    def kept(self) -> dict[str, str]:
        """Return what narrows the list, as an address says it."""
        return {name: value for name, value in self.data.items() if value}

    def words(self) -> str:
        """Return what is searched for, no longer than anybody types."""
        return (self.text.data or "")[:LONGEST_TEXT]


class HostListFilters(ListFilters):
    """What to show of the hosts."""

    sector = SelectField(_l("Sector"), choices=[], validate_choice=False)
    places = SelectField(_l("Places"), choices=_choices(PLACES), validate_choice=False)
    status = SelectField(_l("Offer"), choices=_choices(STATUSES), validate_choice=False)

    def wanted(self) -> HostFilters:
        """Return the filters as the list of hosts takes them."""
        return HostFilters(
            territory=_offered(self.territory),
            sector=_offered(self.sector),
            text=self.words(),
            places_left={"left": True, "full": False}.get(self.places.data or ""),
            status=_offered(self.status),
        )


class TraineeListFilters(ListFilters):
    """What to show of the trainees."""

    sector = SelectField(_l("Sector"), choices=[], validate_choice=False)
    standing = SelectField(_l("Place"), choices=_choices(STANDINGS), validate_choice=False)
    priority = SelectField(_l("Priority"), choices=_choices(PRIORITIES), validate_choice=False)
    round = SelectField(_l("Placed in"), choices=[], validate_choice=False)

    def wanted(self) -> TraineeFilters:
        """Return the filters as the list of trainees takes them."""
        standing = _offered(self.standing)
        return TraineeFilters(
            territory=_offered(self.territory),
            sector=_offered(self.sector),
            standing=Standing(standing) if standing else None,
            priority={"yes": True, "no": False}.get(self.priority.data or ""),
            round=_number(self.round),
            text=self.words(),
        )


class PlacementListFilters(ListFilters):
    """What to show of the placements."""

    round = SelectField(_l("Placed in"), choices=[], validate_choice=False)
    rank = SelectField(_l("Choice"), choices=[], validate_choice=False)

    def wanted(self) -> PlacementFilters:
        """Return the filters as the list of placements takes them."""
        return PlacementFilters(
            round=_number(self.round),
            territory=_offered(self.territory),
            rank=_number(self.rank),
            text=self.words(),
        )


def _offered(field: SelectField) -> str:
    """Return what is chosen, if it is one of the choices."""
    return next((str(choice.value) for choice in field.choices if choice.value and choice.value == field.data), "")


def _number(field: SelectField) -> int | None:
    """Return the number that is chosen, if it is one of the choices."""
    chosen = _offered(field)
    return int(chosen) if chosen else None
