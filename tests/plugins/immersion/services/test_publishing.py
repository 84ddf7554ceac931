"""Publishing a round: everything together or not at all, once, and never on what is out of date (IM-16)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from core.audit.models import AuditEntry
from core.jobs.models import Dispatch
from core.messages.models import Message
from core.programme import mailing
from core.programme.booking import Wanted, book_many
from core.programme.models import Offer, Opening, Participation, Registration, StatusChange
from core.programme.registrations import Withdrawal
from plugins.immersion import statuses
from plugins.immersion.errors import AlreadyPublishedError, RoundOutdatedError
from plugins.immersion.models import ImmersionPlacement
from plugins.immersion.services import letters as letters_module
from plugins.immersion.services.rounds import propose_now, publish, publishing, reopen
from plugins.immersion.services.withdrawals import withdraw_many
from tests.plugins.immersion.services.published import AGAIN, HOST_LIST, PLACED, count, everything, kinds, taken
from tests.standing import let_stand
from tests.together import at_once, while_locked

pytestmark = pytest.mark.requirement("IM-16")


def test_places_statuses_counts_and_letters_change_together(proposed) -> None:
    world = proposed
    done = world.publish(1, world.coordinator())
    round_ = world.round(1)
    assert (round_.state, round_.published_by, round_.published_at) == ("published", "coordinator", world.on(1).now)
    assert (done.number, done.placed, done.letters) == (1, 2, 5)
    assert taken(world) == {"H1": 1, "H2": 1}
    parts = world.session.execute(select(Participation.status, Participation.standing)).all()
    assert parts == [("placed", "holding")] * 2
    changes = world.session.execute(select(StatusChange.old, StatusChange.new, StatusChange.by)).all()
    assert changes == [(None, "placed", "coordinator")] * 2
    ranks = world.session.execute(select(ImmersionPlacement.rank, ImmersionPlacement.round_id)).all()
    assert ranks == [(1, round_.id)] * 2
    assert kinds(world) == {PLACED: 2, AGAIN: 1, HOST_LIST: 2}
    assert count(world, Dispatch) == 5
    entry = world.session.scalars(select(AuditEntry).where(AuditEntry.act == "immersion.round.published")).one()
    assert entry.details == {"number": 1, "sha256": round_.sha256, "placed": 2, "letters": 5, "version": 3}


def test_two_who_press_at_once_place_once(proposed) -> None:
    world = proposed
    accounts = [uuid.uuid4(), uuid.uuid4()]
    units = [world.other(1, replace(world.actor("coordinator"), account_id=each)) for each in accounts]
    round_id, version = world.round(1).id, world.round(1).version
    world.commit()

    def press(unit: Any) -> object:
        try:
            done = publish(unit, round_id, version=version)
            unit.session.commit()
        finally:
            unit.session.rollback()
        return done

    outcomes = at_once(*(partial(press, unit) for unit in units))
    errors = [outcome for outcome in outcomes if isinstance(outcome, AlreadyPublishedError)]
    assert (len(outcomes), len(errors)) == (2, 1)
    assert (errors[0].by, errors[0].at) == ("coordinator", units[0].now)
    assert (count(world, ImmersionPlacement), count(world, Message)) == (2, 5)
    assert taken(world) == {"H1": 1, "H2": 1}


def test_the_second_press_of_the_button_is_answered_as_the_first(proposed) -> None:
    """Finding 17 of the review."""
    world, version = proposed, proposed.round(1).version
    first = publish(world.on(1), world.round(1).id, version=version)
    assert publish(world.on(1), world.round(1).id, version=version) == first
    assert (count(world, ImmersionPlacement), count(world, Message)) == (2, 5)


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (publishing, "book_many"),
        (publishing, "round_letters"),
        (mailing, "write_letters"),
        (publishing, "record"),
        (letters_module, "host_list_letters"),
    ],
)
def test_a_failure_in_the_middle_changes_nothing(proposed, monkeypatch, module: Any, name: str) -> None:
    world = proposed
    before = everything(world)

    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("in the middle")

    monkeypatch.setattr(module, name, fail)
    with pytest.raises(RuntimeError):
        world.publish(1)
    world.session.rollback()
    assert everything(world) == before
    monkeypatch.undo()
    assert world.publish(1).placed == 2


def withdraw(world, reference: str, unit: Any = None) -> None:
    unit = unit or world.on(1)
    withdraw_many(unit, world.edition, [Withdrawal(world.trainees[reference], unit.now, "changement")])


def test_a_withdrawal_between_proposal_and_publication_asks_for_a_new_opening(proposed) -> None:
    world = proposed
    withdraw(world, "S1")
    with pytest.raises(RoundOutdatedError) as caught:
        world.publish(1)
    assert (caught.value.withdrawn, caught.value.full, caught.value.placed, caught.value.closed) == (
        ("S1",),
        (),
        (),
        (),
    )
    reopen(world.on(1), world.round(1).id)
    propose_now(world.on(1), world.round(1).id, lambda _done, _total: None)
    assert world.publish(1).placed == 1


def test_a_withdrawal_of_somebody_without_a_place_hinders_nothing_and_is_not_written_to(proposed) -> None:
    world = proposed
    refused = next(ref for ref, offer in assignment(world).items() if offer is None)
    withdraw(world, refused)
    assert world.publish(1).placed == 2
    assert kinds(world) == {PLACED: 2, HOST_LIST: 2}


def test_somebody_without_a_place_whose_reference_is_another_by_now_hinders_nothing(proposed) -> None:
    world = proposed
    refused = next(ref for ref, offer in assignment(world).items() if offer is None)
    world.session.get_one(Registration, (world.unit.tenant.id, world.trainees[refused])).reference = "S9"
    world.session.flush()
    assert world.publish(1).placed == 2
    assert kinds(world) == {PLACED: 2, HOST_LIST: 2}


def assignment(world) -> dict[str, str | None]:
    return json.loads(world.round(1).result)["assignment"]


def change_capacity(world, reference: str, capacity: int) -> None:
    query = select(Opening).join(Offer, Opening.offer_id == Offer.id).where(Offer.reference == reference)
    world.session.scalars(query).one().capacity = capacity
    world.session.flush()


def close(world, reference: str) -> None:
    row = world.session.scalars(select(Offer).where(Offer.reference == reference)).one()
    let_stand(row, statuses.OFFER_WITHDRAWN)
    world.session.flush()


@pytest.mark.parametrize(
    ("change", "fact"),
    [(lambda world: change_capacity(world, "H1", 0), "full"), (lambda world: close(world, "H1"), "closed")],
)
def test_an_offer_without_room_or_no_longer_offered_is_named(proposed, change: Callable[..., None], fact: str) -> None:
    change(proposed)
    with pytest.raises(RoundOutdatedError) as caught:
        proposed.publish(1)
    found = {name: getattr(caught.value, name) for name in ("withdrawn", "placed", "full", "closed")}
    assert found == {"withdrawn": (), "placed": (), "full": (), "closed": ()} | {fact: ("H1",)}


def test_somebody_with_a_place_by_then_is_named(proposed) -> None:
    world = proposed
    world.make_host("H9")
    opening = world.session.scalars(select(Opening.id).where(Opening.offer_id == world.offers["H9"])).one()
    book_many(world.on(1), [Wanted(opening, world.trainees["S1"])], statuses.PLACED)
    with pytest.raises(RoundOutdatedError) as caught:
        world.publish(1)
    assert caught.value.placed == ("S1",)


def test_a_withdrawal_at_the_same_moment_wins_and_the_publication_sees_it(proposed, engine) -> None:
    world = proposed
    round_id, version = world.round(1).id, world.round(1).version
    world.commit()
    other = world.other(1)
    withdraw(world, "S1")
    outcome = while_locked(engine, world.commit, lambda: publish(other, round_id, version=version))
    other.session.rollback()
    assert isinstance(outcome, RoundOutdatedError)
    assert outcome.withdrawn == ("S1",)


def test_a_withdrawal_at_the_same_moment_waits_and_frees_the_new_place(proposed, engine) -> None:
    world = proposed
    other = world.other(1)
    world.publish(1)

    def late() -> int:
        done = withdraw_many(other, world.edition, [Withdrawal(world.trainees["S1"], other.now)])
        other.session.commit()
        return done

    assert while_locked(engine, world.commit, late) == 1
    assert taken(world)["H2"] == 0
    assert kinds(world)[HOST_LIST] == 3


def test_as_many_statements_for_thirty_as_for_one(world_of, statements) -> None:
    sent_for = []
    for slug, trainees in (("immersion-0-23", 1), ("bruzel", 30)):
        world = world_of(slug)
        code = next(iter(world.territories))
        for number in range(trainees):
            world.make_host(f"H{number}", 1, institution=f"{slug} {number}", territory=code)
            for twin in "AB":  # One of each two gets the place.
                world.make_trainee(f"S{number}{twin}", f"H{number}", institution=f"{slug} Z", territory=code)
        world.live(1)
        world.propose(2)
        world.commit()
        with statements() as sent:
            done = world.publish(2)
            world.session.flush()
        assert done.placed == trainees
        sent_for.append(sent.count)
    assert sent_for[0] == sent_for[1]
