"""The hosts on pages: the list and its filters, and one host with whom it expects."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from core.programme.models import Opening
from plugins.immersion.models import ImmersionOffer
from tests.plugins.immersion.views.listed import BASE, rows_of, sheet_of, unlimit
from tests.plugins.immersion.views.reading import figures, words

LIST = f"{BASE}hosts/"
#: Where a host's page begins to say what the rounds decided.
DECIDED = 'id="decided"'


def test_the_list_shows_places_and_who_chooses(edition, sign_in) -> None:
    page = sign_in().get(LIST).text
    assert rows_of(page) == ["H001", "H002", "H003", "H004"]
    assert words(page, ".results-count") == ["4 hosts"]
    assert words(page, "td")[8:12] == ["Liège", "Disability", "1 of 1", "3 2 · 1 · 0 3 per place"]
    assert words(page, ".status") == ["3 per place", "to accept"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("territory=hainaut", ["H002", "H004"]),
        ("sector=disability", ["H001", "H003"]),
        ("places=full", ["H003"]),
        ("places=left", ["H001", "H002", "H004"]),
        ("status=proposed", ["H004"]),
        ("text=marelle", ["H002"]),
        ("text=h003@host", ["H003"]),
        ("sector=nothing&places=some", ["H001", "H002", "H003", "H004"]),
    ],
)
def test_filters_narrow_the_list(edition, sign_in, query: str, expected: list[str]) -> None:
    assert rows_of(sign_in().get(f"{LIST}?{query}").text) == expected


@pytest.mark.parametrize(
    ("language", "cells", "figure", "note"),
    [
        ("en", ["2, no limit", "0 of 0"], {"places taken": "2", "trainees choose it": "2"}, "no limit on places"),
        (
            "fr",
            ["2, sans limite", "0 sur 0"],
            {"places occupées": "2", "stagiaires le choisissent": "2"},
            "nombre de places illimité",
        ),
        (
            "nl",
            ["2, onbeperkt", "0 van 0"],
            {"plaatsen bezet": "2", "deelnemers kiezen deze organisatie": "2"},
            "onbeperkt aantal plaatsen",
        ),
    ],
)
def test_no_limit_is_said_and_is_not_the_same_as_no_place(edition, sign_in, language, cells, figure, note) -> None:
    unlimit(edition, "H002")
    none = update(Opening).where(Opening.offer_id == edition.offers["H004"]).values(capacity=0)
    edition.session.execute(none)
    edition.commit()
    client = sign_in()
    page = client.get(f"{LIST}?lang={language}&territory=hainaut").text
    assert words(page, "td")[2::4] == cells
    page = client.get(f"{LIST}H002/?lang={language}").text
    assert (figures(page), words(page, ".figure-note")[0]) == (figure, note)
    assert rows_of(client.get(f"{LIST}?places=left").text) == ["H001", "H002"]
    assert rows_of(client.get(f"{LIST}?places=full").text) == ["H003", "H004"]


def test_the_excel_button_keeps_the_filters(edition, sign_in) -> None:
    page = sign_in().get(f"{LIST}?sector=disability&page=3").text
    assert f'href="{BASE}hosts.xlsx?sector=disability"' in page


def test_an_empty_list_says_how_to_start(world, sign_in) -> None:
    client = sign_in()
    assert words(client.get(LIST).text, ".empty-title") == ["No host yet"]
    assert words(client.get(f"{LIST}?text=nothing").text, ".empty-title") == ["No host fits"]


def test_a_host_s_page_says_what_it_offers(edition, sign_in) -> None:
    edition.session.execute(
        update(ImmersionOffer)
        .where(ImmersionOffer.offer_id == edition.offers["H002"])
        .values(
            description="Un jour au centre.",
            professions=["psychologist", "magicien"],
            weekdays=[1, 4],
            dates=["2024-04-22"],
            duration_days=0.5,
            conditions="Bottes.",
        )
    )
    edition.commit()
    page = sign_in().get(f"{LIST}H002/").text
    assert figures(page) == {"places taken": "2 of 3", "trainees choose it": "2"}
    facts = dict(zip(words(page, "dt"), words(page, "dd"), strict=True))
    assert {name: facts[name] for name in ("Professions to meet", "Possible days", "Suggested dates", "Length")} == {
        "Professions to meet": "psychologist, magicien",
        "Possible days": "Monday or Thursday",
        "Suggested dates": "Monday 22 April 2024",
        "Length": "half a day",
    }
    assert (facts["Conditions"], facts["E-mail address"]) == ("Bottes.", "h002@host.example")


def test_a_host_s_page_says_whom_it_expects_and_who_chooses_it(edition, sign_in) -> None:
    page = sign_in().get(f"{LIST}H002/").text.partition(DECIDED)[0]
    assert rows_of(page) == ["S001", "S002", "S001", "S002"]


@pytest.mark.requirement("IM-23")
def test_a_referent_sees_every_host_but_not_every_trainee(edition, sign_in) -> None:
    client = sign_in("referent", territory="namur")
    assert rows_of(client.get(f"{LIST}?territory=").text) == ["H001", "H002", "H003", "H004"]
    assert rows_of(client.get(LIST, follow_redirects=True).text) == ["H001"]
    page = client.get(f"{LIST}H002/").text
    assert rows_of(page.partition(DECIDED)[0]) == ["S001", "S001"]
    assert "s002@trainee.example" not in page
    assert "Others are expected too; they and their services are outside your territory." in page
    elsewhere = client.get(f"{LIST}H003/").text
    assert rows_of(elsewhere.partition(DECIDED)[0]) == ["S003"]
    assert "Those who have a place here, and their services, are outside your territory." in elsewhere


@pytest.mark.requirement("IM-14")
@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "H003: 1 place, 3 requests, 1 given in this round. The draw decided: 1. "
            "Obtained a choice they preferred: 1.",
        ),
        (
            "fr",
            "H003 : 1 place, 3 demandes, 1 attribuée dans ce matching. Le tirage au sort a décidé : 1. "
            "Ont obtenu un choix mieux classé : 1.",
        ),
        (
            "nl",
            "H003: 1 plaats, 3 aanvragen, 1 toegewezen in deze matching. De loting besliste: 1. "
            "Kregen een hogere keuze: 1.",
        ),
    ],
)
def test_a_host_can_be_told_why_these_come_and_the_others_do_not(edition, sign_in, language: str, said: str) -> None:
    page = sign_in().get(f"{LIST}H003/?lang={language}").text.partition(DECIDED)[2]
    assert words(page, "p")[1] == said


@pytest.mark.requirement("IM-14")
@pytest.mark.requirement("IM-23")
def test_who_came_by_what_is_named_to_those_who_may_see_them_and_the_others_are_only_counted(edition, sign_in) -> None:
    client = sign_in()
    winner = rows_of(client.get(f"{LIST}H003/").text)[0]
    pages = [
        visitor.get(f"{LIST}H003/").text.partition(DECIDED)[2]
        for visitor in (client, sign_in("referent", territory="namur"))
    ]
    assert [words(page, ".row-head") for page in pages] == [[f"Stagiaire {winner}{winner}"], [winner]]
    for page in pages:
        assert [cell[:12] for cell in words(page, "td")[:2]] == ["–", "first choice"]
        assert words(page, "dd")[:4] == ["1", "0", "3", "2"]
        for other in {"S003", "S004", "S005"} - {winner}:
            assert other not in page


@pytest.mark.requirement("IM-14")
def test_a_host_s_page_says_which_of_those_who_came_have_priority(edition, sign_in) -> None:
    page = sign_in().get(f"{LIST}H002/").text.partition(DECIDED)[2]
    assert words(page, "h3") == ["Round 2, 18 March 2024, 9:00", "Round 1, 19 February 2024, 9:00"]
    assert words(page, ".row-head") == ["Stagiaire S002S002", "Stagiaire S001S001"]
    assert words(page, "td")[3:] == ["host service", "first choice", "1 of 1"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "H002: no place was left to give in this round. Could not come for want of a place: 2."),
        ("fr", "H002 : il ne restait aucune place à attribuer dans ce matching. N’ont pas eu de place ici : 2."),
        (
            "nl",
            "H002: er was geen plaats meer toe te wijzen in deze matching. Kregen hier geen plaats: 2.",
        ),
    ],
)
def test_where_no_place_was_left_the_host_reads_so(edition, sign_in, language: str, said: str) -> None:
    taken = update(Opening).where(Opening.offer_id == edition.offers["H002"]).values(capacity=2)
    edition.session.execute(taken)
    edition.make_trainee("S006", "H002")
    edition.make_trainee("S007", "H003", "H002")
    edition.live(3)
    edition.commit()
    page = sign_in().get(f"{LIST}H002/?lang={language}").text.partition(DECIDED)[2]
    assert words(page, "p")[1] == said
    assert words(page, "dd")[:4] == ["2", "2", "2", "1"]


def test_a_reader_sees_no_host_and_an_unknown_one_is_not_found(edition, sign_in) -> None:
    reader = sign_in("reader")
    assert [reader.get(address).status_code for address in (LIST, f"{LIST}H001/")] == [403, 403]
    assert sign_in().get(f"{LIST}H999/").status_code == 404


def test_names_are_said_in_the_reader_s_language(edition, sign_in) -> None:
    page = sign_in().get(f"{LIST}?lang=nl").text
    assert words(page, "td")[:2] == ["Namen", "Handicap, Geestelijke gezondheidszorg"]


@pytest.mark.requirement("IM-23")
def test_a_referent_reads_the_contact_of_hosts_that_concern_her(edition, sign_in) -> None:
    """Finding 15 of the review: of other provinces what she needs, on the page, in the search and in the file alike.

    S001 of Namur chose H002 of Hainaut; H003 of Liège and H004 of Hainaut were chosen by nobody of hers.
    """
    client = sign_in("referent", territory="namur")
    shown = {
        each: "@" in client.get(f"{LIST}{each}/").text.partition('id="contact"')[2].partition("</section>")[0]
        for each in HOSTS
    }
    assert shown == {"H001": True, "H002": True, "H003": False, "H004": False}
    hidden = client.get(f"{LIST}H003/").text
    assert "its own referent knows the contact" in hidden
    assert "host.example" not in hidden
    assert rows_of(client.get(f"{LIST}?text=h003@host.example").text) == []
    assert rows_of(client.get(f"{LIST}?text=h002@host.example").text) == ["H002"]
    cells = list(sheet_of(client, "hosts.xlsx").values)
    columns = [cells[0].index(name) for name in ("Contact: first name", "Contact: last name", "E-mail address")]
    assert {row[0]: any(row[column] for column in columns) for row in cells[1:]} == shown
    everything = list(sheet_of(sign_in(), "hosts.xlsx").values)
    assert all(row[columns[2]] for row in everything[1:])


HOSTS = ("H001", "H002", "H003", "H004")
