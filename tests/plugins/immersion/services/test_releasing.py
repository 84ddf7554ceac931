"""A place is released: the next round sees it free and not the person, and both sides are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, select, update

from core.contract.acting import NotAllowedError
from core.messages.models import Message
from core.programme.errors import NotOpenError, RegistrationMovedError, UnknownRegistrationError
from core.programme.models import Edition, Offer, Participation, Registration, StatusChange
from core.programme.registrations import Withdrawal
from plugins.immersion.enums import Pool
from plugins.immersion.errors import EmptyRoundError
from plugins.immersion.matching import parse_instance
from plugins.immersion.queries.asking import asking_for
from plugins.immersion.queries.foresight import foresee
from plugins.immersion.queries.released import next_round_of, next_rounds, to_choose_again
from plugins.immersion.services.rounds import ask_new_choices, open_round, publish
from plugins.immersion.services.withdrawals import withdraw_many
from tests.plugins.immersion.services.published import AGAIN, HOST_LIST, kinds, taken
from tests.plugins.immersion.services.released import AFTER_2, RELEASED, current, free, give, letters, version_of
from tests.together import while_locked

pytestmark = pytest.mark.requirement("IM-28")


def test_the_place_is_free_the_person_registered_and_their_choices_are_history(two_at_h1) -> None:
    world = two_at_h1
    free(world)
    row = world.session.get(Registration, (world.unit.tenant.id, world.trainees["S1"]), populate_existing=True)
    assert (row.status, row.withdrawn_at, row.version) == ("registered", None, 2)
    assert taken(world) == {"H1": 1, "H2": 0}
    place = select(Participation.status, Participation.standing, Participation.ended_at)
    theirs = place.where(Participation.registration_id == world.trainees["S1"])
    assert world.session.execute(theirs).all() == [("released", "ended", AFTER_2)]
    step = world.session.scalars(select(StatusChange).where(StatusChange.new == "released")).one()
    assert (step.old, step.by, step.reason) == ("placed", "Liaison", "sans nouvelles")
    assert (current(world, "S1"), current(world, "S2")) == ([False], [True])


@pytest.mark.requirement("IM-20")
def test_the_trainee_and_the_host_are_told_and_nobody_hears_why(two_at_h1) -> None:
    world = two_at_h1
    free(world)
    told = letters(world)
    assert set(told) == {RELEASED, HOST_LIST}
    host = world.session.scalar(select(Offer.registration_id).where(Offer.reference == "H1"))
    assert (told[RELEASED].about_id, told[HOST_LIST].about_id) == (world.trainees["S1"], host)
    assert told[RELEASED].reply_to == "liege@immersion-0-23.example"
    assert told[RELEASED].cause == told[HOST_LIST].cause
    said = told[RELEASED].body.replace("\u00a0", " ")
    assert "- H1, Un jour chez H1, A" in said.splitlines()
    assert "au plus tard le lundi 1er avril 2024" in said
    assert "@" not in said.replace("liege@immersion-0-23.example", "")
    listed = told[HOST_LIST].body.replace("\u00a0", " ")
    assert "Ne vient plus, place libérée : Stagiaire S1." in listed.splitlines()
    assert ("s1@trainee.example" in listed, "s2@trainee.example" in listed) == (False, True)
    assert [each for each in told.values() if "sans nouvelles" in each.body] == []


def test_a_second_press_writes_nothing_and_is_no_error(two_at_h1) -> None:
    world = two_at_h1
    free(world, version=1)
    free(world, version=1, reason="another")
    assert kinds(world) == {RELEASED: 1, HOST_LIST: 1}
    assert taken(world)["H1"] == 1
    with pytest.raises(RegistrationMovedError):
        free(world, version=2)


@pytest.mark.requirement("IM-16")
def test_the_next_round_has_the_place_and_not_the_person_until_they_choose_again(two_at_h1) -> None:
    world = two_at_h1
    free(world)
    foresight = foresee(world.on(3), world.round(3).id)
    assert (foresight.pool, foresight.places_left) == (0, 3)
    with pytest.raises(EmptyRoundError):
        open_round(world.on(3), world.round(3).id)
    world.session.rollback()
    free(world)
    world.make_trainee("S3", "H1", institution="X")
    world.propose(3)
    frozen = parse_instance(world.round(3).snapshot)
    assert ([each.id for each in frozen.requests], dict(frozen.fixed)) == (["S3"], {"S2": "H1"})
    assert frozen.offers_by_id["H1"].capacity - len(frozen.fixed) == 1
    world.publish(3)
    assert taken(world) == {"H1": 2, "H2": 0}


def test_with_new_choices_they_are_in_the_next_round(two_at_h1) -> None:
    world = two_at_h1
    free(world)
    world.choose("S1", "H2", wave=2, at=AFTER_2)
    assert foresee(world.on(3), world.round(3).id).references == ("S1",)
    world.live(3)
    assert taken(world) == {"H1": 1, "H2": 1}


def test_a_round_that_was_open_before_does_not_give_the_place_and_is_published(two_at_h1) -> None:
    world = two_at_h1
    world.make_trainee("S3", "H2", institution="X")
    world.propose(3)
    free(world)
    assert dict(parse_instance(world.round(3).snapshot).fixed) == {"S1": "H1", "S2": "H1"}
    world.publish(3)
    assert taken(world) == {"H1": 1, "H2": 1}
    give(world)  # No round was opened on it as a free one.
    assert taken(world) == {"H1": 2, "H2": 1}


def test_the_pool_says_of_the_tables_what_the_rule_says_of_values(two_at_h1) -> None:
    world = two_at_h1
    world.make_trainee("S3", institution="A")  # Who never chose is in the pool.
    assert to_choose_again(world.session, world.edition.id, Pool.EVERYBODY) == []
    free(world)
    assert to_choose_again(world.session, world.edition.id, Pool.EVERYBODY) == [world.trainees["S1"]]
    assert to_choose_again(world.session, world.edition.id, Pool.PRIORITY) == []
    world.make_host("H3", institution="Z", status="proposed")
    assert to_choose_again(world.session, world.edition.id, Pool.PRIORITY) == []
    world.make_host("H4", institution="Z")
    assert to_choose_again(world.session, world.edition.id, Pool.PRIORITY) == [world.trainees["S1"]]
    assert foresee(world.on(3), world.round(3).id).references == ("S3",)
    world.choose("S1", "H2", wave=2)
    assert to_choose_again(world.session, world.edition.id, Pool.EVERYBODY) == []


@pytest.mark.requirement("IM-20")
def test_they_are_asked_to_choose_again_even_where_the_round_could_place_others(two_at_h1) -> None:
    world = two_at_h1
    world.make_trainee("S3", "H2", institution="X")
    free(world)
    asked = asking_for(world.on(3), world.round(3))
    assert (asked.pool, asked.released, asked.untold) == ([world.trainees["S1"]],) * 3
    session_letters = kinds(world)
    assert ask_new_choices(world.on(AFTER_2), world.round(3).id, version=1) == 1
    assert kinds(world) - session_letters == {AGAIN: 1}
    body = letters(world)[AGAIN].body.replace("\u00a0", " ")
    assert "Votre place a été libérée. Votre inscription reste valable." in body.splitlines()
    assert "Vous recevrez ensuite une lettre" not in body
    assert asking_for(world.on(3), world.round(3)).untold == []


@pytest.mark.requirement("IM-20")
def test_a_round_that_is_published_asks_them_as_it_asks_its_pool(world) -> None:
    world.make_host("H1", 1, institution="A")
    world.make_host("H2", 1, institution="B")
    world.make_trainee("S1", "H1", institution="B")
    world.make_trainee("S2", "H2", institution="Z")
    world.make_trainee("S3", "H2", institution="Y")
    world.live(1)
    free(world)
    world.session.execute(delete(Message))
    world.live(2)
    asked = set(world.session.scalars(select(Message.about_id).where(Message.kind == AGAIN)))
    loser = {world.trainees["S2"], world.trainees["S3"]} & asked
    assert (len(loser), asked - loser) == (1, {world.trainees["S1"]})
    bodies = dict(world.session.execute(select(Message.about_id, Message.body).where(Message.kind == AGAIN)).all())
    assert "Votre place a été libérée" in bodies[world.trainees["S1"]]
    assert "Votre place a été libérée" not in bodies[loser.pop()]
    world.session.execute(delete(Message))
    world.live(3)
    final = select(Message.about_id).where(Message.kind == "immersion.not_placed_final")
    assert world.trainees["S1"] not in world.session.scalars(final).all()


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (datetime(2024, 3, 20, tzinfo=UTC), "Le prochain matching a lieu le mardi 2 avril 2024."),
        (datetime(2024, 4, 1, 8, tzinfo=UTC), "Un matching est encore prévu."),
        (datetime(2024, 4, 20, tzinfo=UTC), "Un matching est encore prévu."),
    ],
)
def test_the_letter_sets_no_deadline_that_nobody_could_keep(two_at_h1, day: datetime, said: str) -> None:
    free(two_at_h1, unit=two_at_h1.on(day))
    lines = letters(two_at_h1)[RELEASED].body.replace("\u00a0", " ").splitlines()
    assert [line for line in lines if line.startswith(said)] != []


def test_after_the_last_round_the_letter_says_that_none_comes(two_at_h1) -> None:
    world = two_at_h1
    world.make_trainee("S3", "H2", institution="X")
    world.live(3)
    world.session.execute(delete(Message))
    free(world)
    assert "Plus aucun matching n’est prévu cette année." in letters(world)[RELEASED].body.splitlines()
    assert next_rounds(world.session, world.edition.id) == []


def test_a_round_for_host_services_alone_invites_nobody_else(world) -> None:
    world.make_host("H1", 3, institution="A")
    world.make_trainee("S1", "H1", institution="Z")
    world.make_trainee("S2", institution="A")
    world.commit()
    found = {who: next_round_of(world.session, world.edition.id, world.trainees[who]).number for who in ("S1", "S2")}
    assert found == {"S1": 2, "S2": 1}


@pytest.mark.requirement("IM-23")
def test_a_referent_of_either_side_releases_whom_she_sees_and_finds_them_still(two_at_h1) -> None:
    world = two_at_h1
    for actor in (world.referent("liege"), world.referent("namur")):
        unit = world.on(AFTER_2, actor)
        free(world, unit=unit)
        give(world, unit=unit)
    assert taken(world)["H1"] == 2
    with pytest.raises(UnknownRegistrationError):
        free(world, unit=world.on(AFTER_2, world.referent("hainaut")))
    with pytest.raises(NotAllowedError):
        free(world, unit=world.on(AFTER_2, world.reader()))
    free(world)
    for actor, error in ((world.referent("hainaut"), UnknownRegistrationError), (world.reader(), NotAllowedError)):
        with pytest.raises(error):
            give(world, unit=world.on(AFTER_2, actor))
    world.make_host("H3", territory="hainaut")
    world.choose("S1", "H3", wave=2)  # Namur is history for this one.
    with pytest.raises(UnknownRegistrationError):
        give(world, unit=world.on(AFTER_2, world.referent("namur")))


def test_in_a_closed_edition_nothing_is_released_or_given_back(two_at_h1) -> None:
    world = two_at_h1
    free(world)
    world.session.execute(update(Edition).values(state="closed"))
    world.commit()
    for act in (lambda: free(world, "S2"), lambda: give(world)):
        with pytest.raises(NotOpenError):
            act()
        world.session.rollback()


def test_letters_of_a_rehearsal_are_captured(world_of) -> None:
    world = world_of(state="rehearsal")
    world.make_host("H1", institution="A")
    world.make_trainee("S1", "H1", institution="Z")
    world.live(2)
    world.session.execute(delete(Message))
    free(world)
    give(world)
    found: Sequence[Message] = world.session.scalars(select(Message)).all()
    assert ([each.captured for each in found], len(found)) == ([True] * 4, 4)


def test_beside_a_withdrawal_the_place_is_free_once_and_the_second_hears_of_the_first(two_at_h1) -> None:
    world = two_at_h1
    seen = version_of(world, "S1")
    world.commit()
    leaving = world.other(AFTER_2)
    withdraw_many(leaving, world.edition, [Withdrawal(world.trainees["S1"], AFTER_2)])
    outcome = while_locked(
        world.session.get_bind(),
        leaving.session.commit,
        lambda: free(world, unit=world.other(AFTER_2), version=seen),
    )
    assert isinstance(outcome, RegistrationMovedError)
    assert taken(world)["H1"] == 1


def test_a_place_released_while_a_round_is_published_stays_free(two_at_h1) -> None:
    world = two_at_h1
    world.make_trainee("S3", "H2", institution="X")
    world.propose(3)
    seen = version_of(world, "S1")
    world.commit()
    releasing = world.other(AFTER_2)
    free(world, unit=releasing, version=seen)
    round_ = world.round(3)
    at, version = round_.id, round_.version
    world.commit()
    other = world.other(3)
    done = publish(other, at, version=version)
    releasing.session.commit()
    other.session.commit()
    assert (done.placed, taken(world)) == (1, {"H1": 1, "H2": 1})


def test_as_many_statements_whoever_is_released(two_at_h1, statements) -> None:
    world, sent_for = two_at_h1, []
    for reference in ("S1", "S2"):
        seen = version_of(world, reference)
        world.commit()
        with statements() as sent:
            free(world, reference, version=seen)
            world.session.flush()
        sent_for.append(sent.count)
        world.commit()
    assert sent_for[0] == sent_for[1]
