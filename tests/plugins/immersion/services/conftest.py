"""A round that can be published."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from core.messages.models import Message
from tests.plugins.immersion.newcomers import newcomer_of


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


@pytest.fixture
def two_at_h1(world):
    """S1 and S2 have the places of H1, which is in Namur; two places of H2 are free, and S3 has none."""
    world.make_host("H1", 2, institution="A")
    world.make_host("H2", 2, institution="B")
    world.make_trainee("S1", "H1", institution="Z", territory="liege")
    world.make_trainee("S2", "H1", institution="Y")
    world.live(1)
    world.live(2)
    world.session.execute(delete(Message))
    world.commit()
    return world


@pytest.fixture
def hosting(world):
    """Two hosts: one of institution A in Namur, one of B."""
    world.make_host("H1", 1, institution="A")
    world.make_host("H2", 2, institution="B")
    world.commit()
    return world


@pytest.fixture
def nora(hosting):
    """Somebody who is signed in and has not registered."""
    return newcomer_of(hosting)("nora@cpas.example")
