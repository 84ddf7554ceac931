"""The letters of an act before it is done: one of each kind and language as its addressee would read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from core.contract.module import LetterKind
from core.messages.access import READ_LETTERS
from core.messages.letter import Letter
from core.messages.rendering import Written, render
from core.messages.telling import tellings, untold
from core.messages.timeliness import Contradiction, contradictions
from core.tenancy.unit import Unit


@dataclass(frozen=True, slots=True)
class Sample:
    """So many letters of a kind in a language; one of them, or none where the actor may read none of them."""

    kind: LetterKind
    language: str
    count: int
    letter: Letter | None
    written: Written | None
    #: What letters of this sample say against the day on which they leave, and how many of them.
    contradictions: Mapping[Contradiction, int]


def samples(unit: Unit, letters: Iterable[Letter], module: str, *, again: bool = False) -> list[Sample]:
    """Return an example of each kind and language of `letters`, in their order, of those that would be written.

    What was told already is left out, unless it is told `again`, as `write_letters` does. The example is one that the
    actor could read once it is written. One statement.
    """
    letters = list(letters)
    told, reach = tellings(unit.session, letters), unit.actor.territories(READ_LETTERS, module)
    found: dict[tuple[str, str], list[Letter]] = {}
    for letter in untold(letters, () if again else told):
        found.setdefault((letter.kind.key, letter.language), []).append(letter)
    return [
        _sample(each, [one for one in each if reach is None or one.territory_id in reach], unit.today)
        for each in found.values()
    ]


def _sample(letters: list[Letter], readable: list[Letter], today: date) -> Sample:
    shown = readable[0] if readable else None
    written = render(shown.kind, shown.language, shown.variables) if shown else None
    kind = letters[0].kind
    said = Counter(
        found for letter in letters for found in dict.fromkeys(contradictions(kind.dates, letter.variables, today))
    )
    return Sample(kind, letters[0].language, len(letters), shown, written, said)
