"""What the pages read: the letters one may see, what failed first, and the captured mail."""

from __future__ import annotations

import re
import uuid

import pytest
from sqlalchemy import select, text, update

from core.contract.acting import COORDINATOR, READER, REFERENT, SYSTEM, Actor, Grant, NotAllowedError
from core.jobs.work import work_off
from core.listing.asked import Asked, read_asked
from core.listing.reading import order_of, read_part
from core.messages import queries
from core.messages.lists import CAPTURED, LETTERS
from core.messages.models import CapturedMail, Message
from core.tenancy.unit import Unit

HERE, THERE = uuid.UUID(int=1), uuid.UUID(int=2)
COORDINATOR_ = Actor(name="Coordination", grants=(Grant(COORDINATOR),))
REFERENT_HERE = Actor(name="Anne Lejeune", grants=(Grant(REFERENT, territory_id=HERE),))
READER_ = Actor(name="Eve", grants=(Grant(READER),))


@pytest.fixture
def three(runtime, sink, write, letter, unit_for):
    """Three sent letters, the second of which then counts as failed; returns what opens a unit for an actor."""
    write(letter("Ada", territory_id=HERE, edition_id=HERE))
    write(letter("Bea", territory_id=THERE, edition_id=HERE, about_id=THERE))
    write(letter("Cleo", territory_id=None, variables={"name": "Cleo (S077)"}))
    work_off(runtime)
    unit = unit_for()
    unit.session.execute(update(Message).where(Message.to_name == "Bea").values(state="failed"))
    unit.session.commit()
    return lambda actor=COORDINATOR_: unit_for(actor=actor)


def names(unit: Unit, **asked: object) -> list[str]:
    return [row.to_name for row in read_part(unit, LETTERS, {}, Asked(**asked)).rows]


def addresses(unit: Unit, **values: str) -> list[str]:
    return [row.to_address for row in read_part(unit, CAPTURED, {}, Asked(values)).rows]


def test_what_failed_comes_first_then_the_newest(three) -> None:
    unit = three()
    first = read_part(unit, LETTERS, {}, size=2)
    assert ([row.to_name for row in first.rows], first.total) == (["Bea", "Cleo"], 3)
    second = read_part(unit, LETTERS, {}, Asked(after=first.rows[-1].id), size=2)
    assert ([row.to_name for row in second.rows], second.first, second.total) == (["Ada"], 3, 3)
    assert names(unit, last=True) == ["Bea", "Cleo", "Ada"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("to_name", ["Ada", "Bea", "Cleo"]),
        ("-to_name", ["Cleo", "Bea", "Ada"]),
        ("state", ["Bea", "Ada", "Cleo"]),
        ("written_at", ["Ada", "Bea", "Cleo"]),
        ("-written_at", ["Cleo", "Bea", "Ada"]),
    ],
)
def test_letters_are_sorted_by_a_column(three, sort, expected) -> None:
    assert names(three(), sort=sort) == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"state": "failed"}, ["Bea"]),
        ({"state": "sent"}, ["Cleo", "Ada"]),
        ({"state": "sent", "text": "ada"}, ["Ada"]),
        ({"text": " ADA@example "}, ["Ada"]),
        ({"text": "s077"}, ["Cleo"]),
        ({"text": "cléo"}, ["Cleo"]),
        ({"text": "bonjour example bea"}, ["Bea"]),
        ({"text": "%"}, []),
        ({"text": "_"}, []),
    ],
)
def test_filters(three, wanted, expected) -> None:
    assert names(three(), values=wanted) == expected


def test_the_page_offers_these_filters_and_nothing_else_narrows(three, app) -> None:
    with app.test_request_context("/?lang=en"):
        asked = read_asked(LETTERS, {"state": "lost", "text": " s077 ", "sort": "subject"}, {})
        assert asked == Asked({"text": "s077"})
        assert [(each.key, str(each.label)) for each in LETTERS.filters] == [
            ("text", "Name, address or reference"),
            ("state", "State"),
        ]


