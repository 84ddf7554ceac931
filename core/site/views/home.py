"""The first page of a network: what it is, what is open now, its calendar, and whom to turn to (IM-06)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import render_template
from werkzeug.exceptions import HTTPException

from core.contract.acting import PUBLIC
from core.messages.envelope import Contact, coordination
from core.programme.calendar import PhaseLine
from core.site.errors import PageShutError
from core.site.places import Place, editions_of_site, lines_of, page_instead, places_of
from core.site.queries import PublicEdition
from core.site.services import page_called
from core.site.views import site
from core.tenancy.models import Territory
from core.tenancy.queries import territories
from core.tenancy.request import current_unit
from core.tenancy.unit import Unit
from core.web.locale import current_language
from core.web.permissions import needs


@dataclass(frozen=True, slots=True)
class EditionCard:
    """An edition as the first page shows it."""

    edition: PublicEdition
    #: Its title as plain text, for a label.
    title: str
    lines: tuple[PhaseLine, ...]

    @property
    def trial(self) -> bool:
        """Whether it is only tried out."""
        return self.edition.edition.rehearsal

    @property
    def today(self) -> date:
        """The day on its own clock."""
        return self.edition.today


@dataclass(frozen=True, slots=True)
class Referent:
    """Whom to turn to in a part of the network."""

    territory: Territory
    contact: Contact


@site.get("/")
@needs(PUBLIC)
def home() -> str:
    """Show the network, what is open in it now, its calendar, and whom to turn to."""
    unit = current_unit()
    editions = editions_of_site()
    places = places_of(editions)
    return render_template(
        "site/home.html",
        doors=[place for place in places if place.standing.open],
        coming=next_to_open(places),
        cards=[card_of(unit, each) for each in editions if each.lives],
        past=[card_of(unit, each) for each in editions if not each.lives],
        referents=referents_of(unit),
        contact=coordination(unit.tenant),
        description=unit.tenant.description,
        example=unit.tenant.example,
    )


@site.app_errorhandler(PageShutError)
def page_shut(error: PageShutError) -> tuple[str, int] | HTTPException:
    """Say that what was sent came when its page was shut."""
    page = page_called(error.edition.module, error.endpoint)
    return page_instead(Place(page, error.edition, error.edition.standing(page))), 403


def next_to_open(places: list[Place]) -> Place | None:
    """Return the page that opens next."""
    coming = [place for place in places if place.standing.opens_on]
    return min(coming, key=lambda place: place.standing.opens_on or date.max, default=None)


def card_of(unit: Unit, edition: PublicEdition) -> EditionCard:
    """Return an edition as the first page shows it."""
    return EditionCard(edition, unit.tenant.text(edition.edition.title, current_language()), lines_of(edition))


def referents_of(unit: Unit) -> list[Referent]:
    """Return whom to turn to in each territory that has a referent; one statement."""
    return [
        Referent(row, Contact(row.referent_name, row.referent_email, row.referent_phone))
        for row in territories(unit.session)
        if row.referent_name
    ]
