"""A list as a page shows it: the heads, the fields, the choice of an order, and the ways to the other parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Integer, cast, null, select, true

from core.accounts.models import Person
from core.contract.acting import COORDINATOR, REFERENT, Actor, Grant, Permission
from core.database.base import uuid7
from core.listing.columns import Choice, Column
from core.listing.filters import pick, pick_in, search
from core.listing.page import ListPage, list_page
from core.listing.spec import Head, ListSpec

READ = Permission("people.read", frozenset({COORDINATOR, REFERENT}))
TAKE = Permission("people.export", frozenset({COORDINATOR}))
PEOPLE = ListSpec(
    name="people",
    title="People",
    key=Person.id,
    source=select(Person.id),
    permission=READ,
    visible=lambda _actor: true(),
    columns=(
        Column("name", Person.last_name, "Last name"),
        Column("email", Person.email, "Address", sort=()),
        Column("language", Person.language, "Language", "choice", choices={"fr": Choice("French")}),
        Column("spoken", Person.language, "Spoken", "term", terms="spoken"),
        Column("number", Person.phone, "Number", "number"),
    ),
    heads=(Head("name", "Who"), Head("email"), Head("number")),
    order="name",
    filters=(
        search(Person.search, label="Name"),
        pick("spoken", "Spoken", Person.language, options="spoken", everything="All"),
    ),
    export=TAKE,
    file_name="people",
    act="people.exported",
)
TERMS = {"spoken": {"fr": "French", "nl": "Dutch"}}
ENGLISH = {"Accept-Language": "en"}
Look = Callable[..., "Shown"]


@pytest.fixture
def look(app: Flask, unit_for) -> Look:
    """Look at the page of seven people, A to G, two at a time, as an address asks for it."""
    unit = unit_for()
    unit.session.add_all(
        Person(id=uuid7(), email_key=None, last_name=name, first_name="", language="fr", phone="1")
        for name in "ABCDEFG"
    )
    unit.session.flush()

    def show(
        query: str = "", spec: ListSpec = PEOPLE, actor: Actor = unit.actor, *, sent_to: str | None = None
    ) -> Shown:
        address, method = f"{sent_to or '/letters'}?{query}", "POST" if sent_to else "GET"
        with app.test_request_context(address, method=method, base_url="http://x/harbour", headers=ENGLISH):
            listed = list_page(replace(unit, actor=actor), spec, terms=TERMS, size=2)
            ways = {name: getattr(listed, f"{name}_url") for name in WAYS}
        return Shown(listed, ways)

    return show


WAYS = ("first", "previous", "next", "last", "clear", "whole", "parts")


class Shown:
    """A page, and the ways from it, which are only known while it is asked for."""

    def __init__(self, listed: ListPage, ways: dict[str, str | None]) -> None:
        self.listed, self.ways = listed, ways

    def __getattr__(self, name: str) -> Any:
        return getattr(self.listed, name)


@pytest.mark.parametrize(
    ("query", "name", "number"),
    [
        ("", ("/harbour/letters?sort=-name", "ascending"), ("/harbour/letters?sort=number", None)),
        ("sort=-name", ("/harbour/letters?sort=name", "descending"), ("/harbour/letters?sort=number", None)),
        ("sort=number&text=", ("/harbour/letters?sort=name", None), ("/harbour/letters?sort=-number", "ascending")),
        (
            "text=a%26b&page=last&sort=-number",
            ("/harbour/letters?text=a%26b&sort=name", None),
            ("/harbour/letters?text=a%26b&sort=number", "descending"),
        ),
    ],
)
def test_a_head_sorts_and_the_second_time_the_other_way(look: Look, query, name, number) -> None:
    heads = look(query).heads
    assert [(head.key, head.label, head.kind) for head in heads] == [
        ("name", "Who", "text"),
        ("email", "Address", "text"),
        ("number", "Number", "number"),
    ]
    assert [(head.url, head.sorted) for head in heads] == [name, (None, None), number]


@pytest.mark.parametrize(
    ("query", "chosen"), [("", ""), ("sort=name", ""), ("sort=-name", "-name"), ("sort=email", "")]
)
def test_where_no_head_is_in_sight_one_chooses_the_same_orders(look: Look, query: str, chosen: str) -> None:
    field = look(query).sorting
    assert (field.key, field.label, field.value) == ("sort", "Sort by", chosen)
    assert field.options == [
        ("", "Who, ascending"),
        ("-name", "Who, descending"),
        ("number", "Number, ascending"),
        ("-number", "Number, descending"),
    ]


def test_an_order_of_no_head_is_named_by_its_column_and_without_any_there_is_no_choice(look: Look) -> None:
    own = look(spec=replace(PEOPLE, order="-language")).sorting
    assert [words for _, words in own.options][:2] == ["Language", "Who, ascending"]
    assert look(spec=replace(PEOPLE, heads=(Head("email"),))).sorting is None


def test_the_fields_say_what_narrows_the_list(look: Look) -> None:
    shown = look("text=A&spoken=fr&sort=-name&spoken=de")
    assert [(field.key, field.label, field.value) for field in shown.fields] == [
        ("text", "Name", "A"),
        ("spoken", "Spoken", "fr"),
    ]
    assert [field.options for field in shown.fields] == [None, [("", "All"), ("fr", "French"), ("nl", "Dutch")]]
    assert (shown.narrowed, shown.kept) == (True, {"text": "A", "spoken": "fr", "sort": "-name"})
    assert ([row.name for row in shown.rows], shown.total, shown.several) == (["A"], 1, False)
    assert (look().narrowed, look().kept, look().total, look().several) == (False, {}, 7, True)


def test_a_list_is_printed_whole(look: Look) -> None:
    """Of 120 hosts 50 came out of the printer (finding 18): the whole stands on one page, sorted and filtered alike."""
    base = "/harbour/letters?sort=-name"
    page = look("sort=-name")
    assert (page.ways["whole"], page.ways["parts"]) == (f"{base}&page=all", None)
    whole = look("sort=-name&page=all&after=x")
    assert ("".join(row.name for row in whole.rows), whole.total) == ("GFEDCBA", 7)
    assert (whole.ways["whole"], whole.ways["parts"]) == (None, base)
    assert (whole.ways["next"], whole.ways["previous"], whole.ways["last"]) == (None, None, None)
    assert (look("text=A").ways["whole"], look("text=A&page=all").ways["parts"]) == (None, None)


def test_the_ways_lead_from_the_first_part_to_the_last_and_back(look: Look) -> None:
    base, seen = "/harbour/letters?sort=name", []
    address: str | None = base
    while address:
        shown = look(address.partition("?")[2])
        seen.append("".join(row.name for row in shown.rows))
        ways, address = shown.ways, shown.ways["next"]
        assert (ways["first"] is None, ways["previous"] is None) == (len(seen) == 1, len(seen) == 1)
        assert ways["last"] == (f"{base}&page=last" if address else None)
    assert seen == ["AB", "CD", "EF", "G"]
    back = []
    address = f"{base}&page=last"
    while address:
        shown = look(address.partition("?")[2])
        back.append("".join(row.name for row in shown.rows))
        address = shown.ways["previous"]
        assert shown.ways["clear"] == "/harbour/letters"
    assert back == ["G", "EF", "CD", "AB"]


def test_the_ways_of_a_list_that_a_refused_form_shows_again_lead_to_pages_that_can_be_opened(look: Look) -> None:
    shown = look("text=a&after=x", sent_to="/letters/nothing")
    assert (shown.ways["clear"], shown.heads[0].url) == ("/harbour/letters", "/harbour/letters?text=a&sort=-name")


def test_a_code_is_named_as_the_vocabulary_does(look: Look) -> None:
    shown = look()
    for value, words in (("nl", "Dutch"), ("xx", "xx"), (["fr", "nl", "xx"], "French, Dutch, xx"), (None, "")):
        row = type("Row", (), {"spoken": value})
        assert shown.named("spoken", row) == words
    assert shown.label == {"name": "Who", "email": "Address", "number": "Number"}
    assert shown.column("email") is PEOPLE.by_key["email"]


@pytest.mark.parametrize(
    ("grant", "may_export", "in_part"),
    [
        (Grant(COORDINATOR), True, False),
        (Grant(REFERENT), False, False),
        (Grant(REFERENT, territory_id=uuid7()), False, True),
    ],
)
def test_the_page_says_who_may_take_it_home_and_who_sees_a_part(look: Look, grant, *, may_export, in_part) -> None:
    shown = look(actor=Actor("Ada", grants=(grant,)))
    assert (shown.may_export, shown.in_part) == (may_export, in_part)
    assert look(spec=replace(PEOPLE, export=None)).may_export is False


@pytest.mark.parametrize(("kind", "said"), [("limit", "no limit"), ("number", '<span class="none">–</span>')])
def test_what_has_no_limit_says_so_and_what_is_not_known_does_not(look: Look, app: Flask, kind: Any, said: str) -> None:
    column = Column("digits", cast(null(), Integer), "Digits", kind)
    page = look(spec=replace(PEOPLE, columns=(*PEOPLE.columns, column), heads=(Head("name"), Head("digits")))).listed
    with app.test_request_context("/", headers=ENGLISH):
        macros = app.jinja_env.get_template("components/lists.html").module
        assert macros.list_value(page, page.rows[0], "digits").strip() == said
        assert [head.kind for head in page.heads] == ["text", "number"]


def test_the_values_of_a_column_can_be_chosen_by_its_words_with_a_capital(look: Look) -> None:
    language = PEOPLE.by_key["language"]
    column = replace(language, choices={"fr": Choice("spoken in French"), "nl": Choice("spoken in Dutch")})
    spec = replace(PEOPLE, filters=(pick_in(column, everything="all"),))
    field = look("language=fr", spec).fields[0]
    assert (field.key, field.label, field.value) == ("language", "Language", "fr")
    assert field.options == [("", "all"), ("fr", "Spoken in French"), ("nl", "Spoken in Dutch")]
    assert (look("language=fr", spec).total, look("language=nl", spec).total) == (7, 0)
