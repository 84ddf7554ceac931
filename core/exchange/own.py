"""Our own lists, imported again as they were taken home: their headings in every language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import force_locale

from core.exchange.reading import SheetColumn
from core.exchange.sheets import fields_of
from core.language.spoken import LANGUAGES
from core.listing.spec import ListSpec


@dataclass(frozen=True, slots=True)
class OwnList:
    """A list whose Excel file can be imported again.

    `renamed` gives the column of the import for each column of the list that has another name there; what stands in
    the list under no such name is passed over. An array has a column for each of `places`, called by `numbered`.
    """

    spec: ListSpec
    renamed: Mapping[str, str] = field(default_factory=dict)
    places: int = 0
    numbered: str = "{key}_{place}"

    def headings(self, columns: Sequence[SheetColumn]) -> list[dict[str, str]]:
        """Return the headings of the list in each language, each with the column that it is for an import."""
        known = {column.name for column in columns}
        found = []
        for language in LANGUAGES:
            with force_locale(language):
                named = {}
                for each in fields_of(self.spec, defaultdict(dict), self.places):
                    key = self.renamed.get(each.key, each.key)
                    name = key if each.place is None else self.numbered.format(key=key, place=each.place)
                    named[each.header] = name if name in known else f"({each.header})"
                found.append(named)
        return found
