"""Why published rounds decided as they did: for a person, for a host, and where somebody decided otherwise."""

from __future__ import annotations

import pytest

from plugins.immersion.matching import Reason
from plugins.immersion.queries.explaining import (
    Arrival,
    published_rounds,
    reasons_of_offer,
    reasons_of_trainee,
)
from plugins.immersion.services.rounds import add_variant, adopt_variant, publish
from plugins.immersion.variants import Changes

pytestmark = pytest.mark.requirement("IM-14")


@pytest.fixture
def year(world):
    """One place that two want; in round 1 the coordination gives it to S2, who lists it second."""
    world.make_host("H1", 1, institution="A", territory="namur")
    world.make_host("H2", 2, institution="B", territory="liege")
    world.make_trainee("S1", "H1", institution="B", territory="liege")
    world.make_trainee("S2", "H2", "H1", institution="B", territory="hainaut")
    world.make_trainee("S3", "H2", institution="A", territory="namur")
    world.propose(1)
    unit = world.on(1, world.coordinator())
    variant = add_variant(unit, world.round(1).id, Changes("priority", (("S2", "H1"),)))
    version = world.round(1).version
    adopt_variant(unit, world.round(1).id, variant.number, reason="Accord", variant_id=variant.id, version=version)
    publish(world.on(1), world.round(1).id)
    world.commit()
    return world


def test_a_place_that_was_imposed_is_told_as_one(year) -> None:
    rounds = published_rounds(year.session, year.edition.id)
    told = reasons_of_trainee(year.on(2), year.edition.id, rounds, "S2")
    assert [each.reason for each in told.rounds] == [Reason("pinned", "H1", 2)]
    (refused,) = reasons_of_trainee(year.on(2), year.edition.id, rounds, "S1").rounds
    assert [(no.offer, no.rank, no.cause) for no in refused.reason.refusals] == [("H1", 1, "pinned")]
    (told_to_host,) = reasons_of_offer(year.on(2, year.coordinator()), year.edition.id, rounds, "H1")
    number = told.rounds[0].number
    assert told_to_host.came == (Arrival("S2", "Stagiaire S2", True, True, 2, number),)
    assert [(one.request, one.cause) for one in told_to_host.reason.missed] == [("S1", "pinned")]


@pytest.mark.requirement("IM-23")
def test_who_came_is_named_to_those_for_whom_they_exist(year) -> None:
    rounds = published_rounds(year.session, year.edition.id)
    actors = (year.coordinator(), year.referent("hainaut"), year.referent("luxembourg"), year.reader())
    named = [reasons_of_offer(year.on(2, actor), year.edition.id, rounds, "H1")[0].came[0].name for actor in actors]
    assert named == ["Stagiaire S2", "Stagiaire S2", None, None]


def test_a_round_that_is_not_published_is_told_to_nobody(year) -> None:
    year.make_trainee("S4", "H2", institution="Z")
    year.propose(2)
    rounds = published_rounds(year.session, year.edition.id)
    assert [round_.number for round_ in rounds] == [1]
    assert reasons_of_trainee(year.on(2), year.edition.id, rounds, "S4").rounds == ()


def test_as_many_statements_for_many_rounds_and_people_as_for_few(year, statements) -> None:
    def count() -> list[int]:
        year.commit()
        found = []
        for reference, reasons in (("S1", reasons_of_trainee), ("H2", reasons_of_offer)):
            unit = year.on(3, year.coordinator())
            with statements() as sent:
                rounds = published_rounds(unit.session, year.edition.id)
                reasons(unit, year.edition.id, rounds, reference)
            found.append(sent.count)
        return found

    count()
    with_few = count()
    for number in range(10, 40):
        year.make_trainee(f"S{number}", "H2", "H1", institution=f"Z{number}")
    year.live(2)
    year.live(3)
    assert count() == with_few
