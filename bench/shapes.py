"""Instances of five shapes, seeded, to time the matching on; docs/matching.md says what each is like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from plugins.immersion.matching import Instance, Offer, Request

REGION = 290
HOSTS_IN_REGION = 120
PLACES_IN_REGION = 408
PROVINCES = 5
SECTOR_FACTORS = (0.7, 0.9, 1.0, 1.2, 1.5)


@dataclass(frozen=True)
class Shelf:
    """Offers one chooses among, with their popularity summed up so that a choice is one look-up."""

    offers: list[int]
    cumulated: list[float]

    def pick(self, random: Random) -> int:
        """One offer, the more popular the likelier."""
        return random.choices(self.offers, cum_weights=self.cumulated)[0]


def shelf(offers: list[int], popularity: list[float]) -> Shelf:
    """Sum up the popularity of some offers."""
    return Shelf(offers, list(accumulate(popularity[offer] for offer in offers)))


def places_for(random: Random, count: int, total: int) -> list[int]:
    """Share a total of places out among offers by a gamma law of shape 0.8, one each at least."""
    sizes = [random.gammavariate(0.8, 1.0) for _ in range(count)]
    scale = max(0, total - count) / sum(sizes)
    places = [1 + int(size * scale) for size in sizes]
    # Rounding down leaves a few over (or, with many small offers, too many): the total is made exact.
    for _ in range(total - sum(places)):
        places[random.randrange(count)] += 1
    return places


def market(n: int, seed: int, *, places_each: float, sigma: float, local: bool) -> Instance:
    """A market of ``n`` trainees: hosts with 1 to 3 offers, lognormal popularity, 1 to 3 choices, 30 % with priority.

    ``places_each`` is the number of places for each trainee; ``local``: 78 % of choices in one's own province, the
    others in one's region of 290 trainees; else choices are made among all offers.
    """
    random = Random(seed)
    offer_house: list[int] = []
    for house in range(max(1, n * HOSTS_IN_REGION // REGION)):
        offer_house += [house] * random.choices((1, 2, 3), (80, 15, 5))[0]
    count = len(offer_house)
    places = places_for(random, count, round(n * places_each))
    popularity = [random.lognormvariate(0, sigma) * random.choice(SECTOR_FACTORS) for _ in offer_house]
    regions = max(1, round(n / REGION)) if local else 1
    district = [(house % regions, house // regions % PROVINCES) for house in offer_house]
    by_province: dict[tuple[int, int], list[int]] = {(r, p): [] for r in range(regions) for p in range(PROVINCES)}
    for offer in range(count) if local else ():
        by_province[district[offer]].append(offer)
    province_shelf = {place: shelf(offers, popularity) for place, offers in by_province.items()}
    by_region: list[list[int]] = [[] for _ in range(regions)]
    for offer in range(count):
        by_region[district[offer][0]].append(offer)
    region_shelf = [shelf(offers, popularity) for offers in by_region]
    requests = []
    for number in range(n):
        region, province = number % regions, random.randrange(PROVINCES)
        near = province_shelf[region, province]
        chosen: list[int] = []
        wanted = random.choices((1, 2, 3), (20, 25, 55))[0]
        for _ in range(20 * wanted):
            at_home = local and near.offers and random.random() < 0.78
            offer = (near if at_home else region_shelf[region]).pick(random)
            if offer not in chosen:
                chosen.append(offer)
            if len(chosen) == wanted:
                break
        requests.append(
            Request(
                id=f"S{number:06}",
                priority=random.random() < 0.3,
                choices=tuple(f"H{offer:06}" for offer in chosen),
                institution=f"T{random.randrange(n)}",
            )
        )
    offers = tuple(Offer(f"H{number:06}", places[number], f"I{offer_house[number]}") for number in range(count))
    return Instance(offers, tuple(requests), seed="bench")


def realistic(n: int, seed: int) -> Instance:
    """The margins of 2024: 408 places for 290 trainees, most choices near home."""
    return market(n, seed, places_each=PLACES_IN_REGION / REGION, sigma=1.1, local=True)


def tight(n: int, seed: int) -> Instance:
    """As realistic, with 0.9 place for each trainee."""
    return market(n, seed, places_each=0.9, sigma=1.1, local=True)


def hard(n: int, seed: int) -> Instance:
    """0.9 place for each trainee, no locality, and popularity more unequal."""
    return market(n, seed, places_each=0.9, sigma=1.3, local=False)


def chain(n: int, seed: int) -> Instance:
    """A path of offers with one place each, in which the last request moves everybody.

    The draw has no say: the seed of the instance is that of the shape, and choices are the same for every seed.
    """
    offers = tuple(Offer(f"H{number:06}", 1) for number in range(n))
    movable = [Request(f"S{row:06}", True, (f"H{row:06}", f"H{row + 1:06}")) for row in range(n - 1)]
    last = Request(f"S{n - 1:06}", True, ("H000000",))
    return Instance(offers, (*movable, last), seed=str(seed))


def critical(n: int, seed: int) -> Instance:
    """Three choices uniformly among n/5 offers of five places: exactly as many places as trainees, 30 % priority."""
    random = Random(seed)
    offers = tuple(Offer(f"H{number:06}", 5) for number in range(max(3, n // 5)))
    requests = tuple(
        Request(
            id=f"S{number:06}",
            priority=random.random() < 0.3,
            choices=tuple(f"H{offer:06}" for offer in random.sample(range(len(offers)), 3)),
        )
        for number in range(n)
    )
    return Instance(offers, requests, seed="bench")


SHAPES: dict[str, Callable[[int, int], Instance]] = {
    "realistic": realistic,
    "tight": tight,
    "hard": hard,
    "chain": chain,
    "critical": critical,
}
