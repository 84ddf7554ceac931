"""The trainees on pages: who sees whom, filters, one trainee, and a withdrawal done once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from html import unescape
from uuid import uuid4

import pytest
from sqlalchemy import update

from plugins.immersion.models import ImmersionChoice
from tests.plugins.immersion.views.listed import BASE, NOT_OF_NAMUR, OF_NAMUR, became_of, rows_of
from tests.plugins.immersion.views.reading import words

LIST = f"{BASE}trainees/"
#: The edition of these tests has no clock of its own.
LATER = datetime.now(UTC) + timedelta(days=3)


def test_the_list_shows_everybody_with_choices_and_place(edition, sign_in) -> None:
    page = sign_in().get(LIST).text
    assert rows_of(page) == ["S001", "S002", "S003", "S004", "S005"]
    assert words(page, ".results-count") == ["5 trainees"]
    first = words(page, "tr")[1]
    assert first == "Stagiaire S001 S001 · host service Le Gué Namur H002 H002 · La Marelle first choice, round 1"


@pytest.mark.requirement("IM-23")
def test_a_referent_sees_her_province_and_who_chooses_a_host_in_it(edition, sign_in) -> None:
    client = sign_in("referent", territory="namur")
    first = client.get(LIST)
    assert (first.status_code, first.location) == (302, f"{LIST}?territory=namur")
    assert rows_of(client.get(first.location).text) == ["S001"]
    page = client.get(f"{LIST}?territory=").text
    assert rows_of(page) == list(OF_NAMUR)
    assert words(page, ".results-count") == ["2 trainees"]
    for reference in NOT_OF_NAMUR:
        assert f"{reference.lower()}@trainee.example" not in page
        assert f"Stagiaire {reference}" not in page
        assert client.get(f"{LIST}?text={reference}").text.count("<tr>") == 0
    codes = {reference: client.get(f"{LIST}{reference}/").status_code for reference in (*OF_NAMUR, *NOT_OF_NAMUR)}
    assert codes == {**dict.fromkeys(OF_NAMUR, 200), **dict.fromkeys(NOT_OF_NAMUR, 404)}


def test_a_reader_sees_no_person(edition, sign_in) -> None:
    client = sign_in("reader")
    assert [client.get(address).status_code for address in (LIST, f"{LIST}S001/")] == [403, 403]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("territory=liege", ["S003", "S004", "S005"]),
        ("standing=placed&territory=namur", ["S001"]),
        ("priority=yes", ["S001"]),
        ("priority=no&territory=hainaut", ["S002"]),
        ("round=1", ["S001"]),
        ("text=s002", ["S002"]),
        ("text=gue", ["S001", "S002", "S003", "S004", "S005"]),  # Their institution, or one that they chose.
        ("text=stagiaire+s003", ["S003"]),
        ("sector=disability", ["S001"]),
        ("standing=withdrawn", []),
        ("territory=atlantis&standing=vanished&round=x", ["S001", "S002", "S003", "S004", "S005"]),
    ],
)
def test_filters_narrow_the_list(edition, sign_in, query: str, expected: list[str]) -> None:
    assert rows_of(sign_in().get(f"{LIST}?{query}").text) == expected


def test_one_of_two_stays_without_a_place(edition, sign_in) -> None:
    found = rows_of(sign_in().get(f"{LIST}?standing=without_place").text)
    assert len(found) == 1
    assert found[0] in ("S004", "S005")


def test_pages_and_the_excel_button_keep_the_filters(edition, sign_in) -> None:
    for number in range(10, 70):
        edition.make_trainee(f"S{number:03}", "H002", territory="hainaut")
    edition.commit()
    client = sign_in()
    narrowed = "?territory=hainaut&text=stagiaire&sort=-last_name"
    page = client.get(f"{LIST}{narrowed}").text
    assert len(rows_of(page)) == 50
    assert words(page, ".results-count") == ["61 trainees"]
    assert f'href="{BASE}trainees.xlsx?text=stagiaire&amp;territory=hainaut&amp;sort=-last_name"' in page
    assert words(page, ".pager") == ["1 to 50 of 61 Next Last All on one page, to print"]
    second = client.get(way(page, "next")).text
    assert (rows_of(second)[0], len(rows_of(second))) == ("S019", 11)
    assert words(second, ".pager") == ["51 to 61 of 61 First Previous All on one page, to print"]
    assert way(second, "prev") == way(second, "first") == f"{LIST}{narrowed}"
    assert rows_of(client.get(way(page, "last")).text) == rows_of(second)


def way(page: str, rel: str) -> str:
    """Return the address of another part of a list."""
    return unescape(page.partition(f'" rel="{rel}"')[0].rpartition('href="')[2])


@pytest.mark.parametrize(
    ("query", "expected", "heads"),
    [
        ("", ["S001", "S002", "S003", "S004", "S005"], {}),
        ("sort=territory", ["S002", "S003", "S004", "S005", "S001"], {"ascending": "Territory"}),
        ("sort=-last_name", ["S005", "S004", "S003", "S002", "S001"], {"descending": "Trainee"}),
        ("sort=choices", ["S001", "S002", "S003", "S004", "S005"], {}),
    ],
)
def test_the_head_of_a_column_sorts_the_list(edition, sign_in, query, expected, heads) -> None:
    page = sign_in().get(f"{LIST}?{query}").text
    assert rows_of(page) == expected
    assert dict(re.findall(r'aria-sort="(\w+)">\s*<a class="sort"\s+href="[^"]*">([^<]+)<', page)) == heads


def test_the_head_offers_the_other_way_and_keeps_the_filters(edition, sign_in) -> None:
    page = sign_in().get(f"{LIST}?territory=liege&sort=territory&after={uuid4()}").text
    links = re.findall(r'class="sort"\s+href="([^"]*)"', page)
    assert [unescape(link.removeprefix(LIST)) for link in links] == [
        "?territory=liege&sort=last_name",
        "?territory=liege&sort=institution",
        "?territory=liege&sort=-territory",
        "?territory=liege&sort=standing",
    ]
    [choice] = re.findall(r'<select id="sort" name="sort">(.*?)</select>', page, re.DOTALL)
    assert re.findall(r'<option selected value="([^"]*)">', choice) == ["territory"]


def test_an_empty_list_says_how_to_start(world, sign_in) -> None:
    page = sign_in().get(LIST).text
    assert words(page, ".empty-title") == ["No trainee yet"]
    filtered = sign_in().get(f"{LIST}?text=nobody").text
    assert words(filtered, ".empty-title") == ["Nobody fits"]


def test_a_trainee_s_page_says_what_became_of_each_choice(edition, sign_in) -> None:
    cells = words(sign_in().get(f"{LIST}S003/").text, "td")
    assert cells[:4] == [
        "Le Gué H001",
        "obtained in round 2",
        "La Source H003",
        "not needed a better choice was obtained",
    ]
    assert cells[-2:] == ["Placed in round 2, first choice H001 · Le Gué", "Registered"]


def test_new_choices_stand_above_the_earlier_ones(edition, sign_in) -> None:
    loser = rows_of(sign_in().get(f"{LIST}?standing=without_place").text)[0]
    edition.choose(loser, "H002", wave=2, at=datetime(2024, 3, 25, 9, tzinfo=UTC))
    edition.commit()
    page = sign_in().get(f"{LIST}{loser}/").text
    assert [title for title in words(page, "caption") if "hoices" in title] == [
        "New choices of 25 March 2024",
        "Choices of 14 February 2024",
    ]
    assert words(page, "td")[:4] == [
        "La Marelle H002",
        "waits for a round",
        "La Source H003",
        "not obtained the places went to others",
    ]


def decided(page: str) -> str:
    """Return the part of a trainee's page that says what the rounds decided."""
    return page.partition('id="decided"')[2].partition("</section>")[0]


