"""Where nobody is in the last round, the hosts that nobody comes to hear it all the same, once (IM-20)."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from core.contract.acting import Actor, Grant, NotAllowedError
from core.messages.models import Message
from core.programme.errors import NotOpenError
from core.programme.registrations import Withdrawal
from plugins.immersion.errors import (
    HostsToldError,
    NoHostToTellError,
    NotTheLastError,
    PeopleWaitError,
    PreviousRoundError,
    ProposalMovedError,
    RegistrationOpenError,
    RoundStateError,
)
from plugins.immersion.queries.ending import hosts_to_tell, obstacle_to_telling
from plugins.immersion.services.rounds import open_round, preview_telling, tell_hosts
from plugins.immersion.services.withdrawals import withdraw_many
from tests.plugins.immersion.services.published import HOST_LIST, NOBODY, everything, kinds
from tests.plugins.immersion.services.released import free
from tests.together import while_locked

pytestmark = pytest.mark.requirement("IM-20")
ADA = Actor("Ada", account_id=uuid4(), grants=(Grant("coordinator"),))


@pytest.fixture
def settled(world):
    """Everybody has a place after round 2; nobody comes to H2 and H3, and nobody is in round 3."""
    for reference in ("H1", "H2", "H3"):
        world.make_host(reference, 1, language="nl" if reference == "H3" else "fr")
    world.make_host("H4", 1, status="proposed")
    world.make_trainee("S1", "H1", institution="Z")
    world.live(1)
    world.live(2)
    world.commit()
    return world


def tell(world, *, version: int = 1, number: int = 3, actor: Actor | None = None) -> int:
    return tell_hosts(world.on(3, actor), world.round(number).id, version=version)


def told(world) -> list[str]:
    query = select(Message.to_address).where(Message.kind == NOBODY).order_by(Message.to_address)
    return list(world.session.scalars(query))


def test_those_that_expect_nobody_are_told_once_and_the_round_stays(settled) -> None:
    world = settled
    assert tell(world) == 2
    assert told(world) == ["h2@host.example", "h3@host.example"]
    assert {cause for cause in world.session.scalars(select(Message.cause).where(Message.kind == NOBODY))} == {
        "nobody comes"
    }
    round_ = world.round(3)
    assert (round_.state, round_.hosts_told_at, round_.hosts_told_by, round_.hosts_told_letters, round_.version) == (
        *("planned", world.on(3).now, "Liaison", 2),
        2,
    )
    assert tell(world) == 2  # The second press is answered as the first.
    with pytest.raises(HostsToldError) as caught:
        tell(world, version=2, actor=ADA)
    assert (caught.value.by, caught.value.at) == ("Liaison", world.on(3).now)
    assert len(told(world)) == 2


def test_what_is_shown_before_is_what_is_written_and_nothing_is_written_by_it(settled) -> None:
    world = settled
    before = everything(world)
    world.session.execute(text("SET TRANSACTION READ ONLY"))
    found = preview_telling(world.on(3), world.round(3), version=1)
    assert [(each.kind.key, each.language, each.count) for each in found] == [(NOBODY, "fr", 1), (NOBODY, "nl", 1)]
    assert everything(world) == before
    tell(world)
    subjects = set(world.session.scalars(select(Message.subject).where(Message.kind == NOBODY)))
    assert {each.written.subject for each in found} == subjects


def test_a_host_that_became_empty_by_a_withdrawal_hears_that_it_stays_so(settled) -> None:
    world = settled
    those = [Withdrawal(world.trainees["S1"], world.on(3).now)]
    withdraw_many(world.on(3), world.edition, those)
    before = kinds(world)
    assert tell(world) == 3
    assert kinds(world) - before == {NOBODY: 3}


def test_one_that_becomes_empty_afterwards_hears_it_as_ever_and_none_is_told_twice(settled) -> None:
    world = settled
    tell(world)
    before = kinds(world)
    free(world)
    assert kinds(world) - before == {HOST_LIST: 1, "immersion.place_released": 1}
    body = world.session.scalars(
        select(Message.body).where(Message.kind == HOST_LIST).order_by(Message.id.desc())
    ).first()
    assert "Vous n’attendez plus personne pour le moment." in body.splitlines()
    with pytest.raises(HostsToldError):
        tell(world, version=2, actor=ADA)
    world.choose("S1", "H2", wave=2)
    world.live(3)  # Somebody is in the round after all: it is held, and tells who was not told.
    assert told(world) == ["h1@host.example", "h2@host.example", "h3@host.example"]


def test_whose_place_was_released_and_who_has_not_chosen_again_holds_up_nothing(settled) -> None:
    world = settled
    free(world)
    assert tell(world) == 3


def test_only_where_nobody_is_in_the_last_round(settled) -> None:
    world = settled
    world.make_trainee("S2", "H1", institution="Y")
    with pytest.raises(PeopleWaitError):
        tell(world)
    open_round(world.on(3), world.round(3).id)
    with pytest.raises(RoundStateError):
        tell(world, version=2)
    assert told(world) == []


def test_only_what_could_be_opened_today_is_the_end(world) -> None:
    world.make_host("H1")
    early = world.on(datetime(2024, 3, 10, tzinfo=UTC))
    assert isinstance(obstacle_to_telling(early, world.round(3)), RegistrationOpenError)
    assert obstacle_to_telling(world.on(3), world.round(3)) is None  # Nobody registered at all.
    with pytest.raises(ProposalMovedError):
        tell(world, version=2)
    assert tell(world) == 1


def test_hosts_are_told_after_the_last_round_and_no_other(world) -> None:
    world.make_host("H1")
    with pytest.raises(NotTheLastError) as caught:
        tell(world, number=2)
    assert caught.value.later == 3


def test_a_round_under_way_before_it_comes_first(world) -> None:
    world.make_host("H1", institution="A")
    world.make_trainee("S1", "H1", institution="Z")
    world.propose(2)
    assert isinstance(obstacle_to_telling(world.on(3), world.round(3)), PeopleWaitError)
    withdraw_many(world.on(3), world.edition, [Withdrawal(world.trainees["S1"], world.on(3).now)])
    assert isinstance(obstacle_to_telling(world.on(3), world.round(3)), PreviousRoundError)


def test_where_every_host_expects_somebody_there_is_nothing_to_tell(world) -> None:
    world.make_host("H1")
    world.make_trainee("S1", "H1", institution="Z")
    world.live(2)
    assert hosts_to_tell(world.unit, world.edition.id) == []
    for act in (lambda: tell(world), lambda: preview_telling(world.on(3), world.round(3), version=1)):
        with pytest.raises(NoHostToTellError):
            act()
    assert world.round(3).hosts_told_at is None


@pytest.mark.requirement("IM-23")
def test_only_who_manages_rounds_tells(settled) -> None:
    world = settled
    for actor in (world.referent("namur"), world.reader()):
        with pytest.raises(NotAllowedError):
            tell(world, actor=actor)


def test_not_in_a_closed_edition(settled) -> None:
    world = settled
    world.edition.state = "closed"
    world.session.flush()
    with pytest.raises(NotOpenError):
        tell(world)


def test_of_two_at_once_one_tells(settled) -> None:
    world = settled
    round_id = world.round(3).id
    world.commit()
    first, second = world.other(3), world.other(3, ADA)
    tell_hosts(first, round_id, version=1)
    outcome = while_locked(
        world.session.get_bind(), first.session.commit, lambda: tell_hosts(second, round_id, version=1)
    )
    assert isinstance(outcome, HostsToldError)
    assert len(told(world)) == 2


def test_letters_of_a_rehearsal_are_captured(world_of) -> None:
    world = world_of(state="rehearsal")
    world.make_host("H1")
    tell(world)
    assert world.session.scalars(select(Message.captured)).all() == [True]
