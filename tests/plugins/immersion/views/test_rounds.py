"""The pages of rounds, as coordinator, referent and reader see them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import update

from core.programme.models import Opening
from plugins.immersion import matching
from tests.plugins.immersion.views.conftest import PRIORITY, TENANT, Year
from tests.plugins.immersion.views.reading import buttons, figures, words
from tests.plugins.immersion.views.rounds_pages import BASE, EDITION, ROUND, proposed, publish, said


def test_the_list_says_where_each_round_stands(year: Year, sign_in) -> None:
    client = sign_in("reader")
    page = client.get(BASE).text
    assert words(page, "th")[5:] == ["Round 1", "Round 2", "Round 3"]
    assert words(page, "td")[:4] == [
        "planned",
        "Monday 19 February 2024",
        "people of host services without a place",
        "–",
    ]
    assert [len(value) for value in words(page, "dd")] == [64, 64, 64]


@pytest.mark.requirement("IM-14")
def test_before_opening_the_page_says_what_the_round_can_bring(year: Year, sign_in) -> None:
    page = sign_in().get(ROUND).text
    assert figures(page) == {
        "people in the pool": "3",
        "with a possible choice": "3 of 3",
        "can be placed together": "2 of 3",
        "places left": "3",
    }
    assert "Whatever the draw, at least 1 person stays without a place." in words(page, "p")
    assert buttons(page) == ["Open round 1"]


@pytest.mark.requirement("IM-14")
def test_where_there_is_no_limit_the_places_left_are_no_number(year: Year, sign_in) -> None:
    with year.application.unit(TENANT) as unit:
        unit.session.execute(update(Opening).values(capacity=None))
    assert figures(sign_in().get(ROUND).text)["places left"] == "no limit"


def test_who_may_only_look_finds_no_button(year: Year, sign_in) -> None:
    for client in (sign_in("reader"), sign_in("referent", territory="hainaut")):
        page = client.get(ROUND).text
        assert buttons(page) == []
        assert "The coordinator opens the round." in words(page, "p")
        for act in ("open", "propose", "publish", "reopen", "take-back", "ask"):
            assert client.post(f"{ROUND}{act}").status_code == 403


@pytest.mark.requirement("IM-15")
def test_a_round_that_is_too_early_says_from_which_day(year: Year, sign_in) -> None:
    year.live(date(2024, 2, 16))
    client = sign_in()
    page = client.get(ROUND).text
    assert words(page, ".notice") == [
        "Round 1 cannot open yet People may register until Sunday 18 February 2024. "
        "Round 1 can open from Monday 19 February 2024 on."
    ]
    assert buttons(page) == []
    assert client.post(f"{ROUND}open").status_code == 302
    assert said(client.get(ROUND).text) == [
        "People may register until Sunday 18 February 2024. Round 1 can open from Monday 19 February 2024 on."
    ]


def test_a_round_waits_for_the_one_before(year: Year, sign_in) -> None:
    client = sign_in()
    year.live(date(2024, 3, 18))
    assert client.post(f"{BASE}2/open").status_code == 302
    assert said(client.get(f"{BASE}2/").text) == ["Round 2 sees what round 1 leaves. Publish round 1 first."]


def test_the_matching_shows_its_progress_and_can_be_left(year: Year, sign_in) -> None:
    client = sign_in()
    client.post(f"{ROUND}open")
    page = client.get(ROUND).text
    assert words(page, ".progress-label") == ["Waiting for its turn…"]
    assert words(page, ".without-script") == ["Look again"]
    fragment = client.get(ROUND, headers={"X-Fragment": "progress"}).text
    assert ("data-poll" in fragment, "<main" in fragment) == (True, False)
    year.work()
    assert "data-poll" not in client.get(ROUND, headers={"X-Fragment": "progress"}).text


def test_a_matching_that_failed_can_be_tried_again(year: Year, sign_in, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in()
    client.post(f"{ROUND}open")
    with monkeypatch.context() as broken:
        broken.setattr("plugins.immersion.services.rounds.proposing.decide", lambda *_: 1 / 0)
        with pytest.raises(AssertionError):
            year.work()
    page = client.get(ROUND).text
    assert words(page, ".notice-title") == ["The proposal could not be made"]
    assert buttons(page) == ["Work out who goes where", "Take the round back to planned"]
    client.post(f"{ROUND}propose")
    year.work()
    assert buttons(client.get(ROUND).text) == ["Start again (withdraw the proposal)"]


@pytest.mark.requirement("IM-15")
def test_a_proposal_says_who_gets_what_and_what_publishing_does(year: Year, sign_in) -> None:
    client = sign_in()
    page = proposed(year, client)
    assert figures(page) == {"people get a place": "2 of 3", "first choice": "2 of 2", "person stays without": "1"}
    heads = words(page, ".row-head")
    assert heads == [
        "Nora ClaesS003 · host service",
        "Omar DialloS004 · host service",
        "Lise MaesS005 · host service",
    ]
    assert words(page, ".bars-value") == ["1", "1"]
    without = client.get(f"{ROUND}?shown=unplaced").text
    assert words(without, ".results-count") == ["1 person"]
    assert words(client.get(f"{ROUND}?text=lise").text, ".row-head") == ["Lise MaesS005 · host service"]
    assert words(client.get(f"{ROUND}?territory=namur").text, ".results-count") == ["1 person"]


@pytest.mark.requirement("IM-23")
def test_names_are_for_those_who_may_see_them(year: Year, sign_in) -> None:
    client = sign_in()
    publish(client, proposed(year, client))
    reader, referent = sign_in("reader"), sign_in("referent", territory="liege")
    expected = ["S003host service", "S004host service", "S005host service"]
    assert words(reader.get(ROUND).text, ".row-head") == expected
    assert words(referent.get(ROUND).text, ".row-head") == expected
    hainaut = sign_in("referent", territory="hainaut").get(ROUND).text
    assert words(hainaut, ".row-head")[0] == "Nora ClaesS003 · host service"
    assert buttons(hainaut) == []


@pytest.mark.requirement("IM-23")
def test_a_referent_reads_what_is_proposed_and_decides_nothing(year: Year, sign_in) -> None:
    """Finding 9 of the review: she knows the result before the letters leave."""
    proposed(year, sign_in())
    client = sign_in("referent", territory="liege")
    page = client.get(ROUND).text
    assert words(page, ".row-head") == ["S003host service", "S004host service", "S005host service"]
    assert "Nora Claes" in sign_in("referent", territory="hainaut").get(ROUND).text
    assert figures(page)["people get a place"] == "2 of 3"
    assert buttons(page) == []
    assert client.get(f"{ROUND}publish?version=3").status_code == 403
    assert words(client.get(BASE).text, "td")[3] == "2 of 3"


@pytest.mark.requirement("IM-14")
def test_a_published_round_says_first_who_gets_what_and_folds_how_it_is_checked(year: Year, sign_in) -> None:
    """Finding 11 of the review."""
    client = sign_in()
    page = publish(client, proposed(year, client))
    main = page.partition("<main")[2]
    order = [main.index(part) for part in ('id="decisions"', 'id="gives"', "<details", "check.txt")]
    assert order == sorted(order)
    folded = main.partition('<details class="more" id="check"')[2].partition("</details>")[0]
    for part in ("check.txt", "input.json", "The secret number of the draw"):
        assert main.count(part) == folded.count(part) > 0
    assert 'id="check" open' in client.get(f"{ROUND}?replay=1").text


@pytest.mark.requirement("IM-23")
def test_what_is_only_proposed_is_no_readers(year: Year, sign_in) -> None:
    client = sign_in()
    proposed(year, client)
    assert words(client.get(BASE).text, "td")[3] == "2 of 3"
    reader = sign_in("reader")
    page = reader.get(ROUND).text
    assert words(page, ".empty") == [
        "Proposed, not published yet Nothing is decided before the coordinator publishes the round. "
        "Who gets what stands here from then on."
    ]
    assert (words(page, ".row-head"), figures(page), words(page, ".bars-value"), buttons(page)) == ([], {}, [], [])
    assert words(reader.get(BASE).text, "td")[3] == "–"


def test_a_proposal_can_be_withdrawn(year: Year, sign_in) -> None:
    client = sign_in()
    proposed(year, client)
    client.post(f"{ROUND}take-back")
    page = client.get(ROUND).text
    assert said(page) == ["The proposal of round 1 is withdrawn. Nobody was told anything."]
    assert buttons(page) == ["Open round 1"]


def test_opening_twice_is_calm(year: Year, sign_in) -> None:
    client = sign_in()
    client.post(f"{ROUND}open")
    client.post(f"{ROUND}open")
    assert said(client.get(ROUND).text) == [
        "Somebody was quicker: round 1 stands elsewhere by now. This page shows where; nothing was done twice."
    ]


def test_a_round_that_does_not_exist_is_not_found(year: Year, sign_in) -> None:
    client = sign_in()
    assert [client.get(f"{BASE}9/").status_code, client.post(f"{BASE}9/open").status_code] == [404, 404]
    assert client.get(f"/{TENANT}/immersion/1999/rounds/").status_code == 404


def test_a_round_without_anybody_says_so(year: Year, sign_in) -> None:
    everybody = (PRIORITY["N° demande"], "S004", "S005")
    arrived = datetime(2024, 2, 19, 8, 0)  # noqa: DTZ001
    year.load("withdrawals", *({"N° demande": reference, "Reçu le": arrived, "Motif": "x"} for reference in everybody))
    page = sign_in().get(ROUND).text
    assert figures(page) == {}
    assert "Nobody of this round’s pool is without a place today: there is nothing to open." in words(page, "p")
    assert buttons(page) == []


@pytest.mark.requirement("IM-14")
def test_pages_show_what_was_kept_and_decide_nothing_again(year: Year, sign_in, monkeypatch) -> None:
    client = sign_in()
    publish(client, proposed(year, client))
    pages = (EDITION, BASE, ROUND, f"{EDITION}trainees/S003/", f"{EDITION}hosts/H002/")
    told = [words(client.get(page).text, "main") for page in pages]
    assert ["What each round decided, and why" in " ".join(each) for each in told] == [False] * 3 + [True] * 2

    def refuse(*_arguments: object, **_facts: object) -> None:
        raise AssertionError("A page decided a round again.")

    for name in ("solve", "solve_text", "host_reasons", "parse_instance"):
        monkeypatch.setattr(matching, name, refuse)
    assert [words(client.get(page).text, "main") for page in pages] == told
