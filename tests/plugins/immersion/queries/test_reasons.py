"""Why published rounds decided as they did: for a person, for a host, and where somebody decided otherwise."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pytest
from sqlalchemy import select

from core.contract.acting import Actor
from plugins.immersion.matching import Reason
from plugins.immersion.models import ImmersionRoundReason
from plugins.immersion.queries.reasons import Told, published_rounds, reasons_of_offer, reasons_of_trainee
from plugins.immersion.reasons import Arrival, OfferReason, PersonReason
from plugins.immersion.services.rounds import add_variant, adopt_variant
from plugins.immersion.variants import Changes

pytestmark = pytest.mark.requirement("IM-14")


@pytest.fixture
def year(lived):
    return lived(one_place_for_two)


def one_place_for_two(world) -> None:
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
    world.publish(1)


def told_to(year, reference: str, day: int = 2) -> Sequence[Told[PersonReason]]:
    rounds = published_rounds(year.session, year.edition.id)
    return reasons_of_trainee(year.on(day), rounds, year.trainees[reference])[0]


def told_of(year, actor: Actor) -> tuple[Sequence[Told[OfferReason]], Mapping[str, str]]:
    rounds = published_rounds(year.session, year.edition.id)
    return reasons_of_offer(year.on(2, actor), rounds, year.offers["H1"])


def test_a_place_that_was_imposed_is_told_as_one(year) -> None:
    (told,) = told_to(year, "S2")
    assert told.reason.reason == Reason("pinned", "H1", 2)
    (refused,) = told_to(year, "S1")
    assert [(no.offer, no.rank, no.cause) for no in refused.reason.reason.refusals] == [("H1", 1, "pinned")]
    (to_host,), names = told_of(year, year.coordinator())
    assert to_host.reason.came == (Arrival("S2", True, True, 2, told.reason.number),)
    assert (to_host.reason.causes, names) == ((("pinned", 1),), {"S2": "Stagiaire S2"})
    assert (to_host.reason.asked, to_host.reason.asked_first, to_host.reason.drawn) == (2, 1, 3)


@pytest.mark.requirement("IM-23")
def test_who_came_is_named_to_those_for_whom_they_exist(year) -> None:
    actors = (year.coordinator(), year.referent("hainaut"), year.referent("luxembourg"), year.reader())
    named = [told_of(year, actor)[1].get("S2") for actor in actors]
    assert named == ["Stagiaire S2", "Stagiaire S2", None, None]


def test_a_round_that_is_not_published_is_told_to_nobody(year) -> None:
    year.make_trainee("S4", "H2", institution="Z")
    year.propose(2)
    assert [round_.number for round_ in published_rounds(year.session, year.edition.id)] == [1]
    assert told_to(year, "S4") == []
    assert year.session.scalars(select(ImmersionRoundReason.round_id).distinct()).all() == [year.round(1).id]


def test_a_round_whose_snapshot_gives_another_result_explains_nothing(world) -> None:
    world.make_host("H1", 1, institution="A")
    world.make_host("H2", 1, institution="B")
    world.make_trainee("S1", "H2", institution="A")
    world.propose(1)
    row = world.round(1)
    other = json.loads(row.result)
    other["assignment"]["S1"] = None
    row.result = json.dumps(other)
    world.session.flush()
    assert world.publish(1).placed == 0
    assert told_to(world, "S1") == []


def test_as_many_statements_for_many_rounds_and_people_as_for_few(year, statements) -> None:
    def count() -> list[int]:
        year.commit()
        found = []
        for ask, about in ((reasons_of_trainee, year.trainees["S1"]), (reasons_of_offer, year.offers["H2"])):
            unit = year.on(3, year.coordinator())
            with statements() as sent:
                ask(unit, published_rounds(unit.session, year.edition.id), about)
            found.append(sent.count)
        return found

    count()
    with_few = count()
    for number in range(10, 40):
        year.make_trainee(f"S{number}", "H2", "H1", institution=f"Z{number}")
    year.live(2)
    year.live(3)
    assert count() == with_few
