"""Why somebody did not obtain a choice: the facts of one refusal, and what decided it."""

from __future__ import annotations

from dataclasses import dataclass

from plugins.immersion.matching.errors import shown
from plugins.immersion.matching.explaining.demand import Demand, Precedence
from plugins.immersion.matching.explaining.words import counted, phrase_of
from plugins.immersion.matching.instance import Objective

#: What each of the six counts is about, in their order. docs/matching.md.
COUNTS: dict[Objective, tuple[str, ...]] = {
    "priority": ("priority_placed", "priority_first", "priority_second", "placed", "first", "second"),
    "coverage": ("placed", "priority_placed", "priority_first", "priority_second", "first", "second"),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A choice that was not obtained, of ``rank`` from 1, and the ``cause`` that decided.

    Causes: an obstacle ("unknown_offer", "own_institution", "language", "forbidden", "no_place"); directly "priority",
    "rank", "draw", "pinned" or "cap", because all who are placed there come before; else what placing this person there
    would cost: one of COUNTS, of which there would be ``loss`` fewer, or "earlier": somebody earlier in the draw would
    have to step back. ``cap`` is the most trainees of one institution there, where that decided; ``number`` the own
    place in the draw, from 1, of ``drawn``.
    """

    offer: str
    rank: int
    cause: str
    demand: Demand | None = None
    before: Precedence | None = None
    loss: int = 0
    cap: int | None = None
    number: int = 0
    drawn: int = 0

    def text(self, lang: str) -> str:
        """One sentence in ``lang`` ("fr", "nl" or "en"): "H012: 3 places, 7 requests; the draw decided."."""
        parts = {"offer": shown(self.offer), "why": phrase_of("causes", self.cause, lang, self.loss)}
        if self.demand is None:
            return phrase_of("sentences", "obstacle", lang).format(**parts)
        offered = (
            phrase_of("sentences", "cap", lang).format(trainees=counted("trainees", self.cap, lang))
            if self.cap is not None
            else counted("places", self.demand.places, lang)
        )
        asked = counted("requests", self.demand.requests, lang)
        return phrase_of("sentences", "refusal", lang).format(offered=offered, asked=asked, **parts)

    def facts(self, lang: str) -> tuple[str, ...]:
        """The numbers behind the sentence, one line each, in ``lang``; none for an obstacle."""
        demand, before = self.demand, self.before
        if demand is None or before is None:
            return ()
        lines = [
            phrase_of("facts", "capacity", lang).format(
                places=counted("places", demand.capacity, lang), given=demand.given
            ),
            phrase_of("facts", "requests", lang).format(
                requests=counted("requests", demand.requests, lang), first=demand.first
            ),
        ]
        lines += [
            phrase_of("facts", name, lang).format(count=count)
            for name, count in (
                ("by_pin", before.by_pin),
                ("by_priority", before.by_priority),
                ("by_rank", before.by_rank),
                ("by_draw", before.by_draw),
                ("later", before.later),
            )
            if count
        ]
        return (*lines, phrase_of("facts", "number", lang).format(number=self.number, drawn=self.drawn))
