"""A host's view of a round: why these trainees come, and the others who asked do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from plugins.immersion.matching.errors import shown
from plugins.immersion.matching.explaining.demand import Demand, Standing
from plugins.immersion.matching.explaining.reasons import Explainer
from plugins.immersion.matching.explaining.words import counted, phrase_of


@dataclass(frozen=True, slots=True)
class Missed:
    """Somebody who asked for the offer and does not come; ``cause`` is that of the refusal, or "preferred"."""

    request: str
    rank: int
    cause: str
    loss: int = 1


@dataclass(frozen=True, slots=True)
class HostReason:
    """Why some came to an offer and others did not: ``came`` in the order of their standing, ``missed`` by rank."""

    demand: Demand
    came: tuple[tuple[str, Standing], ...]
    missed: tuple[Missed, ...]

    @property
    def causes(self) -> tuple[tuple[str, int], ...]:
        """What decided about how many of those who do not come, the most frequent cause first."""
        return tuple(Counter(missed.cause for missed in self.missed).most_common())

    def text(self, lang: str) -> str:
        """What the host reads first, in ``lang``: places, requests, and what decided about those who do not come."""
        return " ".join([host_outcome(self.demand, len(self.came), lang), *host_causes(self.causes, lang)])


def host_outcome(demand: Demand, came: int, lang: str) -> str:
    """One sentence in ``lang``: how many places an offer had to give, how many asked, how many come."""
    return phrase_of("sentences", "host", lang).format(
        offer=shown(demand.offer),
        offered=counted("places", demand.places, lang),
        asked=counted("requests", demand.requests, lang),
        placed=counted("placed", came, lang),
    )


def host_causes(causes: Iterable[tuple[str, int]], lang: str) -> list[str]:
    """A sentence in ``lang`` for each cause: why that many of those who asked do not come."""
    told = phrase_of("sentences", "missed", lang)
    return [told.format(why=phrase_of("missed", cause, lang), count=count) for cause, count in causes]


def host_reasons(explainer: Explainer) -> dict[str, HostReason]:
    """Why these trainees come to each offer of the instance and the others who named it do not; one look at the pool.

    IM-14.
    """
    came: dict[str, list[tuple[str, Standing]]] = {offer: [] for offer in explainer.demands}
    missed: dict[str, list[Missed]] = {offer: [] for offer in explainer.demands}
    for request in explainer.instance.pool:
        obtained = explainer.assignment[request.id]
        refusals = {refusal.offer: refusal for refusal in explainer.refusals(request)}
        for rank, offer in enumerate(request.choices[: explainer.instance.max_choices], start=1):
            if offer not in explainer.demands:
                continue
            if offer == obtained:
                came[offer].append((request.id, explainer.precedences.standing(request, offer)))
            elif offer in refusals:
                missed[offer].append(Missed(request.id, rank, refusals[offer].cause, refusals[offer].loss))
            else:
                missed[offer].append(Missed(request.id, rank, "preferred"))
    numbers = explainer.precedences.number
    return {
        offer: HostReason(
            demand,
            # Whoever is pinned stands there whatever their draw number; it still decides in which order they are told.
            tuple(sorted(came[offer], key=lambda one: (one[1], numbers[one[0]]))),
            tuple(sorted(missed[offer], key=lambda one: (one.rank, one.request))),
        )
        for offer, demand in explainer.demands.items()
    }
