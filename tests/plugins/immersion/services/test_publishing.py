"""Publishing a round: everything together or not at all, once, and never on what is out of date (IM-16)."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import func, select, text

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
from plugins.immersion.services.rounds import preview, propose_now, publish, publishing, reopen
from plugins.immersion.services.withdrawals import withdraw_many
from tests.standing import let_stand
from tests.together import at_once, while_locked

pytestmark = pytest.mark.requirement("IM-16")

PLACED, AGAIN, FINAL = "immersion.placed", "immersion.not_placed_choose_again", "immersion.not_placed_final"
HOST_LIST, NOBODY = "immersion.host_list", "immersion.host_nobody"


def kinds(world) -> Counter[str]:
    return Counter(world.session.scalars(select(Message.kind)))


def count(world, model: Any) -> int:
    return world.session.scalar(select(func.count()).select_from(model))


def taken(world) -> dict[str, int]:
    query = select(Offer.reference, Opening.taken).join(Opening, Opening.offer_id == Offer.id)
    return {reference: number for reference, number in world.session.execute(query)}


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


@pytest.mark.requirement("IM-20")
def test_each_letter_goes_to_the_right_person_in_their_language_and_is_answered_by_their_referent(proposed) -> None:
    world = proposed
    world.publish(1)
    rows = {(row.kind, row.about_id): row for row in world.session.scalars(select(Message))}
    to_s1 = rows[PLACED, world.trainees["S1"]]
    assert (to_s1.to_address, to_s1.language, to_s1.captured) == ("s1@trainee.example", "fr", False)
    assert to_s1.reply_to == "namur@immersion-0-23.example"
    assert "h2@host.example" in to_s1.body
    host = world.session.scalar(select(Offer.registration_id).where(Offer.reference == "H2"))
    to_h2 = rows[HOST_LIST, host]
    assert (to_h2.to_address, to_h2.language) == ("h2@host.example", "nl")
    assert "s1@trainee.example" in to_h2.body
    given = {row.about_id for row in rows.values() if row.kind == PLACED}
    refused = next(row for row in rows.values() if row.kind == AGAIN)
    assert refused.about_id not in given
    assert "@trainee.example" not in refused.body
    assert "@host.example" not in refused.body
    liege = rows.get((PLACED, world.trainees["S2"])) or rows[AGAIN, world.trainees["S2"]]
    assert (liege.reply_to, liege.language) == ("liege@immersion-0-23.example", "nl")


@pytest.mark.requirement("IM-14")
@pytest.mark.requirement("IM-20")
def test_a_letter_says_for_each_better_choice_why_it_was_not_obtained(world) -> None:
    """The draw gives S1 the place that three want first; S2 has its second choice, and S3 none."""
    world.seed(1, "a")
    world.make_host("H1", 1, institution="A")
    world.make_host("H2", 1, institution="B", language="nl")
    world.make_host("H3", 1, institution="C")
    world.make_trainee("S1", "H3", "H2", institution="A")
    world.make_trainee("S2", "H3", "H2", institution="A", language="nl")
    world.make_trainee("S3", "H3", institution="B")
    world.live(1)
    bodies = {row.about_id: row.body.replace("\u00a0", " ") for row in world.session.scalars(select(Message))}
    found = {who: why_in(bodies[world.trainees[who]]) for who in ("S1", "S2", "S3")}
    assert found == {
        "S1": [],
        "S2": ["- H3, Un jour chez H3, C", "  1ste keuze: 1 plaats, 3 aanvragen; de loting besliste."],
        "S3": ["- H3, Un jour chez H3, C", "  1er choix : 1 place, 3 demandes ; le tirage au sort a décidé."],
    }


def why_in(body: str) -> list[str]:
    """Return the lines of a letter that say why a choice was not obtained, each after the line of its offer."""
    pairs = pairwise(body.splitlines())
    return [line for pair in pairs if pair[1].startswith(("  1er choix", "  1ste keuze")) for line in pair]


def test_letters_of_a_rehearsal_are_captured(world_of) -> None:
    world = world_of(state="rehearsal")
    world.make_host("H1")
    world.make_trainee("S1", "H1", institution="Z")
    world.live(1)
    world.live(2)
    assert set(world.session.scalars(select(Message.captured))) == {True}


def test_a_host_is_written_to_only_when_its_list_changes_and_hears_of_nobody_at_the_end(world) -> None:
    for reference in ("H1", "H2", "H3"):
        world.make_host(reference, 1)
    world.make_trainee("S1", "H2", institution="Hôte H1")
    world.make_trainee("S2", "H2", institution="Z")
    world.live(1)
    assert kinds(world) == {PLACED: 1, HOST_LIST: 1}
    world.live(2)
    assert kinds(world) == {PLACED: 1, HOST_LIST: 1, AGAIN: 1}
    world.live(3)
    assert kinds(world) == {PLACED: 1, HOST_LIST: 1, AGAIN: 1, FINAL: 1, NOBODY: 2}


def test_letters_know_an_offer_without_a_limit(world) -> None:
    world.make_host("H1", None, institution="A", territory="namur", language="nl")
    world.make_host("H2", 1, institution="B", territory="namur")
    world.make_host("H3", None, institution="C", territory="namur")
    world.make_trainee("S1", "H1", institution="Z")
    for number in (2, 3):
        world.make_trainee(f"S{number}", "H2", institution=f"Z{number}", language="en")
    world.live(1)
    world.live(2)
    world.live(3)
    lines = {
        (letter.kind, line.strip().rpartition("(")[2])
        for letter in world.session.scalars(select(Message))
        for line in letter.body.splitlines()
        if "aantal" in line or "limit" in line or "Les places" in line
    }
    assert lines == {
        (HOST_LIST, "1 plaats bezet, aantal onbeperkt):"),
        (AGAIN, "A, no limit on places"),
        (AGAIN, "C, no limit on places"),
        (NOBODY, "Les places que vous proposiez sont restées libres après le dernier matching\u00a0:"),
    }


def test_one_letter_to_a_host_names_all_its_trainees(world) -> None:
    world.make_host("H1", 3)
    for number in (1, 2):
        world.make_trainee(f"S{number}", "H1", institution=f"Z{number}")
    world.live(1)
    world.live(2)
    letter = world.session.scalars(select(Message).where(Message.kind == HOST_LIST)).one()
    assert all(f"s{number}@trainee.example" in letter.body for number in (1, 2))


def test_somebody_without_an_address_is_a_letter_that_failed(world) -> None:
    world.make_host("H1")
    world.make_trainee("S1", "H1", institution="Hôte H9", email=None)
    world.make_host("H9")
    world.live(1)
    failed = world.session.scalars(select(Message).where(Message.state == "failed")).one()
    assert (failed.about_id, failed.to_address) == (world.trainees["S1"], "")


def test_a_trainee_from_outside_the_network_is_placed_and_written_to(world) -> None:
    world.make_host("H1", territory=None)
    world.make_trainee("S1", "H1", institution="Z", territory=None)
    world.live(1)
    world.live(2)
    assert kinds(world) == {PLACED: 1, HOST_LIST: 1}
    assert set(world.session.scalars(select(Message.territory_id))) == {None}


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


def test_the_preview_is_what_publishing_writes_and_nothing_is_written_by_it(proposed) -> None:
    """Finding 13 of the review: one letter of each kind, as its addressee will read it."""
    world = proposed
    before = everything(world)
    unit = world.on(1)
    unit.session.execute(text("SET TRANSACTION READ ONLY"))
    placed, found = preview(unit, world.round(1), version=world.round(1).version)
    assert everything(world) == before
    done = publish(world.on(1), world.round(1).id, version=world.round(1).version)
    assert (placed, sum(each.count for each in found)) == (done.placed, done.letters)
    written = {row.about_id: row for row in world.session.scalars(select(Message))}
    assert Counter(kinds(world)) == sum((Counter({each.kind.key: each.count}) for each in found), Counter())
    for each in found:
        row = written[each.letter.about_id]
        told = (each.kind.key, each.language, each.written.subject, each.written.body)
        assert told == (row.kind, row.language, row.subject, row.body)


def test_a_preview_shows_letters_that_its_reader_could_read(proposed) -> None:
    _, found = preview(proposed.on(1, proposed.actor("coordinator", "hainaut")), proposed.round(1), version=3)
    assert {each.letter for each in found} == {None}


def everything(world) -> dict[str, list[str]]:
    tables = ("participation", "status_change", "immersion_placement", "immersion_round", "opening", "message")
    found = {
        table: sorted(str(row) for row in world.session.execute(text(f"SELECT * FROM {table}")))
        for table in (*tables, "dispatch", "audit_entry", "registration")
    }
    world.session.rollback()
    return found


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


def test_the_deadline_in_the_letter_counts_from_the_day_of_publication(proposed) -> None:
    world = proposed
    world.publish(1)
    letter = world.session.scalars(select(Message).where(Message.about_id == world.trainees["S1"])).one()
    assert "au plus tard le lundi 4 mars 2024" in " ".join(letter.body.split())
