"""A host's offer is withdrawn by hand and offered again: what can be chosen, and rounds, follow at once (IM-13)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import func, select

from core.contract.acting import Actor, NotAllowedError
from core.messages.models import Message
from core.programme.errors import OfferHeldError, UnknownOfferError
from core.programme.models import Offer, Participation, Registration
from plugins.immersion.errors import RoundOutdatedError
from plugins.immersion.lists.hosts import HOSTS
from plugins.immersion.lists.trainees import TRAINEES
from plugins.immersion.queries.by_hand import offers_to_choose
from plugins.immersion.queries.foresight import foresee
from plugins.immersion.queries.hosts import expects_nobody
from plugins.immersion.queries.letters.offers import offers_with_places
from plugins.immersion.queries.offers import Naming, UnderWay, naming, rounds_under_way, without_other_priority
from plugins.immersion.queries.overview import overview_of
from plugins.immersion.services.offers import offer_one_again, withdraw_one
from plugins.immersion.services.rounds import open_round, publish, reopen
from tests.together import while_locked

pytestmark = pytest.mark.requirement("IM-13")


def version_of(world: Any, reference: str) -> int:
    return world.session.scalars(select(Offer.version).where(Offer.reference == reference)).one()


def take_away(world: Any, reference: str, actor: Actor | None = None, *, day: int = 1, unit: Any = None) -> bool:
    unit = unit or world.on(day, actor)
    version = version_of(world, reference)
    return withdraw_one(unit, world.edition, world.offers[reference], version=version, reason="Plus personne.")


def bring_again(world: Any, reference: str, actor: Actor | None = None, *, day: int = 1) -> bool:
    version = version_of(world, reference)
    unit = world.on(day, actor)
    return offer_one_again(
        unit, world.edition, world.offers[reference], version=version, reason="Quelqu’un, après tout."
    )


def letters(world: Any) -> int:
    return world.session.scalar(select(func.count()).select_from(Message))


@pytest.fixture
def planned(world: Any) -> Any:
    """Two hosts; a colleague of A chooses B and then C, a colleague of B chooses A, somebody else chooses A alone."""
    world.make_host("H1", 1, institution="A")
    world.make_host("H2", 1, institution="B")
    world.make_host("H3", 2, institution="C", territory="liege")
    world.make_trainee("S1", "H2", "H3", institution="A")
    world.make_trainee("S2", "H1", institution="B")
    world.make_trainee("S3", "H1", institution="Z")
    world.commit()
    return world


def test_it_leaves_what_can_be_chosen_and_the_figures_and_nobody_is_told(planned: Any) -> None:
    world = planned
    before = letters(world)
    assert take_away(world, "H1") is True
    unit = world.on(1)
    assert {words[0] for words in offers_to_choose(unit, world.edition)["choice_1"]} == {"H2", "H3"}
    assert [each.offer.reference for each in offers_with_places(world.session, world.edition.id, {})] == ["H2", "H3"]
    whole = overview_of(unit, world.edition.id).counts
    assert (whole.offering, whole.room.capacity) == (2, 3)
    nobody = world.session.scalars(select(Offer.reference).where(expects_nobody(world.edition.id))).all()
    assert sorted(nobody) == ["H2", "H3"]
    contact = select(Registration.status).where(Registration.reference == "H1")
    assert world.session.scalars(contact).one() == "withdrawn"
    assert letters(world) == before


def test_the_next_round_is_without_it_until_it_is_offered_again(planned: Any) -> None:
    world = planned
    take_away(world, "H1")
    seen = foresee(world.on(2), world.round(2).id)
    # S1 has no priority any more, since A has no other offer; S2 and S3 have nothing left to get.
    assert (seen.pool, seen.priority, seen.with_possible_choice, seen.places_left) == (3, 1, 1, 3)
    assert bring_again(world, "H1") is True
    seen = foresee(world.on(2), world.round(2).id)
    assert (seen.pool, seen.priority, seen.with_possible_choice, seen.places_left) == (3, 2, 3, 4)
    assert {words[0] for words in offers_to_choose(world.on(1), world.edition)["choice_1"]} == {"H1", "H2", "H3"}
    take_away(world, "H1")
    open_round(world.on(1), world.round(1).id)
    frozen = json.loads(world.round(1).snapshot)
    assert [offer["id"] for offer in frozen["offers"]] == ["H2", "H3"]
    # The pool of host services has lost those of A; who chose what was withdrawn keeps that choice.
    assert [(each["id"], each["choices"]) for each in frozen["requests"]] == [("S2", ["H1"])]


def test_the_list_of_hosts_counts_nothing_left_of_it_and_the_trainees_their_priority(planned: Any) -> None:
    world = planned

    def listed(spec: Any, **asked: str) -> list[str]:
        return [row.reference for row in world.part(spec, world.on(1, world.coordinator()), **asked).rows]

    assert listed(TRAINEES, priority="yes") == ["S1", "S2"]
    take_away(world, "H1")
    rows = world.part(HOSTS, world.on(1, world.coordinator())).rows
    assert {row.reference: (row.status, row.places, row.left) for row in rows} == {
        "H1": ("withdrawn", 1, 0),
        "H2": ("accepted", 1, 1),
        "H3": ("accepted", 2, 2),
    }
    assert listed(HOSTS, places="left") == ["H2", "H3"]
    assert listed(HOSTS, places="full") == []
    assert listed(HOSTS, status="withdrawn") == ["H1"]
    assert listed(TRAINEES, priority="yes") == ["S2"]


def test_what_follows_is_counted_before_it_is_done(planned: Any) -> None:
    world = planned
    unit = world.on(1)
    # Of the two who name it neither has another choice; S1 alone would lose the priority of A.
    assert naming(unit, world.offers["H1"]) == Naming(2, 2, 2)
    assert naming(unit, world.offers["H2"]) == Naming(1, 1, 0)
    assert without_other_priority(unit, world.offers["H1"]) == 1
    world.make_host("H4", 1, institution="A")
    assert without_other_priority(unit, world.offers["H1"]) == 0
    assert without_other_priority(unit, world.offers["H3"]) == 0
    take_away(world, "H3")
    assert naming(unit, world.offers["H2"]) == Naming(1, 1, 1)
    world.live(1)
    # S1 has the place of H2, and S2 that of H1.
    assert naming(unit, world.offers["H1"]) == Naming(2, 1, 1)


def test_nobody_loses_a_place_by_the_way(planned: Any) -> None:
    world = planned
    world.live(1)
    with pytest.raises(OfferHeldError) as caught:
        take_away(world, "H1", day=2)
    assert caught.value.references == ("S2",)
    assert world.session.scalars(select(Offer.status).where(Offer.reference == "H1")).one() == "accepted"


def test_a_proposal_that_gives_a_place_there_is_opened_again_with_the_same_draw(planned: Any) -> None:
    world = planned
    world.propose(1)
    assert rounds_under_way(world.on(1), world.edition.id, "H1") == [UnderWay(1, "proposed", includes=True, gives=1)]
    take_away(world, "H1")
    with pytest.raises(RoundOutdatedError) as caught:
        world.publish(1)
    assert caught.value.closed == ("H1",)
    reopen(world.on(1), world.round(1).id)
    assert rounds_under_way(world.on(1), world.edition.id, "H1") == [UnderWay(1, "open", includes=False, gives=0)]
    bring_again(world, "H1")
    assert rounds_under_way(world.on(1), world.edition.id, "H1") == [UnderWay(1, "open", includes=False, gives=0)]


def test_a_proposal_that_gives_nobody_a_place_there_is_published_as_it_stands(planned: Any) -> None:
    world = planned
    world.propose(1)
    assert rounds_under_way(world.on(1), world.edition.id, "H3") == [UnderWay(1, "proposed", includes=True, gives=0)]
    take_away(world, "H3")
    assert world.publish(1).placed == 2
    assert rounds_under_way(world.on(1), world.edition.id, "H3") == []


def test_one_that_is_offered_again_before_the_publication_is_as_if_nothing_had_been(planned: Any) -> None:
    world = planned
    world.propose(1)
    take_away(world, "H1")
    bring_again(world, "H1")
    assert world.publish(1).placed == 2


def test_a_publication_that_waits_for_a_withdrawal_sees_it(planned: Any, engine: Any) -> None:
    world = planned
    world.propose(1)
    world.commit()
    round_id, version = world.round(1).id, world.round(1).version
    leaving, publishing = world.other(1), world.other(1)
    take_away(world, "H1", unit=leaving)
    world.commit()
    outcome = while_locked(engine, leaving.session.commit, lambda: publish(publishing, round_id, version=version))
    assert isinstance(outcome, RoundOutdatedError)
    assert outcome.closed == ("H1",)
    publishing.session.rollback()
    assert world.session.scalars(select(Participation)).all() == []


def test_a_withdrawal_that_waits_for_a_publication_is_refused(planned: Any, engine: Any) -> None:
    world = planned
    world.propose(1)
    world.commit()
    round_id, version, offer = world.round(1).id, world.round(1).version, world.offers["H1"]
    seen = version_of(world, "H1")
    world.commit()
    publishing, leaving = world.other(1), world.other(1)
    publish(publishing, round_id, version=version)
    outcome = while_locked(
        engine,
        publishing.session.commit,
        lambda: withdraw_one(leaving, world.edition, offer, version=seen, reason="Plus personne."),
    )
    assert isinstance(outcome, OfferHeldError)
    assert outcome.references == ("S2",)


def test_only_who_looks_after_its_territory_withdraws_an_offer(planned: Any) -> None:
    world = planned
    with pytest.raises(NotAllowedError):
        take_away(world, "H1", world.reader())
    with pytest.raises(UnknownOfferError):
        take_away(world, "H1", world.referent("liege"))
    take_away(world, "H1", world.referent("namur"))
    with pytest.raises(NotAllowedError):
        bring_again(world, "H1", world.reader())
    with pytest.raises(UnknownOfferError):
        bring_again(world, "H1", world.referent("liege"))
    bring_again(world, "H1", world.coordinator())
    assert world.session.scalars(select(Offer.status).where(Offer.reference == "H1")).one() == "accepted"
