"""What a reader asks of the catalogue, as the address of a page says it; pure."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from core.catalogue.facets import NOTHING, Chosen, read_chosen
from core.catalogue.words import LONGEST_QUERY, Query, query_of
from core.contract.catalogue import Facet

#: By what entries are sorted; the best found come first when something is looked for, and by name otherwise.
BEST: Final = "best"
NAME: Final = "name"
PLACE: Final = "municipality"
MOST_LEFT: Final = "most-left"
NEWEST: Final = "newest"
SORTS: Final = (BEST, NAME, PLACE, MOST_LEFT, NEWEST)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for, what was chosen, how it is sorted, and where the part that is shown begins."""

    typed: str = ""
    chosen: Chosen = NOTHING
    sort: str = NAME
    after: uuid.UUID | None = None
    before: uuid.UUID | None = None
    #: Everything on one page, for paper.
    whole: bool = False

    @property
    def query(self) -> Query:
        """What the words that were typed ask for."""
        return query_of(self.typed)

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.chosen.values) or bool(self.typed)


def read_asked(facets: Sequence[Facet], said: Mapping[str, Sequence[str]]) -> Asked:
    """Read what is asked; what no page offers asks for nothing, so that an old address still shows something."""
    typed = " ".join("".join(said.get("q", ())[:1]).replace("\0", "").split())[:LONGEST_QUERY]
    sort = "".join(said.get("sort", ())[:1])
    best = bool(query_of(typed))
    offered = SORTS if best else SORTS[1:]
    whole = "all" in said.get("page", ())
    after = None if whole else _row(said.get("after", ()))
    return Asked(
        typed=typed,
        chosen=read_chosen(facets, said),
        sort=sort if sort in offered else BEST if best else NAME,
        after=after,
        before=None if whole or after else _row(said.get("before", ())),
        whole=whole,
    )


def _row(said: Sequence[str]) -> uuid.UUID | None:
    try:
        return uuid.UUID("".join(said[:1]))
    except ValueError:
        return None
