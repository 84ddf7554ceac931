"""The vector of whole editions of 290 trainees, too large for trying every assignment, against a general solver."""

from dataclasses import replace

import pytest

from bench.shapes import SHAPES
from plugins.immersion.matching import solve
from tests.plugins.immersion.matching.levels import greatest_vector

MARKETS = ("realistic", "tight", "hard")
SEEDS = range(1, 8)


@pytest.mark.requirement("IM-14")
@pytest.mark.parametrize("shape", MARKETS)
@pytest.mark.parametrize("objective", ["priority", "coverage"])
def test_a_linear_solver_finds_the_same_vector_level_by_level(shape: str, objective: str) -> None:
    instances = [replace(SHAPES[shape](290, seed), objective=objective) for seed in SEEDS]
    assert [solve(instance).vector for instance in instances] == [greatest_vector(instance) for instance in instances]
