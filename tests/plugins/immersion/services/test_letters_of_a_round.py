"""Whom a published round writes to, in which language and of what; and how its letters look before they are sent."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from sqlalchemy import select, text

from core.messages.letter import Letter
from core.messages.models import Message
from core.programme.models import Offer
from plugins.immersion.services.rounds import preview, publish
from tests.plugins.immersion.services.published import AGAIN, FINAL, HOST_LIST, NOBODY, PLACED, everything, kinds

pytestmark = pytest.mark.requirement("IM-16")


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


def but_for_the_link(body: str, letter: Letter | Message) -> str:
    """Return a body without its link: what only looks at a letter makes none."""
    return body.replace(letter.link_id.hex, "…") if letter.link_id else body


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
        told = (each.kind.key, each.language, each.written.subject, but_for_the_link(each.written.body, each.letter))
        assert told == (row.kind, row.language, row.subject, but_for_the_link(row.body, row))


def test_a_preview_shows_letters_that_its_reader_could_read(proposed) -> None:
    _, found = preview(proposed.on(1, proposed.actor("coordinator", "hainaut")), proposed.round(1), version=3)
    assert {each.letter for each in found} == {None}


def test_the_deadline_in_the_letter_counts_from_the_day_of_publication(proposed) -> None:
    world = proposed
    world.publish(1)
    letter = world.session.scalars(select(Message).where(Message.about_id == world.trainees["S1"])).one()
    assert "au plus tard le lundi 4 mars 2024" in " ".join(letter.body.split())
