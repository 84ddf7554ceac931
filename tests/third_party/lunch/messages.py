"""The letters of the module: what each tells, and its declaration. The texts lie in letters/."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.messages.envelope import Words
from core.messages.kinds import letter_kind


@dataclass(frozen=True, slots=True)
class NotedFacts:
    """Somebody is noted in an edition."""

    #: The title of the edition, by language.
    edition: Words


NOTED: Final = letter_kind("lunch.noted", NotedFacts, package="lunch.letters", parts=("noted",))

LETTERS: Final = (NOTED,)
