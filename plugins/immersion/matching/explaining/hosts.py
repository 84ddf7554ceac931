"""A host's view of a round: why these trainees come, and the others who asked do not."""

from __future__ import annotations

from collections import Counter
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

    def text(self, lang: str) -> str:
        """What the host reads first, in ``lang``: places, requests, and what decided about those who do not come."""
        outcome = phrase_of("sentences", "host", lang).format(
            offer=shown(self.demand.offer),
            offered=counted("places", self.demand.places, lang),
            asked=counted("requests", self.demand.requests, lang),
            placed=counted("placed", len(self.came), lang),
        )
        causes = Counter(missed.cause for missed in self.missed)
        count_of = phrase_of("sentences", "missed", lang)
        told = [
            count_of.format(why=phrase_of("missed", cause, lang), count=count) for cause, count in causes.most_common()
        ]
        return " ".join([outcome, *told])


def host_reason(explainer: Explainer, offer: str) -> HostReason:
    """Why these trainees come to an offer of the instance and the others who named it do not. IM-14."""
    came: list[tuple[str, Standing]] = []
    missed: list[Missed] = []
    for request in explainer.instance.pool:
        named = request.choices[: explainer.instance.max_choices]
        if offer not in named:
            continue
        if explainer.assignment[request.id] == offer:
            came.append((request.id, explainer.precedences.standing(request, offer)))
            continue
        refusal = next((one for one in explainer.refusals(request) if one.offer == offer), None)
        rank = named.index(offer) + 1
        if refusal is None:
            missed.append(Missed(request.id, rank, "preferred"))
        else:
            missed.append(Missed(request.id, rank, refusal.cause, refusal.loss))
    # Whoever is pinned stands there whatever their draw number; it still decides the order in which they are told.
    came.sort(key=lambda one: (one[1], explainer.precedences.number[one[0]]))
    missed.sort(key=lambda one: (one.rank, one.request))
    return HostReason(explainer.demands[offer], tuple(came), tuple(missed))
