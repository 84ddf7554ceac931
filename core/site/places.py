"""Where the public pages of editions stand in the menu and on the first page, and what answers for one that is shut."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g, render_template, url_for
from flask_babel import gettext as _

from core.contract.module import Module, PublicPage
from core.programme.access import exists_for
from core.programme.calendar import PhaseLine, phase_lines
from core.programme.errors import UnknownEditionError
from core.programme.queries import find_edition
from core.site.queries import PublicEdition, public_edition, public_editions
from core.site.rules import Standing
from core.tenancy.request import current_application, current_unit
from core.web.dates import said_day
from core.web.locale import current_language


@dataclass(frozen=True, slots=True)
class Place:
    """A public page of an edition, and how it stands today."""

    page: PublicPage
    edition: PublicEdition
    standing: Standing

    @property
    def url(self) -> str:
        """Its address."""
        return url_for(self.page.endpoint, edition=self.edition.edition.code)

    def is_at(self, endpoint: str | None, values: Mapping[str, Any] | None) -> bool:
        """Say whether a request for `endpoint` with `values` is for this page."""
        return endpoint == self.page.endpoint and (values or {}).get("edition") == self.edition.edition.code

    @property
    def title(self) -> str:
        """What its edition is called."""
        return current_unit().tenant.text(self.edition.edition.title, current_language())

    @property
    def note(self) -> str | None:
        """When it opens, or that it does not for now; None for one that is open."""
        if self.standing.open:
            return None
        if self.standing.opens_on is None:
            return str(_("closed for now"))
        return str(_("from %(day)s", day=said_day(self.standing.opens_on, weekday=False)))


def editions_of_site() -> tuple[PublicEdition, ...]:
    """Return the editions that the reader of this request may know of; read once."""
    found: tuple[PublicEdition, ...] | None = g.get("public_editions")
    if found is None:
        found = g.public_editions = public_editions(current_unit())
    return found


def places_of(editions: Iterable[PublicEdition]) -> list[Place]:
    """Return the pages of editions that are open, will open, or are closed by hand today, in the order of the menu."""
    places = [
        Place(page, edition, edition.standing(page))
        for edition in editions
        for page in sorted(edition.module.public_pages, key=lambda page: page.weight)
    ]
    return [
        each for each in places if each.standing.open or each.standing.to_come or each.standing.override is not None
    ]


def labels_of(places: Sequence[Place]) -> list[str]:
    """Return what each page is called in the menu: with its edition, where two would be called alike."""
    labels = [str(place.page.label) for place in places]
    return [
        label if labels.count(label) == 1 else _("%(page)s (%(edition)s)", page=label, edition=place.title)
        for label, place in zip(labels, places, strict=True)
    ]


def lines_of(edition: PublicEdition) -> tuple[PhaseLine, ...]:
    """Return the phases of an edition as its timeline shows them, each that is open now with the way to its page."""
    ways: dict[str, str] = {}
    for place in places_of([edition]):
        if place.standing.open:
            for kind in place.page.phases:
                ways.setdefault(kind, place.url)
    lines = phase_lines(edition.module, edition.phases, edition.today)
    return tuple(
        PhaseLine(line.name, line.first_day, line.last_day, line.state, line.note, ways.get(phase.kind))
        if line.state == "current"
        else line
        for line, phase in zip(lines, edition.phases, strict=True)
    )


def answer_if_shut(endpoint: str, values: Mapping[str, Any]) -> str | None:
    """Return what is read instead of a public page that is shut today; None for one that is open, and for any other."""
    module = next((each for each in current_application().modules.all if endpoint in _pages_of(each)), None)
    if module is None:
        return None
    edition = _edition_of(module, str(values.get("edition")))
    if edition is None:
        return None  # The view itself says that there is none.
    page = _pages_of(module)[endpoint]
    place = Place(page, edition, edition.standing(page))
    return None if place.standing.open else page_instead(place)


def _edition_of(module: Module, code: str) -> PublicEdition | None:
    """Return an edition that the reader may know of; an old one is looked for, since the site names it no more."""
    for edition in editions_of_site():
        if (edition.module.name, edition.edition.code) == (module.name, code):
            return edition
    unit = current_unit()
    try:
        row = find_edition(unit.session, module.name, code)
    except UnknownEditionError:
        return None
    return public_edition(unit, row) if exists_for(unit.actor, row) else None


def page_instead(place: Place) -> str:
    """Return the page that says when a public page opens, or why it does not."""
    return render_template("site/page_shut.html", place=place, lines=lines_of(place.edition))


def _pages_of(module: Module) -> dict[str, PublicPage]:
    return {page.endpoint: page for page in module.public_pages}
