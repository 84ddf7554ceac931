"""What the lists of an edition share: names in the reader's language, looked up once and not for every row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wtforms import SelectChoice, SelectField

from core.directory.vocabulary import Vocabulary, professions, sectors
from core.language.folding import fold
from core.language.texts import Texts
from core.programme.models import Edition
from core.tenancy.queries import territories
from core.tenancy.unit import Unit
from core.web.locale import LANGUAGES, current_language
from plugins.immersion.queries.hosts import HostRow
from plugins.immersion.queries.listing import PAGE_SIZE
from plugins.immersion.queries.rounds import round_numbers
from plugins.immersion.settings import MOST_CHOICES, ImmersionSettings
from plugins.immersion.texts import gettext as _
from plugins.immersion.texts import pgettext
from plugins.immersion.views.round_words import rank_words


@dataclass(frozen=True, slots=True)
class Names:
    """Codes of the data, each with its name in the reader's language; `territory` keeps the order of the network."""

    territory: Mapping[str, str]
    sector: Mapping[str, str]
    profession: Mapping[str, str]
    language: str
    #: The languages in which letters are written, by code.
    languages: Mapping[str, str]

    def municipality(self, row: HostRow) -> str | None:
        """Name the municipality of a host, in Dutch to who reads Dutch and in French to the others."""
        return row.municipality_nl if self.language == "nl" else row.municipality_fr

    def sectors(self, codes: Sequence[str] | None) -> str:
        """Name some sectors; one that the vocabulary does not know stays as it was written."""
        return ", ".join(self.sector.get(code, code) for code in codes or ())

    def professions(self, codes: Sequence[str] | None) -> str:
        """Name some professions, likewise."""
        return ", ".join(self.profession.get(code, code) for code in codes or ())


def names_for(unit: Unit) -> Names:
    """Read the names that the lists of an edition need; one statement."""
    language = current_language()
    return Names(
        territory={
            place.code: Texts(place.name).get(language, unit.tenant.languages).text
            for place in territories(unit.session)
        },
        sector=_labels(sectors(), language),
        profession=_labels(professions(), language),
        language=language,
        languages=LANGUAGES,
    )


def sector_names() -> Mapping[str, str]:
    """Return the names of the sectors in the reader's language, by code."""
    return _labels(sectors(), current_language())


def offer_territories(field: SelectField, names: Names) -> None:
    """Let the reader choose one of the territories."""
    field.choices = _choices(_("All territories"), names.territory.items())


def offer_sectors(field: SelectField, names: Names) -> None:
    """Let the reader choose one of the sectors, in the order of their names."""
    field.choices = _choices(_("All sectors"), sorted(names.sector.items(), key=lambda item: fold(item[1])))


def offer_rounds(field: SelectField, unit: Unit, edition: Edition) -> None:
    """Let the reader choose one of the rounds; one statement."""
    numbers = round_numbers(unit.session, edition.id)
    named = ((str(number), _("Round %(number)s", number=number)) for number in numbers)
    field.choices = _choices(pgettext("rounds", "All"), named)


def offer_ranks(field: SelectField, edition: Edition) -> None:
    """Let the reader choose which choice it was, as far as the edition lets people choose."""
    most = ImmersionSettings.from_json(edition.settings).max_choices
    field.choices = _choices(_("All choices"), ((str(rank), rank_words(rank)) for rank in range(1, most + 1)))


def rank_names() -> Mapping[int, str]:
    """Return what each choice is called, by its rank, for as many as any edition lets people make.

    The words stay on one line, so that the rows of a list stay low.
    """
    return {rank: rank_words(rank).replace(" ", "\u00a0") for rank in range(1, MOST_CHOICES + 1)}


def first_row(page: int) -> int:
    """Return how many rows come before page `page`."""
    return (page - 1) * PAGE_SIZE


def _choices(everything: str, named: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice("", everything), *(SelectChoice(value, name) for value, name in named)]


def _labels(vocabulary: Vocabulary, language: str) -> Mapping[str, str]:
    return {term.code: term.label.get(language, ()).text for term in vocabulary}
