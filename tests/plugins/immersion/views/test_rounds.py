"""The pages of rounds, as coordinator, referent and reader see them."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from functools import partial

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from core.messages.models import Message
from core.programme.models import Opening
from plugins.immersion import matching
from tests.plugins.immersion.importing.sheets import OTHER_HOST
from tests.plugins.immersion.views.conftest import ELSEWHERE, PRIORITY, SECOND, TENANT, Year
from tests.plugins.immersion.views.reading import buttons, figures, words
from tests.together import at_once

EDITION = f"/{TENANT}/immersion/2024/"
BASE = f"{EDITION}rounds/"
ROUND = f"{BASE}1/"


def proposed(year: Year, client: FlaskClient) -> str:
    """Open round 1, let the worker match it, and return its page."""
    assert client.post(f"{ROUND}open").status_code == 302
    year.work()
    return client.get(ROUND).text


def version_in(page: str) -> str:
    """Return the version that a page's form carries, or its way to the question before publishing."""
    before = next(each for each in ('name="version" value="', "publish?version=", "") if each in page)
    return page.partition(before)[2].partition('"')[0] if before else ""


def publish(client: FlaskClient, page: str) -> str:
    """Publish what a page shows, and return the page that follows."""
    version = version_in(page)
    answer = client.post(f"{ROUND}publish", data={"version": version})
    assert (answer.status_code, answer.location) == (302, ROUND)
    return client.get(ROUND).text


def said(page: str) -> list[str]:
    return words(page, ".flash")


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


@pytest.mark.requirement("IM-16")
def test_publishing_asks_first_with_one_letter_of_each_kind(year: Year, sign_in) -> None:
    """Finding 13 of the review: what was looked at is what the question, and then the press, carry on."""
    client = sign_in()
    version = version_in(proposed(year, client))
    page = client.get(f"{ROUND}publish?version={version}").text
    assert words(page, ".confirm-facts") == [
        "2 places will be given 5 letters will be captured; nobody receives them in a trial edition"
    ]
    assert words(page, "summary") == [
        "2 letters to trainees who get a place (Français)",
        "2 letters to hosts whose list changes (Français)",
        "1 letter to a trainee who is asked to choose again (Français)",
    ]
    assert len(words(page, ".letter-subject")) == 3
    assert (buttons(page), version_in(page)) == (["Publish round 1"], version)
    with year.application.unit(TENANT) as unit:
        assert unit.session.scalar(select(func.count()).select_from(Message)) == 0
    for moved in ("", "1", "99"):
        assert client.get(f"{ROUND}publish?version={moved}").location == ROUND
        assert said(client.get(ROUND).text) == ["The proposal is another one by now. Look at it, then decide."]
    assert said(publish(client, page))[0].startswith("Round 1 is published")
    assert client.get(f"{ROUND}publish?version={version}").location == ROUND


def test_publishing_warns_of_letters_that_contradict_the_day(year: Year, sign_in) -> None:
    """Finding 7: sent in November 2026, they asked for an answer by April 2025 and showed an empty calendar."""
    client = sign_in()
    version = version_in(proposed(year, client))
    assert words(client.get(f"{ROUND}publish?version={version}").text, ".notice-attention") == []
    year.live(date(2026, 11, 27))
    page = client.get(f"{ROUND}publish?version={version}").text
    [warning] = words(page, ".notice-attention")
    assert re.sub(r"“[^”]*”", "“…”", warning) == (  # Who is placed, the draw decides.
        "Some letters do not fit the day on which they leave (27 November 2026) "
        "2 letters have no calendar any more, for every phase is over: “…” "
        "2 letters have no calendar any more, for every phase is over: “…” "
        "1 letter announces Monday 18 March 2024, which is over: “…” "
        "Correct the days of the edition first, unless this is what people shall read."
    )


