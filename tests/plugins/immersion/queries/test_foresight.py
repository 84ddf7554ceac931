"""What a round could bring as things stand, before it is opened."""

from __future__ import annotations

import pytest

from core.programme.models import Offer, Registration
from plugins.immersion.queries.foresight import foresee
from plugins.immersion.statuses import OFFER_WITHDRAWN, WITHDRAWN
from tests.standing import let_stand

pytestmark = pytest.mark.requirement("IM-15")


@pytest.mark.requirement("IM-14")
def test_before_a_round_opens_it_says_what_it_could_bring(world) -> None:
    world.make_host("H1", 1)
    world.make_host("H2", 3)
    world.make_trainee("S1", "H1", institution="Z")
    world.make_trainee("S2", "H1", institution="Y")
    world.make_trainee("S3", "H2", institution="Hôte H2")
    world.make_trainee("S4", "H2", institution="Hôte H1")
    found = foresee(world.on(2, world.reader()), world.round(2).id)
    assert (found.pool, found.priority, found.with_possible_choice, found.placeable, found.places_left) == (
        4,
        2,
        3,
        2,
        4,
    )
    assert (found.references, found.hopeless) == (("S1", "S2", "S3", "S4"), False)
    assert foresee(world.on(1), world.round(1).id).references == ("S3", "S4")
    world.make_host("H3", None)
    assert foresee(world.on(2), world.round(2).id).places_left is None


def test_nobody_who_withdrew_is_in_the_pool(world) -> None:
    world.make_host("H1")
    world.make_trainee("S1", "H1", institution="Hôte H1")
    row = world.session.get(Registration, (world.unit.tenant.id, world.trainees["S1"]))
    let_stand(row, WITHDRAWN)
    world.session.flush()
    assert foresee(world.on(2), world.round(2).id).pool == 0


def test_an_offer_that_is_not_accepted_gives_no_priority(world) -> None:
    world.make_host("H1", institution="A")
    world.make_trainee("S1", "H1", institution="A")
    assert foresee(world.on(1), world.round(1).id).pool == 1
    let_stand(world.session.get(Offer, (world.unit.tenant.id, world.offers["H1"])), OFFER_WITHDRAWN)
    world.session.flush()
    assert foresee(world.on(1), world.round(1).id).pool == 0
