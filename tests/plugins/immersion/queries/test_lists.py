"""The lists of an edition: filters, parts, and as many statements for 300 rows as for one (IM-08, IM-22)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from core.listing.reading import read_all, read_rows
from core.listing.spec import ListSpec
from core.programme.figures import Counts
from core.programme.models import Offer
from core.programme.registrations import Withdrawal
from core.programme.rules import Room
from plugins.immersion.enums import Standing
from plugins.immersion.lists.hosts import HOSTS
from plugins.immersion.lists.placements import PLACEMENTS
from plugins.immersion.lists.trainees import TRAINEES, names_now
from plugins.immersion.queries.hosts import find_host
from plugins.immersion.queries.overview import edition_counts, overview_of
from plugins.immersion.queries.rounds import figures_by_number, rounds_of
from plugins.immersion.queries.trainees import find_trainee
from plugins.immersion.services.withdrawals import withdraw_many
from plugins.immersion.variants import Figures

AT = datetime(2024, 3, 4, 10, tzinfo=UTC)


@pytest.fixture
def year(lived):
    return lived(two_rounds)


def two_rounds(world) -> None:
    """Three hosts and six trainees after two rounds; one withdrew, one waits."""
    world.make_host("H1", 2, institution="L’Écluse", territory="namur", sectors=("mental-health", "youth-care"))
    world.make_host("H2", 1, institution="B", territory="liege", sectors=("disability",))
    world.make_host("H3", 4, institution="C", territory="liege", sectors=("mental-health",))
    world.make_trainee("S1", "H1", "H2", institution="B", territory="liege")
    world.make_trainee("S2", "H2", institution="C", territory="liege")
    world.make_trainee("S3", "H2", "H1", institution="Z", territory="hainaut")
    world.make_trainee("S4", "H2", institution="Y", territory=None)
    world.make_trainee("S5", institution="Y", territory=None)
    world.live(1)
    world.live(2)
    gone = Withdrawal(world.trainees["S5"], AT, "maladie")
    withdraw_many(world.on(3), world.edition, [gone])


def references(world, spec: ListSpec, **values: str) -> list[str]:
    return [row.reference for row in world.part(spec, world.on(3), **values).rows]


@pytest.mark.requirement("IM-08")
def test_a_trainee_is_a_row_with_all_a_list_shows(year) -> None:
    first = year.part(TRAINEES, year.on(3)).rows[0]
    assert (first.reference, first.first_name, first.last_name, first.email) == (
        *("S1", "Stagiaire", "S1"),
        "s1@trainee.example",
    )
    assert (first.institution, first.service, first.profession, first.language) == ("B", None, "psychologue", "fr")
    assert (first.territory, first.priority) == ("liege", True)
    assert (first.choices, first.offer, first.host, first.rank, first.round_number) == (
        *(["H1", "H2"], "H1", "L’Écluse"),
        *(1, 1),
    )
    assert (first.standing, first.withdrawn_at) == (Standing.PLACED, None)


@pytest.mark.requirement("IM-22")
@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["S1", "S2", "S3", "S4", "S5"]),
        ({"territory": "liege"}, ["S1", "S2"]),
        ({"territory": "walloon-brabant"}, []),
        ({"sector": "disability"}, ["S1"]),
        ({"standing": Standing.PLACED}, ["S1", "S2", "S3"]),
        ({"standing": Standing.WITHOUT_PLACE}, ["S4"]),
        ({"standing": Standing.WITHDRAWN}, ["S5"]),
        ({"priority": "yes"}, ["S1", "S2"]),
        ({"priority": "no"}, ["S3", "S4", "S5"]),
        ({"round": "1"}, ["S1", "S2"]),
        ({"round": "2"}, ["S3"]),
        ({"text": "stagiaire s3"}, ["S3"]),
        ({"text": "S4@TRAINEE"}, ["S4"]),
        ({"text": "100%_"}, []),
        ({"territory": "liege", "priority": "yes", "text": "s2"}, ["S2"]),
    ],
)
def test_trainees_are_filtered(year, filters: dict[str, str], expected: list[str]) -> None:
    assert references(year, TRAINEES, **filters) == expected


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["H1", "H2", "H3"]),
        ({"territory": "liege"}, ["H2", "H3"]),
        ({"sector": "mental-health"}, ["H1", "H3"]),
        ({"text": "l'ecluse"}, ["H1"]),
        ({"text": "ÉCLUSE hotesse"}, ["H1"]),
        ({"text": "h2@host"}, ["H2"]),
        ({"places": "left"}, ["H3"]),
        ({"places": "full"}, ["H1", "H2"]),
    ],
)
def test_hosts_are_filtered(year, filters: dict[str, str], expected: list[str]) -> None:
    assert references(year, HOSTS, **filters) == expected


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["S1", "S2", "S3"]),
        ({"round": "1"}, ["S1", "S2"]),
        ({"rank": "2"}, ["S3"]),
        ({"territory": "namur"}, ["S1", "S3"]),
        ({"territory": "hainaut"}, ["S3"]),
        ({"territory": "liege"}, ["S1", "S2"]),
        ({"text": "ecluse"}, ["S1", "S3"]),
        ({"text": "h2"}, ["S2"]),
    ],
)
def test_placements_are_filtered(year, filters: dict[str, str], expected: list[str]) -> None:
    assert references(year, PLACEMENTS, **filters) == expected


@pytest.mark.requirement("IM-10")
def test_a_host_shows_requests_and_places(year) -> None:
    rows = {row.reference: row for row in year.part(HOSTS, year.on(3)).rows}
    shown = {
        reference: (row.places, row.taken, row.left, row.requests, row.first, row.second, row.third)
        for reference, row in rows.items()
    }
    assert shown == {"H1": (2, 2, 0, 2, 1, 1, 0), "H2": (1, 1, 0, 4, 3, 1, 0), "H3": (4, 0, 4, 0, 0, 0, 0)}
    assert rows["H1"].sectors == ["mental-health", "youth-care"]
    assert (rows["H1"].territory, rows["H1"].contact_last, rows["H1"].email) == ("namur", "H1", "h1@host.example")


def test_one_host_whole(year) -> None:
    found = find_host(year.on(3), {"edition": year.edition.id}, "H1")
    assert (found.row.title, found.details.weekdays) == ("Un jour chez H1", [])
    here = Offer.id == found.row.id
    expected = read_rows(year.on(3), PLACEMENTS, {"edition": year.edition.id}, here, sort="last_name")
    assert [(row.reference, row.rank, row.contact_email) for row in expected] == [
        ("S1", 1, "h1@host.example"),
        ("S3", 2, "h1@host.example"),
    ]
    assert find_host(year.on(3), {"edition": year.edition.id}, "H9") is None


def test_who_names_an_offer_now(year) -> None:
    found = read_rows(year.on(3), TRAINEES, {"edition": year.edition.id}, names_now("H1"))
    assert [row.reference for row in found] == ["S1", "S3"]


def test_one_trainee_with_their_history(year) -> None:
    year.choose("S4", "H3", wave=2, at=AT)
    year.live(3)
    found = find_trainee(year.on(3), year.edition.id, "S4")
    assert [[(line.wave, line.rank, line.offer, line.current) for line in wave] for wave in found.waves] == [
        [(2, 1, "H3", True)],
        [(1, 1, "H2", False)],
    ]
    assert [(place.round_number, place.offer, place.rank, place.ended_at) for place in found.places] == [
        (3, "H3", 1, None)
    ]
    assert {letter.kind for letter in found.letters} == {"immersion.placed", "immersion.not_placed_choose_again"}
    gone = find_trainee(year.on(3), year.edition.id, "S5")
    assert (gone.withdrawal_reason, gone.row.withdrawn_at, gone.row.standing) == ("maladie", AT, Standing.WITHDRAWN)
    assert find_trainee(year.on(3), year.edition.id, "S99") is None


@pytest.mark.requirement("IM-50")
def test_the_figures_of_an_edition(year) -> None:
    found = overview_of(year.on(3), year.edition.id)
    assert found.counts == Counts(offering=3, room=Room(7, 3), asking=5, withdrawn=1, placed=3)
    assert found.counts.waiting == 1
    assert edition_counts(year.on(3), [year.edition.id]) == {year.edition.id: found.counts}
    by_code = {line.code: line.counts for line in found.territories}
    assert by_code == {
        "walloon-brabant": Counts(),
        "hainaut": Counts(asking=1, placed=1),
        "liege": Counts(offering=2, room=Room(5, 1), asking=2, placed=2),
        "luxembourg": Counts(),
        "namur": Counts(offering=1, room=Room(2, 2)),
        None: Counts(asking=2, withdrawn=1),
    }
    assert [(line.sector, line.offering) for line in found.sectors] == [
        ("mental-health", 2),
        ("disability", 1),
        ("youth-care", 1),
    ]
    assert (found.sector_mentions, found.sector_base) == (4, 3)
    assert figures_by_number(year.on(2), rounds_of(year.session, year.edition.id)) == {
        1: Figures(pool=2, placed=2, by_rank={1: 2}, priority=2, priority_placed=2, priority_first=2),
        2: Figures(pool=3, placed=1, by_rank={2: 1}, priority=0, priority_placed=0, priority_first=0),
    }


READS: dict[str, Callable[[Any], Any]] = {
    "trainees": lambda world: world.part(TRAINEES, world.on(2)),
    "all trainees": lambda world: list(read_all(world.on(2), TRAINEES, {"edition": world.edition.id})),
    "hosts": lambda world: world.part(HOSTS, world.on(2)),
    "placements": lambda world: world.part(PLACEMENTS, world.on(2)),
    "a referent's": lambda world: world.part(TRAINEES, world.on(2, world.referent(next(iter(world.territories))))),
    "overview": lambda world: overview_of(world.on(2), world.edition.id),
    "one host": lambda world: find_host(world.on(2), {"edition": world.edition.id}, "H0"),
    "one trainee": lambda world: find_trainee(world.on(2), world.edition.id, "S0"),
}
#: Those of a dozen joins.
LISTS = frozenset({"trainees", "all trainees", "hosts", "placements", "a referent's"})


@pytest.mark.requirement("IM-22")
def test_as_many_statements_for_300_rows_as_for_one(world_of, statements) -> None:
    counted = []
    for slug, rows in (("bruzel", 1), ("immersion-0-23", 300)):
        world = world_of(slug)
        code = next(iter(world.territories))
        for number in range(rows):
            world.make_host(f"H{number}", 1, territory=code, institution=f"{slug} H{number}")
            world.make_trainee(f"S{number}", f"H{number}", territory=code, institution=f"{slug} S{number}")
        world.live(1)
        world.live(2)
        world.commit()
        found = {}
        for name, read in READS.items():
            world.session.rollback()
            with statements() as sent:
                read(world)
            found[name] = sent.count
            if name in LISTS:
                # The tables are new to the planner: it may not choose an order of joins that multiplies them.
                assert "SET LOCAL join_collapse_limit = 1" in sent.texts
        counted.append(found)
        assert world.part(PLACEMENTS, world.on(2)).total == rows
    assert counted[0] == counted[1]
