"""What the jobs of the module were about."""

from __future__ import annotations

import uuid

from core.contract.acting import Actor
from core.contract.module import JobSubject
from plugins.immersion.jobs import rounds_of_jobs


def test_a_round_is_named_with_its_edition(world, app) -> None:
    round_ = world.round(2)
    world.commit()
    unit = world.on(2, world.coordinator())
    with app.test_request_context("/?lang=nl"):
        named = rounds_of_jobs(unit, [round_.id, uuid.UUID(int=1)])
        assert rounds_of_jobs(world.on(2, Actor("Passer-by")), [round_.id]) == {}
    assert named == {
        round_.id: JobSubject(
            "Matching 2, Kijkstages 0-23, editie 2024", "immersion.round", {"edition": "2024", "number": 2}
        )
    }
