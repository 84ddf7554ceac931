"""The placements on a page: who goes where, each for who may see it."""

from __future__ import annotations

import pytest

from tests.plugins.immersion.views.listed import BASE, rows_of
from tests.plugins.immersion.views.reading import words

LIST = f"{BASE}placements/"


def trainees_of(page: str) -> list[str]:
    return [reference for reference in rows_of(page) if reference.startswith("S")]


def test_the_list_shows_who_goes_where(edition, sign_in) -> None:
    page = sign_in().get(LIST).text
    assert trainees_of(page)[:3] == ["S001", "S002", "S003"]
    assert words(page, ".results-count") == ["4 placements"]
    assert words(page, "td")[:3] == ["La Marelle H002 · Hainaut", "first choice", "1"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("round=1", ["S001"]),
        ("territory=hainaut", ["S001", "S002"]),
        ("territory=namur&round=2", ["S003"]),
        ("rank=2", []),
        ("text=marelle", ["S001", "S002"]),
    ],
)
def test_filters_narrow_the_list(edition, sign_in, query: str, expected: list[str]) -> None:
    assert trainees_of(sign_in().get(f"{LIST}?{query}").text) == expected


@pytest.mark.requirement("IM-23")
def test_a_referent_sees_placements_with_a_side_in_her_province(edition, sign_in) -> None:
    page = sign_in("referent", territory="namur").get(f"{LIST}?territory=").text
    assert trainees_of(page) == ["S001", "S003"]
    assert words(page, ".results-count") == ["2 placements"]
    assert "Stagiaire S002" not in page
    assert "La Source" not in page


def test_a_reader_sees_none(edition, sign_in) -> None:
    assert sign_in("reader").get(LIST).status_code == 403


def test_an_empty_list_says_how_to_start(world, sign_in) -> None:
    client = sign_in()
    assert words(client.get(LIST).text, ".empty-title") == ["No placement yet"]
    assert words(client.get(f"{LIST}?rank=1").text, ".empty-title") == ["No placement fits"]
