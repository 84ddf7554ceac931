"""One sentence for each request: what it obtained, or how many asked for the places it did not obtain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from plugins.immersion.matching.instance import Instance
from plugins.immersion.matching.messages import Table, phrase
from plugins.immersion.matching.possible import places_left_after_fixed, possible_choices

REASONS: Final[Table] = {
    "fixed": {
        "fr": "Attribution décidée avant ce tour, conservée : {offer}.",
        "nl": "Toewijzing van vóór deze ronde, behouden: {offer}.",
        "en": "Placement decided before this round, kept: {offer}.",
    },
    "pinned": {
        "fr": "Attribution imposée pour ce tour : {offer}, choix {rank}.",
        "nl": "Toewijzing vastgezet voor deze ronde: {offer}, keuze {rank}.",
        "en": "Placement pinned for this round: {offer}, choice {rank}.",
    },
    "placed": {
        "fr": "Place obtenue : {offer}, choix {rank}.",
        "nl": "Plaats verkregen: {offer}, keuze {rank}.",
        "en": "Place obtained: {offer}, choice {rank}.",
    },
    "no_choice": {
        "fr": "Aucun choix n'a été exprimé.",
        "nl": "Er werd geen keuze opgegeven.",
        "en": "No choice was made.",
    },
    "no_possible_choice": {
        "fr": "Aucun des choix n'est possible dans ce tour.",
        "nl": "Geen van de keuzes is mogelijk in deze ronde.",
        "en": "None of the choices is possible in this round.",
    },
    "refused": {
        "fr": "Aucune place obtenue. {demand}.",
        "nl": "Geen plaats verkregen. {demand}.",
        "en": "No place obtained. {demand}.",
    },
}

PLACES: Final[Table] = {
    "one": {"fr": "1 place", "nl": "1 plaats", "en": "1 place"},
    "many": {"fr": "{count} places", "nl": "{count} plaatsen", "en": "{count} places"},
}

REQUESTS: Final[Table] = {
    "one": {"fr": "1 demande", "nl": "1 aanvraag", "en": "1 request"},
    "many": {"fr": "{count} demandes", "nl": "{count} aanvragen", "en": "{count} requests"},
}


@dataclass(frozen=True)
class Demand:
    """An offer as a refused trainee may know it: places left after fixed, and requests of the pool that could go."""

    offer: str
    places: int
    requests: int

    def text(self, lang: str) -> str:
        """ "H012: 2 places, 7 requests", in French with a space before the colon."""
        colon = " :" if lang == "fr" else ":"
        return f"{self.offer}{colon} {_counted(PLACES, self.places, lang)}, {_counted(REQUESTS, self.requests, lang)}"


@dataclass(frozen=True)
class Reason:
    """Why a request obtained what it did; ``code`` is one of REASONS, ``demands`` are in the order of the choices."""

    code: str
    offer: str = ""
    rank: int = 0
    demands: tuple[Demand, ...] = ()

    def text(self, lang: str) -> str:
        """The sentence in ``lang`` ("fr", "nl" or "en")."""
        demand = "; ".join(one.text(lang) for one in self.demands)
        if lang == "fr":
            demand = demand.replace("; ", " ; ")
        return phrase(REASONS, self.code, lang).format(offer=self.offer, rank=self.rank, demand=demand)


def reasons_of(instance: Instance, assignment: Mapping[str, str | None]) -> dict[str, Reason]:
    """The reason of every listed request, for an assignment of this instance. IM-14, docs/matching.md."""
    possible = possible_choices(instance)
    places = places_left_after_fixed(instance)
    wanted = Counter(offer for choices in possible.values() for _, offer in choices)
    demand = {offer: Demand(offer, places[offer], count) for offer, count in wanted.items()}
    reasons = {}
    for request in instance.requests:
        obtained = assignment[request.id]
        if request.id in instance.fixed:
            reason = Reason("fixed", offer=instance.fixed[request.id])
        elif obtained is not None:
            code = "pinned" if request.id in instance.pinned else "placed"
            reason = Reason(code, offer=obtained, rank=request.choices.index(obtained) + 1)
        elif possible[request.id]:
            reason = Reason("refused", demands=tuple(demand[offer] for _, offer in possible[request.id]))
        else:
            reason = Reason("no_possible_choice" if request.choices else "no_choice")
        reasons[request.id] = reason
    return reasons


def _counted(forms: Table, count: int, lang: str) -> str:
    return phrase(forms, "one" if count == 1 else "many", lang).format(count=count)
