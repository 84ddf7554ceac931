"""The codes of the data with their names in the reader's language, looked up once and not for every row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.directory.vocabulary import Vocabulary, professions, sectors
from core.language.folding import fold
from core.tenancy.queries import territories
from core.tenancy.unit import Unit


@dataclass(frozen=True, slots=True)
class Names:
    """Codes with their names: territories in the order of the network, sectors and professions in that of the names."""

    territory: Mapping[str, str]
    sector: Mapping[str, str]
    profession: Mapping[str, str]

    def sectors(self, codes: Sequence[str] | None) -> str:
        """Name some sectors; one that the vocabulary does not know stays as it was written."""
        return ", ".join(self.sector.get(code, code) for code in codes or ())

    def professions(self, codes: Sequence[str] | None) -> str:
        """Name some professions, likewise."""
        return ", ".join(self.profession.get(code, code) for code in codes or ())

    @property
    def terms(self) -> dict[str, Mapping[str, str]]:
        """The vocabularies by their names, as lists ask for them."""
        return {"territory": self.territory, "sector": self.sector, "profession": self.profession}


def names_in(unit: Unit, language: str) -> Names:
    """Read the names in a language; one statement."""
    return Names(
        territory={place.code: unit.tenant.text(place.name, language) for place in territories(unit.session)},
        sector=_labels(sectors(), language),
        profession=_labels(professions(), language),
    )


def _labels(vocabulary: Vocabulary, language: str) -> Mapping[str, str]:
    """Return the names of terms by code, in the order of the names."""
    labels = ((term.code, term.label.get(language, ()).text) for term in vocabulary)
    return dict(sorted(labels, key=lambda item: fold(item[1])))
