"""The columns of each sheet, and what stands in them."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from plugins.immersion.exports import Naming, hosts_sheet, placements_sheet, trainees_sheet
from plugins.immersion.queries.hosts import HostRow
from plugins.immersion.queries.placements import PlacementRow
from plugins.immersion.queries.trainees import TraineeRow

AT = datetime(2024, 2, 14, 9, tzinfo=UTC)
NAMING = Naming(
    territory=lambda code: f"<{code}>" if code else None,
    sectors=lambda codes: "; ".join(codes or ()),
    profession=lambda code: f"<{code}>" if code else None,
    municipality=lambda row: row.municipality_nl,
)


@pytest.fixture(autouse=True)
def english(app: Flask):
    """Headers are said in the language of a request."""
    with app.test_request_context("/?lang=en"):
        yield


def trainee(**changes: Any) -> TraineeRow:
    row = TraineeRow(
        uuid.uuid4(),
        *("S001", "Ada", "Peeters", "ada@x.example", None, "fr"),
        *("Le Gué", None, ["a", "b"], "nurse", "namur", {"fr": "Namur"}, True, ["H002", "H001"]),
        *("H001", "La Marelle", 2, 1, "registered", AT, None),
    )
    return replace(row, **changes)


def first(table: Any) -> dict[str, Any]:
    """Return the first row of a sheet by its headers."""
    row = next(iter(table.rows))
    return dict(zip([column.header for column in table.columns], row, strict=True))


def test_a_trainee_is_a_row_with_as_many_choices_as_the_edition_allows() -> None:
    table = trainees_sheet([trainee()], NAMING, 4)
    row = first(table)
    assert [row[f"Choice {rank}"] for rank in (1, 2, 3, 4)] == ["H002", "H001", None, None]
    assert (row["Host service"], row["Place"], row["Which choice"], row["Round"]) == ("yes", "with a place", 2, 1)
    assert (row["Sectors"], row["Profession"], row["Territory"]) == ("a; b", "<nurse>", "<namur>")
    assert {column.header: column.kind for column in table.columns if column.kind != "text"} == {
        "Which choice": "number",
        "Round": "number",
        "Registered on": "moment",
        "Withdrawn on": "moment",
    }


def test_who_waits_and_who_withdrew_say_so() -> None:
    nowhere = {"offer": None, "host": None, "rank": None, "round_number": None}
    waiting = first(trainees_sheet([trainee(**nowhere, choices=None, priority=False)], NAMING, 1))
    assert (waiting["Place"], waiting["Choice 1"], waiting["Host service"]) == ("without a place", None, "no")
    gone = first(trainees_sheet([trainee(**nowhere, status="withdrawn", withdrawn_at=AT)], NAMING, 1))
    assert (gone["Place"], gone["Withdrawn on"]) == ("withdrawn", AT)


def test_a_host_is_a_row_with_its_contact_and_its_places() -> None:
    row = HostRow(
        *(uuid.uuid4(), uuid.uuid4(), "H001", "Un jour", "proposed", "Le Gué", "Équipe", None, None, None),
        *("5000", "Namur", "Namen", "Yves", "Lemaire", "yves@x.example", "+32 4", 3, 1, 6, 3, 2, 1, AT),
    )
    said = first(hosts_sheet([row], NAMING))
    assert (said["Offer"], said["Municipality"], said["Territory"]) == ("to accept", "Namen", None)
    assert [said[name] for name in ("Places", "Places taken", "Places left")] == [3, 1, 2]
    assert [said[name] for name in ("Chosen by", "As first choice", "As second choice", "As third choice")] == [
        *(6, 3, 2, 1)
    ]


def test_a_placement_is_a_row_with_both_sides() -> None:
    row = PlacementRow(
        *(uuid.uuid4(), 2, 1, AT, "S001", "Ada", "Peeters", None, None, "Le Gué", None, None, "namur", None),
        *("H001", "Un jour", "La Marelle", "liege", None, "Yves", "Lemaire", "yves@x.example", None),
    )
    said = first(placements_sheet([row], NAMING))
    assert (said["Trainee"], said["Territory"], said["Territory of the host"]) == ("S001", "<namur>", "<liege>")
    assert (said["Contact: e-mail address"], said["Placed on"], said["Round"]) == ("yves@x.example", AT, 2)
