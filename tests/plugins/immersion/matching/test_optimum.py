"""The solver against the oracle that tries every assignment."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.immersion.matching import InstanceError, placeable_count, possible_choices, read_instance, solve
from tests.plugins.immersion.matching.oracle import best, draw_list, feasible, most_placed, possible
from tests.plugins.immersion.matching.seeds import seeds
from tests.plugins.immersion.matching.small import Content, random_content


def agrees_with_oracle(content: Content) -> None:
    try:
        instance = read_instance(content)
    except InstanceError:
        # Each pin is possible by itself; only together they may be too many, and then nothing is feasible.
        assert list(feasible(content)) == []
        return
    result = solve(instance)
    assert (result.assignment, result.vector) == best(content)
    assert placeable_count(instance) == most_placed(content)
    assert possible_choices(instance) == {row["id"]: tuple(possible(content, row)) for row in draw_list(content)}


@pytest.mark.requirement("IM-14")
@pytest.mark.requirement("IM-17")
@pytest.mark.parametrize("block", range(6))
def test_every_small_instance_has_the_one_assignment_of_the_rule(block: int) -> None:
    for seed in seeds(1000 * block, 1000 * (block + 1)):
        agrees_with_oracle(random_content(Random(seed)))


@pytest.mark.requirement("IM-14")
def test_instances_of_eight_without_exceptions_too() -> None:
    for seed in seeds(50_000, 51_500):
        agrees_with_oracle(random_content(Random(seed), plain=True, most=8))


@pytest.mark.requirement("IM-14")
@settings(max_examples=150)
@given(st.randoms(use_true_random=False), st.booleans())
def test_a_search_for_the_smallest_counterexample_finds_none(random: Random, plain: bool) -> None:
    agrees_with_oracle(random_content(random, plain=plain, most=6))
