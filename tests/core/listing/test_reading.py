"""Parts of a list, by key: every column in both directions, against the whole sorted in Python."""

from __future__ import annotations

import uuid
from dataclasses import replace
from operator import itemgetter
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Integer, bindparam, case, cast, func, null, select, text, true

from core.accounts.models import Person
from core.contract.acting import COORDINATOR, READER, Actor, Grant, NotAllowedError, Permission
from core.language.folding import fold
from core.listing.asked import Asked, read_asked
from core.listing.columns import Choice, Column
from core.listing.filters import pick, search
from core.listing.reading import Part, count_rows, read_all, read_part, read_rows
from core.listing.spec import Head, ListSpec
from core.tenancy.unit import Unit

READ: Final = Permission("people.read", frozenset({COORDINATOR}))
LANGUAGES: Final = ("nl", "fr", "en")
#: A number that some people have none of: the length of their phone's number.
LENGTH: Final = func.length(Person.phone, type_=Integer)


PEOPLE: Final = ListSpec(
    name="people",
    title="People",
    key=Person.id,
    source=select(Person.id).where(Person.last_name != bindparam("but")),
    permission=READ,
    visible=lambda _actor: true(),
    columns=(
        Column("name", Person.last_name, "Name", sort=(Person.search,)),
        Column("first", Person.first_name, "First name"),
        Column("email", Person.email, "Address"),
        Column("phone", LENGTH, "Length of the number", "number"),
        Column("nothing", case((Person.email == "nobody", 1), else_=cast(null(), Integer)), "Nothing", "number"),
        Column("limit", LENGTH, "At most", "limit"),
        Column("language", Person.language, "Language", "choice", choices={code: Choice(code) for code in LANGUAGES}),
        Column("both", Person.language, "Language and number", "choice", sort=(Person.language, LENGTH)),
    ),
    heads=(Head("name"), Head("email"), Head("phone")),
    order="name",
    filters=(
        search(Person.search),
        pick("language", "Language", Person.language, options="language", everything="All"),
        pick("digits", "Digits", LENGTH, options=(("1", "One"), ("2", "Two")), everything="All"),
    ),
)

SCOPE: Final = {"but": "nobody at all"}
#: How the rows are compared, column by column; None means that the cell is empty.
COMPARED: Final[dict[str, Any]] = {
    "name": lambda row: (fold(f"{row['last_name']} {row['first_name']} {row['email'] or ''}"),),
    "first": lambda row: (fold(row["first_name"]),),
    "email": lambda row: (fold(row["email"]) if row["email"] is not None else None,),
    "phone": lambda row: (len(row["phone"]) if row["phone"] is not None else None,),
    "nothing": lambda _row: (None,),
    "limit": lambda row: (row["phone"] is None, len(row["phone"] or "")),
    "language": lambda row: (LANGUAGES.index(row["language"]),),
    "both": lambda row: (row["language"], len(row["phone"]) if row["phone"] is not None else None),
}
#: How many values a row is compared by, if more than one.
KEYS: Final = {"both": 2, "limit": 2}
first = itemgetter(0)

#: Few different values, so that there are ties, and empty ones.
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "last_name": st.sampled_from(["Abel", "Élan", "elan", "Zoé", "de Œ"]),
            "first_name": st.sampled_from(["", "A", "é"]),
            "email": st.sampled_from([None, None, "a@x.example", "B@x.example"]),
            "phone": st.sampled_from([None, "", "1", "12"]),
            "language": st.sampled_from(LANGUAGES),
        }
    ),
    max_size=13,
)


@pytest.fixture
def unit(unit_for) -> Unit:
    return unit_for()


def id_of(number: int) -> uuid.UUID:
    """Return an id that says nothing of the order in which the rows were made."""
    return uuid.UUID(int=(number * 7919) % 104729)


def make(unit: Unit, rows: list[dict[str, Any]]) -> None:
    """Let there be these people and nobody else."""
    unit.session.rollback()
    unit.session.add_all(Person(id=id_of(number), email_key=None, **row) for number, row in enumerate(rows))
    unit.session.flush()


def ids(part: Part) -> list[uuid.UUID]:
    return [row.id for row in part.rows]


