"""What the pages read: the letters one may see, what failed first, and the captured mail."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import event, select, update

from core.contract.acting import COORDINATOR, READER, REFERENT, SYSTEM, Actor, Grant
from core.jobs.work import work_off
from core.messages import queries
from core.messages.models import Message

HERE, THERE = uuid.UUID(int=1), uuid.UUID(int=2)
COORDINATOR_ = Actor(name="Coordination", grants=(Grant(COORDINATOR),))
REFERENT_HERE = Actor(name="Anne Lejeune", grants=(Grant(REFERENT, territory_id=HERE),))
READER_ = Actor(name="Eve", grants=(Grant(READER),))


@pytest.fixture
def three(runtime, sink, write, letter, unit_for):
    """Three sent letters; the second then counts as failed."""
    write(letter("Ada", territory_id=HERE, edition_id=HERE))
    write(letter("Bea", territory_id=THERE, edition_id=HERE, about_id=THERE))
    write(letter("Cleo", territory_id=None, variables={"name": "Cleo (S077)"}))
    work_off(runtime)
    unit = unit_for()
    unit.session.execute(update(Message).where(Message.to_name == "Bea").values(state="failed"))
    unit.session.commit()
    return unit.session


def names(page: queries.LetterPage) -> list[str]:
    return [row.to_name for row in page.rows]


def test_what_failed_comes_first_then_the_newest(three) -> None:
    page = queries.letters(three, COORDINATOR_)
    assert (names(page), page.total) == (["Bea", "Cleo", "Ada"], 3)
    second = queries.letters(three, COORDINATOR_, page=2, per_page=2)
    assert (names(second), second.total) == (["Ada"], 3)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"state": "failed"}, ["Bea"]),
        ({"edition_id": HERE}, ["Bea", "Ada"]),
        ({"about_id": THERE}, ["Bea"]),
        ({"search": " ADA@example "}, ["Ada"]),
        ({"search": "s077"}, ["Cleo"]),
        ({"search": "%"}, []),
        ({"search": "_"}, []),
    ],
)
def test_filters(three, wanted, expected) -> None:
    assert names(queries.letters(three, COORDINATOR_, **wanted)) == expected


@pytest.mark.requirement("IM-23")
def test_a_referent_sees_the_letters_of_her_territory(three) -> None:
    bea = three.scalars(select(Message.id).where(Message.to_name == "Bea")).one()
    assert names(queries.letters(three, REFERENT_HERE)) == ["Ada"]
    assert queries.letter_counts(three, REFERENT_HERE) == {"failed": 0, "queued": 0, "sent": 1}
    assert queries.letter(three, REFERENT_HERE, bea) is None
    assert queries.letter(three, COORDINATOR_, bea).to_name == "Bea"
    assert [row.to_address for row in queries.captured_inbox(three, REFERENT_HERE).rows] == ["ada@example.org"]


def test_a_reader_reads_no_letters(three) -> None:
    assert queries.letters(three, READER_).total == queries.captured_inbox(three, READER_).total == 0


def test_counts(three) -> None:
    assert queries.letter_counts(three, COORDINATOR_) == {"failed": 1, "queued": 0, "sent": 2}
    assert queries.letter_counts(three, COORDINATOR_, HERE) == {"failed": 1, "queued": 0, "sent": 1}


def test_the_inbox_shows_the_newest_first_and_finds_a_reference(three) -> None:
    page = queries.captured_inbox(three, COORDINATOR_)
    assert ([row.to_address[0] for row in page.rows], page.total) == (["c", "b", "a"], 3)
    assert [row.to_address for row in queries.captured_inbox(three, COORDINATOR_, search="S077").rows] == [
        "cleo@example.org"
    ]


def test_a_captured_mail_is_opened(three) -> None:
    [line] = queries.captured_inbox(three, SYSTEM, search="bea@").rows
    mail = queries.captured_mail(three, SYSTEM, line.id)
    assert mail is not None
    assert (mail.header("subject"), mail.text, mail.header("reply-to")) == (
        "Bonjour Bea",
        "Bonjour Bea,\n",
        "referent@example.org",
    )
    assert mail.html is not None
    assert "<p" in mail.html
    assert queries.captured_mail(three, REFERENT_HERE, line.id) is None


def test_a_list_costs_the_same_for_1_and_300_rows(three, unit_for, engine, write, letter) -> None:
    def statements() -> int:
        unit, seen = unit_for(), []
        unit.session.execute(select(1))

        def note(*_: object) -> None:
            seen.append(1)

        event.listen(engine, "before_cursor_execute", note)
        queries.letters(unit.session, REFERENT_HERE, per_page=500)
        queries.letter_counts(unit.session, REFERENT_HERE)
        queries.captured_inbox(unit.session, REFERENT_HERE, per_page=500)
        event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    few = statements()
    write(*(letter(f"Ada{number}", territory_id=HERE) for number in range(300)))
    assert (few, statements()) == (5, 5)
