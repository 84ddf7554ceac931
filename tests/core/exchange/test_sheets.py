"""A list as a sheet: its columns, their kinds, and the words for what stands in them."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Integer, column, select, true

from core.accounts.models import Person
from core.contract.acting import COORDINATOR, Permission
from core.exchange.sheets import SheetField, fields_of, sheet
from core.listing.columns import Choice, Column
from core.listing.spec import Head, ListSpec

AT = datetime(2024, 2, 14, 9, tzinfo=UTC)
LIST = ListSpec(
    name="people",
    title="People",
    key=Person.id,
    source=select(Person.id),
    permission=Permission("people.read", frozenset({COORDINATOR})),
    visible=lambda _actor: true(),
    columns=(
        Column("name", column("name"), "Name", width=28),
        Column("hidden", column("hidden")),
        Column("host", column("host"), "Host", "choice", choices={False: Choice("no"), True: Choice("yes", "good")}),
        Column("round", column("round", Integer), "Round", "number"),
        Column("places", column("places", Integer), "Places", "limit"),
        Column("sector", column("sector"), "Sector", "term", terms="sector"),
        Column("sectors", column("sectors"), "Sectors", "terms", terms="sector"),
        Column("choices", column("choices"), "Choice %(rank)s", "ranked"),
        Column("at", column("at"), "Placed on", "moment"),
    ),
    heads=(Head("name"),),
    order="name",
)
TERMS = {"sector": {"youth": "Youth care", "health": "Mental health"}}
HEALTH = "Mental health, Youth care"
ROW: dict[str, Any] = {
    "name": "Ada",
    "hidden": "never",
    "host": True,
    "round": 2,
    "places": 12,
    "sector": "youth",
    "sectors": ["health", "youth"],
    "choices": ["H2", "H1"],
    "at": AT,
}


def test_each_column_with_a_label_is_a_field_and_an_array_as_many_as_it_has_places() -> None:
    sectors = TERMS["sector"]
    assert fields_of(LIST, TERMS, places=3) == [
        SheetField("name", "Name", 28, "text"),
        SheetField("host", "Host", 18, "text", {"False": "no", "True": "yes"}),
        SheetField("round", "Round", 9, "number"),
        SheetField("places", "Places", 9, "number", nothing="no limit"),
        SheetField("sector", "Sector", 18, "text", sectors),
        SheetField("sectors", "Sectors", 18, "text", sectors),
        SheetField("choices", "Choice 1", 9, "text", place=1),
        SheetField("choices", "Choice 2", 9, "text", place=2),
        SheetField("choices", "Choice 3", 9, "text", place=3),
        SheetField("at", "Placed on", 17, "moment"),
    ]
    assert [field.key for field in fields_of(LIST, TERMS)] == [
        "name",
        "host",
        "round",
        "places",
        "sector",
        "sectors",
        "at",
    ]


@pytest.mark.parametrize(
    ("changes", "cells"),
    [
        ({}, ["Ada", "yes", 2, 12, "Youth care", HEALTH, "H2", "H1", None, AT]),
        ({"host": False, "sector": "new"}, ["Ada", "no", 2, 12, "new", HEALTH, "H2", "H1", None, AT]),
        ({"sectors": ["new", "youth"]}, ["Ada", "yes", 2, 12, "Youth care", "new, Youth care", "H2", "H1", None, AT]),
        ({"choices": ["H1", "H2", "H3", "H4"]}, ["Ada", "yes", 2, 12, "Youth care", HEALTH, "H1", "H2", "H3", AT]),
        (dict.fromkeys(ROW), [None, None, None, "no limit", *[None] * 6]),
    ],
)
def test_a_row_stands_under_its_headers(changes: dict[str, Any], cells: list[Any]) -> None:
    table = sheet("People", fields_of(LIST, TERMS, places=3), [SimpleNamespace(**{**ROW, **changes})])
    assert list(table.rows) == [cells]


def test_the_columns_of_the_sheet_are_those_of_the_fields() -> None:
    table = sheet("People", iter(fields_of(LIST, TERMS, places=1)), [])
    assert table.title == "People"
    assert [(each.header, each.width, each.kind) for each in table.columns] == [
        ("Name", 28, "text"),
        ("Host", 18, "text"),
        ("Round", 9, "number"),
        ("Places", 9, "number"),
        ("Sector", 18, "text"),
        ("Sectors", 18, "text"),
        ("Choice 1", 9, "text"),
        ("Placed on", 17, "moment"),
    ]
    assert list(table.rows) == []
