"""What a module shows of its offers in the catalogue: declared once, given offer by offer as plain values.

The catalogue is public and crosses networks: it holds what everybody may read, and never who a contact is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.contract.module import Label


class Shown(StrEnum):
    """How a value of the catalogue is said in the reader's language."""

    #: Words that somebody wrote: a mapping of language to text.
    TEXT = "text"
    #: A few words that are the same in every language, such as "6-12".
    PLAIN = "plain"
    #: One or more of the declared `choices`, by their codes, or as they were written.
    CHOICE = "choice"
    #: Codes of the vocabularies that all networks share, or words that these do not know, as they were written.
    SECTOR = "sector"
    PROFESSION = "profession"
    #: Codes of the network's territories.
    TERRITORY = "territory"
    #: Weekdays, "1" (Monday) to "7".
    WEEKDAY = "weekday"
    #: ISO days.
    DAY = "day"
    #: Codes of languages.
    LANGUAGE = "language"
    #: A length of time in days, as a number.
    DURATION = "duration"


@dataclass(frozen=True, slots=True)
class Facet:
    """By what the catalogue is narrowed: its code, its label, how its values are said."""

    code: str
    label: Label
    shown: Shown
    #: On a phone it stands above the list; the others are folded.
    first: bool = False
    choices: Mapping[str, Label] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Detail:
    """What an entry's page says beside title, organisation, place and places left; in the order of the declaration."""

    code: str
    label: Label
    shown: Shown
    choices: Mapping[str, Label] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EntryAct:
    """What a reader may do with an entry ("Choose this place"), while one of `phases` is open.

    `endpoint` takes `edition` and `reference`.
    """

    label: Label
    endpoint: str
    phases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """How the offers of a module stand in the catalogue."""

    #: The phases in which people choose: the catalogue opens with the first of them, and can be read until the edition
    #: is over.
    phases: tuple[str, ...]
    facets: tuple[Facet, ...] = ()
    details: tuple[Detail, ...] = ()
    act: EntryAct | None = None


@dataclass(frozen=True, slots=True)
class CatalogueOffer:
    """What a module publishes of one offer: plain values, public, and nothing of anybody's person."""

    #: The values of its facets, by the facet's code.
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    #: What its page says, by the detail's code: texts by language, codes, ISO days, numbers.
    details: Mapping[str, Any] = field(default_factory=dict)
    #: How many people ask for it now; None where nobody asks for a place before it is given.
    requests: int | None = None