def sorted_in_python(rows: list[dict[str, Any]], column: str, *, descending: bool) -> list[uuid.UUID]:
    """Sort by the id, then by one key after the other, the last first: each sort keeps what the ones before it did."""
    found = sorted(
        ((id_of(number), COMPARED[column](row)) for number, row in enumerate(rows)), reverse=descending, key=first
    )
    for place in reversed(range(KEYS.get(column, 1))):
        filled = [item for item in found if item[1][place] is not None]
        filled.sort(key=lambda item: item[1][place], reverse=descending)
        found = [*filled, *(item for item in found if item[1][place] is None)]
    return [item[0] for item in found]


@pytest.mark.parametrize("column", sorted(COMPARED))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, size=st.integers(1, 5), descending=st.booleans())
def test_parts_put_together_are_the_whole_sorted(unit: Unit, column: str, rows, size: int, *, descending: bool) -> None:
    make(unit, rows)
    sort = f"-{column}" if descending else column
    whole = sorted_in_python(rows, column, descending=descending)
    assert [row.id for row in read_all(unit, PEOPLE, SCOPE, Asked(sort=sort))] == whole
    parts = [whole[start : start + size] for start in range(0, len(whole), size)] or [[]]
    after = None
    for number, expected in enumerate(parts):
        part = read_part(unit, PEOPLE, SCOPE, Asked(sort=sort, after=after), size=size)
        assert (ids(part), part.first, part.total) == (expected, number * size + 1, len(whole))
        after = expected[-1] if expected else None
    last = read_part(unit, PEOPLE, SCOPE, Asked(sort=sort, last=True), size=size)
    assert (ids(last), last.first) == (parts[-1], (len(parts) - 1) * size + 1)
    for number in range(1, len(parts)):
        part = read_part(unit, PEOPLE, SCOPE, Asked(sort=sort, before=parts[number][0]), size=size)
        assert (ids(part), part.first) == (parts[number - 1], (number - 1) * size + 1)


def row(last_name: str, **values: Any) -> dict[str, Any]:
    return {"last_name": last_name, "first_name": "", "email": None, "phone": None, "language": "fr", **values}


def test_a_part_that_begins_nowhere_is_the_first(unit: Unit) -> None:
    make(unit, [row("A"), row("B"), row("C")])
    first = [id_of(0), id_of(1)]
    for asked in (Asked(after=uuid.uuid4()), Asked(before=uuid.uuid4()), Asked(after=id_of(2))):
        part = read_part(unit, PEOPLE, SCOPE, asked, size=2)
        assert (ids(part), part.first, part.last, part.total) == (first, 1, 2, 3)


def test_what_comes_and_goes_meanwhile_shifts_nothing(unit: Unit) -> None:
    make(unit, [row("A"), row("C"), row("E"), row("G")])
    unit.session.add(Person(id=id_of(9), email_key=None, **row("B")))
    unit.session.flush()
    part = read_part(unit, PEOPLE, SCOPE, Asked(after=id_of(1)), size=2)
    assert (ids(part), part.first) == ([id_of(2), id_of(3)], 4)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, ["A", "Élan", "elan"]),
        ({"text": "ELAN"}, ["Élan", "elan"]),
        ({"text": "elan zo"}, ["Élan"]),
        ({"language": "nl"}, ["elan"]),
        ({"language": "nl", "text": "zo"}, []),
        ({"digits": "2"}, ["A"]),
    ],
)
def test_filters_narrow_each_reading_alike(unit: Unit, values: dict[str, str], found: list[str]) -> None:
    make(unit, [row("A", phone="12"), row("Élan", first_name="Zoé"), row("elan", language="nl", phone="1")])
    asked = Asked(values, sort="first") if not values else Asked(values)
    names = sorted(each.name for each in read_all(unit, PEOPLE, SCOPE, asked))
    assert names == sorted(found)
    assert sorted(each.name for each in read_part(unit, PEOPLE, SCOPE, asked).rows) == names
    assert count_rows(unit, PEOPLE, SCOPE, asked) == len(names)


def test_some_rows_come_in_the_order_that_is_asked_for(unit: Unit) -> None:
    make(unit, [row("A", phone="1"), row("B", phone="12"), row("C", language="nl")])
    found = read_rows(unit, PEOPLE, SCOPE, Person.language == "fr", sort="-phone")
    assert [(each.name, each.phone) for each in found] == [("B", 2), ("A", 1)]


