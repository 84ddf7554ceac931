"""Why each request obtained what it did: what it holds, and a refusal for each choice that it liked better."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from plugins.immersion.matching.contradictions import trainees_by_institution
from plugins.immersion.matching.errors import shown
from plugins.immersion.matching.explaining.demand import Demand, Precedence, Precedences, demands_of
from plugins.immersion.matching.explaining.forcing import Forcing
from plugins.immersion.matching.explaining.refusals import COUNTS, Refusal
from plugins.immersion.matching.explaining.words import phrase_of
from plugins.immersion.matching.instance import Instance
from plugins.immersion.matching.possible import obstacle_between
from plugins.immersion.matching.rows import Request
from plugins.immersion.matching.sharing import Shares
from plugins.immersion.matching.table import Table


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a request obtained what it did: ``code`` is "fixed", "pinned", "placed", "refused" or "no_choice".

    ``refusals`` are the choices liked better than the one obtained, best first.
    """

    code: str
    offer: str = ""
    rank: int = 0
    refusals: tuple[Refusal, ...] = ()

    def text(self, lang: str) -> str:
        """What a person reads first, in ``lang`` ("fr", "nl" or "en"): one line."""
        outcome = phrase_of("sentences", self.code, lang).format(offer=shown(self.offer), rank=self.rank)
        return " ".join([outcome, *[refusal.text(lang) for refusal in self.refusals]])


class Explainer:
    """Explains the assignment that a solved instance has; nothing is computed before it is asked for. IM-14.

    The instance, its table and how it was shared out must belong together.
    """

    def __init__(self, instance: Instance, assignment: Mapping[str, str | None], table: Table, shares: Shares) -> None:
        """Keep what is to be explained."""
        self.instance = instance
        self.assignment = assignment
        self._table = table
        self.shares = shares

    @cached_property
    def demands(self) -> dict[str, Demand]:
        """How each offer was asked for."""
        return demands_of(self.instance)

    @cached_property
    def precedences(self) -> Precedences:
        """Who comes before whom among those placed."""
        return Precedences(self.instance, self.assignment)

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {request.id: row for row, request in enumerate(self._table.requests)}

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {offer: column for column, offer in enumerate(self._table.offers)}

    @cached_property
    def _forcing(self) -> Forcing:
        """Asked only where somebody is placed who comes later, which serial dictatorship never does."""
        return Forcing(self.shares.exact_market())

    @cached_property
    def _same_institution(self) -> Mapping[tuple[str, str], int]:
        """How many listed trainees of an institution are at an offer in the end, those fixed included."""
        together = trainees_by_institution(self.instance)
        for request in self._table.requests:
            offer = self.assignment[request.id]
            if offer is not None and request.institution is not None:
                together[request.institution, offer] += 1
        return together

    def reason(self, request: Request) -> Reason:
        """Why a listed request obtained what it did."""
        instance, obtained = self.instance, self.assignment[request.id]
        if request.id in instance.fixed:
            return Reason("fixed", offer=instance.fixed[request.id])
        if not request.choices[: instance.max_choices]:
            return Reason("no_choice")
        if obtained is None:
            return Reason("refused", refusals=self.refusals(request))
        code = "pinned" if request.id in instance.pinned else "placed"
        rank = request.choices.index(obtained) + 1
        return Reason(code, offer=obtained, rank=rank, refusals=() if code == "pinned" else self.refusals(request))

    def refusals(self, request: Request) -> tuple[Refusal, ...]:
        """The choices a request of the pool liked better than what it obtained, each with what decided.

        For one that is pinned elsewhere that is the pin, unless the choice was not possible anyway.
        """
        obtained = self.assignment[request.id]
        refusals = []
        for rank, offer in enumerate(request.choices[: self.instance.max_choices], start=1):
            if offer == obtained:
                break
            refusals.append(self._refusal(request, offer, rank))
        return tuple(refusals)

    def _refusal(self, request: Request, offer: str, rank: int) -> Refusal:
        obstacle = obstacle_between(self.instance, request, offer)
        if obstacle is not None:
            return Refusal(offer, rank, obstacle)
        if self.demands[offer].places == 0:
            return Refusal(offer, rank, "no_place")
        if request.id in self.instance.pinned:
            return Refusal(offer, rank, "pinned")
        institution, before = self._in_the_way(request, offer)
        cause, loss = (before.decided or "cap", 1) if not before.later else self._cost(request, offer)
        numbers = self.precedences.number
        return Refusal(
            offer,
            rank,
            cause,
            demand=self.demands[offer],
            before=before,
            loss=loss,
            cap=None if institution is None else self.instance.cap_same_institution,
            number=numbers[request.id],
            drawn=len(numbers),
        )

    def _in_the_way(self, request: Request, offer: str) -> tuple[str | None, Precedence]:
        """Who was in the way: everybody at a full offer (None), or, where the cap is reached, the own institution's.

        Where both were, it is those who all come before the request.
        """
        ways: list[str | None] = []
        if self._placed_at[offer] >= self.demands[offer].places:
            ways.append(None)
        if self._is_capped(request, offer):
            ways.append(request.institution)
        found = [(way, self.precedences.before(request, offer, way)) for way in ways]
        return min(found, key=lambda one: bool(one[1].later))

    def _cost(self, request: Request, offer: str) -> tuple[str, int]:
        """What placing a request at an offer would cost: the first count of V to drop, and by how much."""
        row, column = self._rows[request.id], self._columns[offer]
        loss = self._forcing.loss(row, self._table.choices[row].index(column))
        counts = zip(COUNTS[self.instance.objective], self.shares.scale.unpacked(loss), strict=True)
        return next(((name, count) for name, count in counts if count), ("earlier", 1))

    @cached_property
    def _placed_at(self) -> Counter[str | None]:
        return Counter(self.assignment[request.id] for request in self.instance.pool)

    def _is_capped(self, request: Request, offer: str) -> bool:
        """Whether as many of the request's institution are at the offer as the cap allows."""
        cap = self.instance.cap_same_institution
        if cap is None or request.institution is None:
            return False
        return self._same_institution[request.institution, offer] >= cap
