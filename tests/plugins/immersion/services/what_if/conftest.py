"""A first round that is proposed, with one place that two people want."""

import pytest


@pytest.fixture
def proposed(world):
    """H1 has one place, which S2 and S3 want; whoever does not get it stays without. The first round is proposed."""
    world.make_host("H1", 1, institution="A")
    world.make_host("H2", 3, institution="B", territory="liege")
    world.make_trainee("S1", "H2", institution="A")
    world.make_trainee("S2", "H1", institution="B", territory="liege")
    world.make_trainee("S3", "H1", institution="B")
    world.seed_given = world.round(1).seed
    world.propose(1)
    world.commit()
    return world
