"""The stages of the solver by themselves, on a market; and the third against the second, on whole instances."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings

from bench.shapes import SHAPES
from plugins.immersion.matching import Instance, InstanceError, placeable_count, read_instance, sharing, solve, to_json
from plugins.immersion.matching.bidding import bid
from plugins.immersion.matching.chains import place
from plugins.immersion.matching.forest import Forest
from plugins.immersion.matching.market import NOWHERE, Market
from tests.plugins.immersion.matching.seeds import COMPILED, SHARE, seeds
from tests.plugins.immersion.matching.wide import Content, contended, fought_over

Plain = list[list[tuple[int, int]]]
ENDLESS = 10**9


class Impatience:
    """Makes the solver leave the second stage early, and counts the rows that come to the third."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch
        self.late = 0
        self.patience(ENDLESS)

    def patience(self, holders: int) -> None:
        """How many holders the second stage may ask; with -1 it does not begin."""
        self._patch.setattr(sharing, "PATIENCE", holders)
        self._patch.setattr(sharing, "PATIENCE_FOR_EACH", 0)

    def written(self, instance: Instance, holders: int) -> tuple[str, int]:
        """Everything that is written of an instance, and how many can be placed."""
        self.patience(holders)
        result = solve(instance)
        self.late += result.explainer.shares.market.late
        return to_json(result, "en"), placeable_count(instance)


@pytest.fixture
def impatience(monkeypatch: pytest.MonkeyPatch) -> Impatience:
    return Impatience(monkeypatch)


@pytest.mark.requirement("IM-14")
def test_the_third_stage_finds_what_the_second_does_by_the_thousand(impatience: Impatience) -> None:
    tried = 0
    for seed in seeds(1_500):
        content = contended(Random(seed))
        try:
            instance = read_instance(content)
        except InstanceError:
            continue
        expected = impatience.written(instance, ENDLESS)
        assert impatience.late == 0
        assert impatience.written(instance, -1) == expected
        assert impatience.written(instance, seed % 20) == expected
        tried += impatience.late > 0
        impatience.late = 0
    assert tried * SHARE > 700


@pytest.mark.requirement("IM-14")
def test_no_smallest_instance_on_which_they_differ() -> None:
    with pytest.MonkeyPatch.context() as patch:
        impatience = Impatience(patch)

        @settings(max_examples=150)
        @given(fought_over())
        def agree(content: Content) -> None:
            instance = read_instance(content)  # Nothing is pinned in it, so that it can always be read.
            assert impatience.written(instance, -1) == impatience.written(instance, ENDLESS)

        agree()
        assert impatience.late > 0


