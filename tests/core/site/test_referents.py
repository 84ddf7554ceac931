"""The referent of where somebody works, found by postal code or by name."""

from __future__ import annotations

from html import unescape

import pytest
from flask import Flask

from core.site.errors import NoPlaceError
from core.site.referents import places_named
from tests.core.reading import words

pytestmark = pytest.mark.requirement("IM-06")


@pytest.fixture
def client(app: Flask, engine):
    return app.test_client()


def asked(client, place: str, *, network: str = "harbour", language: str = "en", **more: str):
    return client.get(f"/{network}/info/contact", query_string={"place": place, "lang": language, **more})


def answer_on(page: str) -> str:
    return page.partition('id="answer"')[2].partition("</section>")[0]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("7000", ["Mons"]),
        (" B-7000 Mons ", ["Mons"]),
        ("mons", ["Mons"]),
        ("Bergen", ["Mons"]),
        ("namur", ["Namur"]),
        ("1050", ["Bruxelles", "Ixelles"]),
        ("1050 Elsene", ["Ixelles"]),
    ],
)
def test_a_place_is_found_by_its_code_and_by_its_names(typed: str, found: list[str]) -> None:
    assert [row.fr for row in places_named(typed)] == found


@pytest.mark.parametrize(
    ("typed", "special"), [("0000", False), ("Atlantis", False), ("70000", False), ("", False), ("1044", True)]
)
def test_what_is_no_place_is_refused(typed: str, special: bool) -> None:
    with pytest.raises(NoPlaceError) as error:
        places_named(typed)
    assert error.value.special is special


def test_a_choice_that_is_none_of_them_leaves_them_all() -> None:
    assert [[row.fr for row in places_named("1050", nis)] for nis in ("21009", "53053")] == [
        ["Ixelles"],
        ["Bruxelles", "Ixelles"],
    ]


def test_the_answer_names_the_territory_and_its_referent(client) -> None:
    said = answer_on(asked(client, "7000", language="fr").text)
    assert words(said, "p") == ["Nord", "Ada North", "north@harbour.example", "+32 65 00 00 02"]
    assert words(said, "h2") == ["Pour Mons"]
    assert words(answer_on(asked(client, "7000", language="nl").text), "h2") == ["Voor Bergen"]


def test_from_outside_the_network_the_coordination_answers(client) -> None:
    said = unescape(answer_on(asked(client, "2000").text))
    assert ("lies outside the area" in said, "Capitainerie" in said) == (True, True)


def test_where_nobody_is_named_the_coordination_answers(client) -> None:
    said = answer_on(asked(client, "1030", network="orchard").text)
    assert ("Nobody is named for this region yet." in said, "Boomgaard" in said) == (True, True)


def test_a_code_of_several_municipalities_asks_which(client) -> None:
    page = asked(client, "1050", network="orchard").text
    said = answer_on(page)
    assert words(said, "a") == ["Bruxelles", "Ixelles"]
    [_first, second] = [unescape(part.partition('"')[0]) for part in said.split('href="')[1:]]
    assert second == "/orchard/info/contact?place=1050&municipality=21009#answer"
    assert words(answer_on(client.get(second.partition("#")[0] + "&lang=en").text), "h2") == ["For Ixelles"]


@pytest.mark.parametrize("typed", ["", "   ", "9", "x" * 90, "<script>alert(1)</script>", "1044"])
def test_what_is_wrong_is_said_at_the_field(client, typed: str) -> None:
    answer = asked(client, typed)
    assert (answer.status_code, 'id="place-error"' in answer.text, 'id="answer"' in answer.text) == (200, True, False)
    assert "<script>alert" not in answer.text


def test_the_first_page_asks_too(client) -> None:
    page = client.get("/harbour/?lang=en").text
    assert 'action="/harbour/info/contact#answer"' in page
    assert 'id="place-error"' not in page


def test_a_question_costs_the_same_wherever_it_leads(client, statements) -> None:
    counted = []
    for place in ("7000", "5000", "Mons"):
        with statements() as sent:
            asked(client, place)
        counted.append(sent.count)
    assert counted == [8, 8, 8]