def test_who_speaks_dutch_gets_dutch_letters_in_a_network_that_is_french_first(year: Year, sign_in) -> None:
    """The language stands in the file; the letter, its page and its signature are Dutch, in the network's manner."""
    dutch = {"Langue": "Nederlands"}
    year.load("hosts", {**OTHER_HOST, **dutch})
    year.load("trainees", {**PRIORITY, **dutch}, {**SECOND, **dutch}, {**ELSEWHERE, **dutch})
    client = sign_in()
    publish(client, proposed(year, client))
    with year.application.unit(TENANT) as unit:
        letters = unit.session.scalars(select(Message).order_by(Message.to_name)).all()
    dutch_kinds = {(each.kind, each.language) for each in letters if "H001" not in each.subject}
    assert dutch_kinds == {
        ("immersion.placed", "nl"),
        ("immersion.host_list", "nl"),
        ("immersion.not_placed_choose_again", "nl"),
    }
    [placed] = [each for each in letters if each.kind == "immersion.placed" and each.to_name == "Lise Maes"]
    assert placed.subject.startswith("U hebt een plaats:")
    assert "Met vriendelijke groeten," in placed.body
    assert not re.search(r"\b(je|jouw|vous|votre)\b", placed.body)


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
    for other in (sign_in("reader"),):
        page = other.get(ROUND).text
        assert words(page, ".empty") == [
            "Proposed, not published yet Nothing is decided before the coordinator publishes the round. "
            "Who gets what stands here from then on."
        ]
        assert (words(page, ".row-head"), figures(page), words(page, ".bars-value"), buttons(page)) == ([], {}, [], [])
        assert words(other.get(BASE).text, "td")[3] == "–"


@pytest.mark.requirement("IM-16")
def test_publishing_says_what_happened_and_can_be_checked(year: Year, sign_in) -> None:
    client = sign_in()
    page = publish(client, proposed(year, client))
    assert said(page) == ["Round 1 is published: 2 places were given, 5 letters are on their way."]
    with year.application.unit(TENANT) as unit:
        assert unit.session.scalar(select(func.count()).select_from(Message)) == 5
    assert "coordinator.all@immersion-0-23.example published this round on 19 February 2024, 9:00." in words(page, "p")
    assert buttons(page) == []
    replayed = client.get(f"{ROUND}?replay=1").text
    assert words(replayed, ".notice-title") == ["The round was decided again, and every byte is the same"]
    result = json.loads(client.get(f"{ROUND}result.json").text)
    assert sorted(result["assignment"]) == ["S003", "S004", "S005"]
    assert "Claes" not in client.get(f"{ROUND}input.json").text
    assert words(client.get(BASE).text, "td")[3] == "2 of 3"


def test_the_files_of_a_round_are_shown_once_it_is_published(year: Year, sign_in) -> None:
    client = sign_in()
    proposed(year, client)
    assert [client.get(f"{ROUND}{name}.json").status_code for name in ("input", "result")] == [404, 404]


@pytest.mark.requirement("IM-16")
def test_whoever_presses_second_reads_who_published_when(year: Year, sign_in) -> None:
    first, second = sign_in(), sign_in("coordinator", territory="namur")
    page = proposed(year, first)
    publish(first, page)
    after = publish(second, page)
    assert said(after) == [
        "coordinator.all@immersion-0-23.example published round 1 on 19 February 2024, 9:00. "
        "Nothing was done a second time."
    ]


@pytest.mark.requirement("IM-16")
def test_two_who_publish_at_once_publish_once(year: Year, sign_in) -> None:
    clients = [sign_in(), sign_in()]
    version = version_in(proposed(year, clients[0]))

    def press(client: FlaskClient) -> int:
        return client.post(f"{ROUND}publish", data={"version": version}).status_code

    assert at_once(*(partial(press, client) for client in clients)) == [302, 302]
    done = "Round 1 is published: 2 places were given, 5 letters are on their way."
    assert [said(client.get(ROUND).text) for client in clients] == [[done]] * 2
    with year.application.unit(TENANT) as unit:
        assert unit.session.scalar(select(func.count()).select_from(Message)) == 5


def test_another_proposal_than_the_one_looked_at_is_not_published(year: Year, sign_in) -> None:
    client = sign_in()
    page = proposed(year, client)
    client.post(f"{ROUND}take-back")
    proposed(year, client)
    assert said(publish(client, page)) == ["The proposal is another one by now. Look at it, then decide."]


def test_a_proposal_that_no_longer_fits_is_opened_again(year: Year, sign_in) -> None:
    client = sign_in()
    page = proposed(year, client)
    year.load(
        "withdrawals",
        {"N° demande": "S005", "Reçu le": datetime(2024, 2, 19, 8, 0), "Motif": "malade"},  # noqa: DTZ001
    )
    version = version_in(page)
    assert client.get(f"{ROUND}publish?version={version}").status_code == 409
    answer = client.post(f"{ROUND}publish", data={"version": version})
    assert answer.status_code == 409
    assert words(answer.text, ".notice-title") == [
        "Nothing was published: something changed since the round was opened"
    ]
    assert "No longer taking part: S005." in words(answer.text, "li")
    assert buttons(answer.text) == ["Open round 1 again"]
    client.post(f"{ROUND}reopen")
    year.work()
    assert figures(client.get(ROUND).text)["person gets a place"] == "1 of 2"


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