@pytest.mark.requirement("IM-16")
def test_a_choice_that_no_round_looked_at_was_refused_by_none(edition, sign_in) -> None:
    """Finding 4 of the review: what was decided is read from the frozen pool, whatever the tables say by now."""
    (loser,) = rows_of(sign_in().get(f"{LIST}?standing=without_place&text=S00").text)
    edition.choose(loser, "H001", wave=2, at=datetime(2024, 2, 16, tzinfo=UTC))
    edition.commit()
    page = sign_in().get(f"{LIST}{loser}/").text
    assert became_of(page) == {
        "New choices of 16 February 2024": ["waits for a round"],
        "Choices of 14 February 2024": ["not obtained the places went to others"],
    }
    assert "New choices received H001 instead of H003" in words(page, "td")
    theirs = ImmersionChoice.registration_id == edition.trainees[loser], ImmersionChoice.wave == 1
    edition.session.execute(update(ImmersionChoice).where(*theirs).values(offer_id=edition.offers["H001"]))
    edition.commit()
    assert became_of(sign_in().get(f"{LIST}{loser}/").text) == {
        "New choices of 16 February 2024": ["waits for a round"],
        "Choices of 14 February 2024": ["no longer asked for"],
        "What round 2 decided on": ["not obtained the places went to others"],
    }