@pytest.mark.requirement("IM-23")
def test_a_referent_sees_the_letters_of_her_territory(three) -> None:
    unit = three(REFERENT_HERE)
    bea = unit.session.scalars(select(Message.id).where(Message.to_name == "Bea")).one()
    assert names(unit) == ["Ada"]
    assert queries.letter_counts(unit.session, REFERENT_HERE) == {"failed": 0, "queued": 0, "sent": 1}
    assert queries.letter(unit.session, REFERENT_HERE, bea) is None
    assert queries.letter(unit.session, COORDINATOR_, bea).to_name == "Bea"
    assert addresses(unit) == ["ada@example.org"]


@pytest.mark.parametrize("spec", [LETTERS, CAPTURED])
def test_a_reader_reads_no_letters(three, spec) -> None:
    with pytest.raises(NotAllowedError):
        read_part(three(READER_), spec, {})


def test_counts(three) -> None:
    session = three().session
    assert queries.letter_counts(session, COORDINATOR_) == {"failed": 1, "queued": 0, "sent": 2}
    assert queries.letter_counts(session, COORDINATOR_, HERE) == {"failed": 1, "queued": 0, "sent": 1}
    assert queries.letter_counts(session, READER_) == {"failed": 0, "queued": 0, "sent": 0}


def test_the_inbox_shows_the_newest_first(three) -> None:
    assert [address[0] for address in addresses(three())] == ["c", "b", "a"]


@pytest.mark.parametrize("text", ["S077", "cleo@", "Cléo (s077)", "bonjour cleo"])
def test_the_inbox_finds_a_reference_an_address_and_a_name(three, text) -> None:
    assert addresses(three(), text=text) == ["cleo@example.org"]


def test_the_inbox_finds_a_mail_without_its_letter(three) -> None:
    unit = three()
    unit.session.execute(
        update(CapturedMail).where(CapturedMail.to_address == "bea@example.org").values(message_id="x")
    )
    assert addresses(unit, text="bonjour BEA@") == ["bea@example.org"]
    assert len(addresses(unit)) == 3


def test_a_captured_mail_is_opened(three) -> None:
    unit = three(SYSTEM)
    [line] = read_part(unit, CAPTURED, {}, Asked({"text": "bea@"})).rows
    mail = queries.captured_mail(unit.session, SYSTEM, line.id)
    assert mail is not None
    assert (mail.header("subject"), mail.text, mail.header("reply-to")) == (
        "Bonjour Bea",
        "Bonjour Bea,\n",
        "referent@example.org",
    )
    assert mail.html is not None
    assert "<p" in mail.html
    assert queries.captured_mail(unit.session, REFERENT_HERE, line.id) is None


@pytest.mark.parametrize(
    ("page", "cost"),
    # Three of every page, four of a list, and one for the counts above the letters.
    [("/harbour/letters", 8), ("/harbour/mail", 7)],
)
def test_a_page_costs_the_same_for_0_1_and_many_rows(
    sign_in, statements, runtime, sink, *, write, letter, page, cost
) -> None:
    client, costs = sign_in(), []
    for more in (0, 1, 119):
        if more:
            write(*(letter(f"Ada{number}") for number in range(more)))
            work_off(runtime)
        client.get(page)
        with statements() as seen:
            assert client.get(page).status_code == 200
        costs.append(len(seen.texts))
    assert costs == [cost] * 3
    assert len(re.findall('class="row-head"', client.get(f"{page}?page=last").text)) == 20


def test_the_database_reads_the_newest_letters_from_the_index_of_their_list(three) -> None:
    unit = three()
    unit.session.execute(text("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off"))
    key = order_of(LETTERS, "urgency", descending=True)
    query = LETTERS.rows.order_by(*(each.desc() for each in key)).limit(50)
    plan = unit.session.execute(
        text(f"EXPLAIN {query.compile(unit.session.connection(), compile_kwargs={'literal_binds': True})}")
    )
    assert "ix_message_listed" in "\n".join(plan.scalars())
