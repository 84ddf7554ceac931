"""A round that can be published."""

from __future__ import annotations

import pytest


@pytest.fixture
def proposed(world):
    """Two hosts, three colleagues of theirs of whom two can be placed; the first round is proposed."""
    world.make_host("H1", 1, institution="A")
    world.make_host("H2", 1, institution="B", language="nl")
    world.make_trainee("S1", "H2", institution="A")
    world.make_trainee("S2", "H1", institution="B", territory="liege", language="nl")
    world.make_trainee("S3", "H1", institution="B")
    world.propose(1)
    world.commit()
    return world
