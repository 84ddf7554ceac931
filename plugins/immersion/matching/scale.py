"""How six counts are written as one number: with digits as wide as could ever be needed, or narrow and proved enough.

Numbers written so add up count by count, and compare as the counts do in their order, as long as no count outgrows its
digit. In the exact scale none can, whatever happens among so many requests, but the numbers are longer than a processor
adds in one step. In a narrow scale every number of the solver fits in 30 bits.

That a narrow scale was enough shows in the prices with which the solver ends. What optimality, the smallest prices and
the draw speak of are differences of a value above its price and another, or nothing. Where each count of each price is
within a quarter of its digit, each count of such a difference is within half, and it is above, below or equal to 0 as
it would be in the exact scale. Where one is not, nothing is concluded, and the exact scale decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from plugins.immersion.matching.instance import Objective
from plugins.immersion.matching.objective import Vector, worth

#: How many bits a narrow scale has below its first digit; then no sum or difference of two values has more than 30.
NARROW_BITS: Final = 28
#: Counts of places are never far from 0 in a price, which is at most what a place there is worth to somebody.
BITS_FOR_PLACES: Final = 3


@dataclass(frozen=True)
class Scale:
    """How many bits the digit of each count has, the first count at the top; there is room for more above it."""

    widths: tuple[int, ...]

    @property
    def bits(self) -> int:
        """How many bits the six digits take."""
        return sum(self.widths)

    def packed(self, counts: Vector) -> int:
        """Write six counts as one number."""
        number = 0
        for count, width in zip(counts, self.widths, strict=True):
            number = (number << width) + count
        return number

    def unpacked(self, number: int) -> Vector:
        """Read six counts back, each of which may be below 0."""
        counts = []
        for width in reversed(self.widths):
            count = _lowest(number, width)
            counts.append(count)
            number = (number - count) >> width
        a, b, c, d, e, f = reversed(counts)
        return (a, b, c, d, e, f)

    def suffices_for(self, prices: Iterable[int]) -> bool:
        """Whether each count of each price is at least minus a quarter of what its digit tells apart, and below one."""
        quarters = halves = 0
        for width in self.widths:
            quarters = (quarters << width) + ((1 << width) >> 2)
            halves = (halves << width) + ((1 << width) >> 1)
        return all((price + quarters) & halves == 0 for price in prices)


class Rewriting(dict[int, int]):
    """Numbers of one scale and what they are in another. Few of the numbers of a market differ: each is read once."""

    def __init__(self, scale: Scale, other: Scale) -> None:
        """Note where in the other scale each digit goes, the lowest first, and what stands above them all."""
        self._above = other.bits
        self._digits: list[tuple[int, int]] = []
        place = 0
        for width, there in zip(reversed(scale.widths), reversed(other.widths), strict=True):
            if width:
                self._digits.append((width, place))
            place += there

    def __missing__(self, number: int) -> int:
        rest, rewritten = number, 0
        for width, place in self._digits:
            count = _lowest(rest, width)
            rest = (rest - count) >> width
            rewritten += count << place
        rewritten += rest << self._above
        self[number] = rewritten
        return rewritten


def _lowest(number: int, width: int) -> int:
    """The lowest digit of a number, from minus a half of what it can tell apart to below a half."""
    half = (1 << width) >> 1
    return ((number + half) & ((1 << width) - 1)) - half


def certificate_scale(requests: int) -> Scale:
    """The exact scale for so many requests of any kind, in which a certificate is written. Rule: docs/matching.md."""
    return Scale((_exact_width(requests),) * 6)


def exact_scale(objective: Objective, classes: frozenset[bool], requests: int) -> Scale:
    """The scale in which no lower count can outweigh a higher one, if there are requests of these classes only.

    ``classes`` holds True for those with priority, False for those without. What they do not count takes no room.
    """
    first, second = _counted(objective, classes, 1), _counted(objective, classes, 2)
    width = _exact_width(requests)
    return Scale(tuple([width if one or other else 0 for one, other in zip(first, second, strict=True)]))


@cache
def narrow_scale(objective: Objective, classes: frozenset[bool]) -> Scale:
    """A scale for requests of these classes in which the solver's numbers stay short: enough for most instances."""
    places = _counted(objective, classes, 3)
    counts = exact_scale(objective, classes, 1).widths
    of_ranks = [number for number, width in enumerate(counts) if width and not places[number]]
    widths = [BITS_FOR_PLACES if place else 0 for place in places]
    left = NARROW_BITS - BITS_FOR_PLACES * (sum(places) - 1)
    for more, number in zip(range(len(of_ranks), 0, -1), of_ranks, strict=True):
        widths[number] = left // more
        left -= widths[number]
    return Scale(tuple(widths))


def _exact_width(requests: int) -> int:
    """A digit of so many bits tells apart all from minus to plus ``requests``."""
    return (2 * requests + 2).bit_length()


def _counted(objective: Objective, classes: frozenset[bool], rank: int) -> list[bool]:
    """Which of the six counts a placement at this rank may add to."""
    worths = [worth(objective, priority, rank) for priority in sorted(classes)]
    return [any(one[number] for one in worths) for number in range(6)]