@pytest.mark.requirement("IM-14")
@pytest.mark.parametrize("objective", ["priority", "coverage"])
@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_they_agree_on_whole_editions(shape: str, objective: str, impatience: Impatience) -> None:
    for trainees, amount in ((290, 4), (1_000, 2)):
        # A chain is the same with any seed.
        for seed in range(1 if shape == "chain" else amount):
            instance = replace(SHAPES[shape](trainees, seed), objective=objective)
            expected = impatience.written(instance, ENDLESS)
            assert impatience.late == 0
            assert impatience.written(instance, -1) == expected
            assert impatience.late > 0
            impatience.late = 0
            assert impatience.written(instance, trainees // 10) == expected
            impatience.late = 0


@pytest.mark.requirement("IM-14")
@pytest.mark.parametrize("shape", ["realistic", "tight", "hard"])
def test_they_agree_where_a_cap_holds_in_whole_editions(shape: str, impatience: Impatience) -> None:
    """Twelve institutions, and two of each at one offer at most: many pairs are capped."""
    for seed in range(3):
        plain = SHAPES[shape](290, seed)
        rows = tuple(
            replace(row, institution=f"T{number % 12}", priority=row.priority or number % 2 == 0)
            for number, row in enumerate(plain.requests)
        )
        instance = replace(plain, requests=rows, cap_same_institution=2)
        expected = impatience.written(instance, ENDLESS)
        assert impatience.written(instance, -1) == expected
        assert impatience.late > 0
        impatience.late = 0


def market_of(wishes: Plain, places: list[int]) -> Market:
    """A market of these wishes."""
    choices = [[column for column, _ in row] for row in wishes]
    return Market(choices, [[value for _, value in row] for row in wishes], places)


def small_market(random: Random) -> tuple[Plain, list[int]]:
    """Wishes of up to six rows, values not rising, with many equal among them."""
    places = [random.choice((0, 1, 1, 2)) for _ in range(random.randint(1, 4))]
    # Nobody may wish for a place that is not there: the table of an instance has no such choices.
    columns = [column for column, count in enumerate(places) if count]
    wishes = []
    for _ in range(random.randint(0, 6)):
        chosen = random.sample(columns, random.randint(0, len(columns)))
        values = sorted((random.randint(1, 9) for _ in chosen), reverse=True)
        wishes.append(list(zip(chosen, values, strict=True)))
    return wishes, places


def greatest(wishes: Plain, places: list[int]) -> int:
    """The greatest total, by trying everything: each row in turn in each place that is left, or in none."""
    if not wishes:
        return 0
    most = greatest(wishes[1:], places)
    for column, value in wishes[0]:
        if places[column]:
            left = [count - (other == column) for other, count in enumerate(places)]
            most = max(most, value + greatest(wishes[1:], left))
    return most


def smallest_prices(wishes: Plain, places: list[int]) -> list[int]:
    """What one more place of each column would add: of all prices that prove the greatest total, the smallest."""
    now = greatest(wishes, places)
    return [
        greatest(wishes, [count + (other == column) for other, count in enumerate(places)]) - now
        for column in range(len(places))
    ]


def bidden(drawn: range) -> Iterator[tuple[Plain, list[int], Market, list[int]]]:
    """Small markets after the first stage, with those who tied."""
    for seed in drawn:
        wishes, places = small_market(Random(seed))
        market = market_of(wishes, places)
        yield wishes, places, market, bid(market)


def books_are_in_order(market: Market, places: list[int]) -> None:
    """Seats, holders, worth and free places say the same."""
    for row, seat in enumerate(market.seat):
        assert market.worth[row] == (
            dict(zip(market.choices[row], market.values[row], strict=True))[seat] if seat != NOWHERE else 0
        )
    for column, count in enumerate(places):
        assert sorted(market.holders[column]) == [row for row, seat in enumerate(market.seat) if seat == column]
        assert market.free[column] == count - len(market.holders[column]) >= 0


def content(market: Market, row: int) -> bool:
    """Whether a row holds what it likes best at these prices, nothing included."""
    price = 0 if market.seat[row] == NOWHERE else market.price[market.seat[row]]
    return market.worth[row] - price == market.contentment(row)


@pytest.mark.requirement("IM-14")
def test_bidding_never_asks_too_much_and_leaves_only_ties() -> None:
    ties = 0
    for wishes, places, market, tied in bidden(seeds(1_500)):
        books_are_in_order(market, places)
        smallest = smallest_prices(wishes, places)
        assert all(price <= most for price, most in zip(market.price, smallest, strict=True))
        assert all(market.free[column] == 0 for column, price in enumerate(market.price) if price)
        assert len(set(tied)) == len(tied)
        for row in range(len(wishes)):
            if row in tied:
                assert market.seat[row] == NOWHERE
            else:
                assert content(market, row)
        ties += len(tied)
    assert ties > (90 if COMPILED else 300)


@pytest.mark.requirement("IM-14")
@pytest.mark.parametrize("patience", [ENDLESS, 2, -1])
def test_chains_and_forest_end_at_the_greatest_total_and_its_smallest_prices(patience: int) -> None:
    for wishes, places, market, tied in bidden(seeds(1_500)):
        late = place(market, tied, patience)
        assert patience != ENDLESS or late == []
        Forest(market, late).grow()
        books_are_in_order(market, places)
        assert all(content(market, row) for row in range(len(wishes)))
        assert sum(market.worth) == greatest(wishes, places)
        assert market.price == smallest_prices(wishes, places)


@pytest.mark.requirement("IM-24")
@pytest.mark.parametrize("patience", [ENDLESS, -1])
def test_a_chain_of_ten_thousand_moves_in_either_stage(patience: int) -> None:
    """Everybody holds a first choice and could move one on; one more wants the first place, and all must move."""
    n = 10_000
    many = 2 * n
    wishes: Plain = [[(row, many + 1), (row + 1, many)] for row in range(n - 1)]
    market = market_of([*wishes, [(0, many + 1)]], [1] * n)
    tied = bid(market)
    assert len(tied) == 1
    late = place(market, tied, patience)
    assert late == (tied if patience < 0 else [])
    Forest(market, late).grow()
    assert market.seat == [*range(1, n), 0]
    assert market.price == [n - 1 - column for column in range(n)]