def test_the_scope_fills_the_statement_and_who_may_not_see_a_row_does_not(unit: Unit) -> None:
    make(unit, [row("A"), row("B"), row("C")])
    assert [each.name for each in read_all(unit, PEOPLE, {"but": "B"})] == ["A", "C"]
    mine = replace(PEOPLE, visible=lambda _actor: Person.last_name == "C")
    assert [each.name for each in read_all(unit, mine, SCOPE)] == ["C"]
    assert [read_part(unit, mine, SCOPE, Asked(after=id_of(0))).first, count_rows(unit, mine, SCOPE)] == [1, 1]


def test_the_whole_passes_by_a_few_rows_at_a_time(unit_for, monkeypatch) -> None:
    """The rows stay with the database until their turn comes: a cursor is open there while they are read."""
    monkeypatch.setattr("core.listing.reading._BATCH", 2)
    unit = unit_for()
    unit.session.add_all(Person(last_name=name, first_name="", language="fr") for name in "ABCDE")
    unit.session.flush()
    open_cursors = text("SELECT count(*) FROM pg_cursors WHERE name <> ''")
    seen = [(row.name, unit.session.scalar(open_cursors)) for row in read_all(unit, PEOPLE, SCOPE)]
    assert seen == [("A", 1), ("B", 1), ("C", 1), ("D", 1), ("E", 1)]
    assert unit.session.scalar(open_cursors) == 0


def test_nobody_reads_without_the_right(unit: Unit) -> None:
    reader = replace(unit, actor=Actor("Reader", grants=(Grant(READER),)))
    for read in (read_part, read_rows, count_rows):
        with pytest.raises(NotAllowedError):
            read(reader, PEOPLE, SCOPE)
    with pytest.raises(NotAllowedError):
        next(read_all(reader, PEOPLE, SCOPE))


@pytest.mark.parametrize("asked", [Asked(), Asked(after=id_of(1)), Asked(before=id_of(1)), Asked(last=True)])
def test_as_many_statements_for_no_row_as_for_many(unit: Unit, statements, asked: Asked) -> None:
    """Two for the order of the joins, one for the rows, one for how many, and one for the row to begin at."""
    counted = []
    for rows in (2, 3, 60):
        make(unit, [row(f"A{number:02}") for number in range(rows)])
        with statements() as sent:
            read_part(unit, PEOPLE, SCOPE, replace(asked, before=None, after=id_of(0)) if asked.after else asked)
        counted.append(sent.count)
    assert counted == [5 if asked.after or asked.before else 4] * 3


def test_what_nobody_offers_is_not_asked_for() -> None:
    terms = {"language": {"fr": "French", "nl": "Dutch"}}
    here = uuid.uuid4()
    said = {"language": "nl", "digits": "1", "text": "  Zoé ", "sort": "-email", "after": str(here)}
    assert read_asked(PEOPLE, said, terms) == Asked(
        {"text": "Zoé", "language": "nl", "digits": "1"}, sort="-email", after=here
    )
    nonsense = {
        "language": "de",
        "digits": "7",
        "text": " ",
        "sort": "first",
        "after": "S001",
        "before": "x",
        "page": "2",
    }
    assert read_asked(PEOPLE, nonsense, terms) == Asked()
    assert len(read_asked(PEOPLE, {"text": "x" * 999}, terms).values["text"]) == 200


def test_an_address_that_asks_for_several_parts_gets_one(unit: Unit) -> None:
    make(unit, [{"last_name": name, "first_name": "", "language": "fr"} for name in "ABCDEFG"])
    several = {"after": str(id_of(4)), "before": str(id_of(2)), "page": "last"}
    seen = {}
    while several:
        part = read_part(unit, PEOPLE, SCOPE, read_asked(PEOPLE, several, {"language": {}}), size=2)
        seen[tuple(several)] = ("".join(row.name for row in part.rows), part.first)
        several.popitem()
    assert seen == {("after", "before", "page"): ("G", 7), ("after", "before"): ("AB", 1), ("after",): ("FG", 6)}


@pytest.mark.parametrize("wrong", [{"order": "age"}, {"heads": (Head("age"),)}, {"columns": PEOPLE.columns * 2}])
def test_a_list_that_names_what_it_lacks_is_refused_at_once(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"^The list people has columns twice, or names some it lacks: "):
        replace(PEOPLE, **wrong)