@pytest.mark.requirement("IM-14")
@pytest.mark.parametrize(
    ("language", "outcome", "why"),
    [
        ("en", "No place obtained.", "First choice La Source (H003): 1 place, 3 requests; the draw decided."),
        (
            "fr",
            "Aucune place obtenue.",
            "Premier choix La Source (H003) : 1 place, 3 demandes ; le tirage au sort a décidé.",
        ),
        ("nl", "Geen plaats gekregen.", "Eerste keuze La Source (H003): 1 plaats, 3 aanvragen; de loting besliste."),
    ],
)
def test_who_has_no_place_can_be_told_why(edition, sign_in, language: str, outcome: str, why: str) -> None:
    client = sign_in()
    loser = rows_of(client.get(f"{LIST}?standing=without_place").text)[0]
    said = decided(client.get(f"{LIST}{loser}/?lang={language}").text)
    assert words(said, "p")[1] == outcome
    assert words(said, "li")[0] == why
    assert f'<a href="{BASE}hosts/H003/">La Source</a>' in said
    facts = {
        "en": ["Capacity: 1 place; given before this round: 0.", "3 requests, of which 2 as first choice."],
        "fr": [
            "Capacité : 1 place ; attribuées avant ce matching : 0.",
            "3 demandes, dont 2 en premier choix.",
        ],
        "nl": [
            "Capaciteit: 1 plaats; toegewezen vóór deze matching: 0.",
            "3 aanvragen, waarvan 2 als eerste keuze.",
        ],
    }
    assert words(said, "li")[1:3] == facts[language]


@pytest.mark.requirement("IM-14")
def test_what_a_round_decided_names_nobody_else_and_can_be_checked(edition, sign_in) -> None:
    client = sign_in()
    round_ = edition.round(2)
    winner = ({"S004", "S005"} - set(rows_of(client.get(f"{LIST}?standing=without_place").text))).pop()
    said = decided(client.get(f"{LIST}{winner}/").text)
    assert words(said, "h3") == ["Round 2, 18 March 2024, 9:00"]
    assert words(said, "p")[1] == "Place obtained: La Source (H003), choice 1."
    assert words(said, "li") == []
    assert [f"{BASE}rounds/2/{what}" in said for what in ("input.json", "result.json", "#check")] == [True] * 3
    facts = dict(zip(words(said, "dt"), words(said, "dd"), strict=True))
    pool = ("S002", "S003", "S004", "S005")
    order = sorted(pool, key=lambda who: sha256(f"{round_.seed}|{who}".encode()).digest())
    assert facts == {
        "Own number in the draw": f"{order.index(winner) + 1} of 4",
        "The secret number of the draw": round_.seed,
        "Its fingerprint, published on 30 November 2023, 9:00": sha256(round_.seed.encode()).hexdigest(),
        "Fingerprint of what it was decided on": sha256(round_.snapshot.encode()).hexdigest(),
        "Fingerprint of the result": sha256(round_.result.encode()).hexdigest(),
    }
    for other in {*OF_NAMUR, *NOT_OF_NAMUR} - {winner}:
        assert other not in said


def test_only_rounds_in_whose_pool_somebody_was_are_told(edition, sign_in) -> None:
    said = decided(sign_in().get(f"{LIST}S001/").text)
    assert words(said, "h3") == ["Round 1, 19 February 2024, 9:00"]
    edition.make_trainee("S006", "H002", territory="namur", at=LATER)
    edition.commit()
    assert decided(sign_in().get(f"{LIST}S006/").text) == ""


def test_a_round_whose_result_was_tampered_with_is_not_explained(edition, sign_in) -> None:
    """Whatever is said of it would be wrong; the round's page says what differs."""
    round_ = edition.round(2)
    round_.result = round_.result.replace('"S003": "H001"', '"S003": "H003"')
    edition.commit()
    client = sign_in()
    assert decided(client.get(f"{LIST}S003/").text) == ""
    assert client.get(f"{BASE}hosts/H003/").text.count('class="reason"') == 1


def test_an_unknown_trainee_is_not_found(edition, sign_in) -> None:
    assert sign_in().get(f"{LIST}S999/").status_code == 404
