"""A round is published on its page: asked first, done once, and not on what is out of date."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from functools import partial

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from core.messages.models import Message
from core.programme.models import Edition
from tests.plugins.immersion.importing.sheets import OTHER_HOST
from tests.plugins.immersion.views.conftest import ELSEWHERE, PRIORITY, SECOND, TENANT, Year
from tests.plugins.immersion.views.reading import buttons, figures, words
from tests.plugins.immersion.views.rounds_pages import BASE, ROUND, proposed, publish, said, version_in
from tests.together import at_once


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
    assert words(client.get(f"{ROUND}publish").text, ".confirm-facts") == words(page, ".confirm-facts")
    assert version_in(client.get(f"{ROUND}publish").text) == version
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


@pytest.mark.requirement("IM-16")
def test_publishing_says_what_happened_and_can_be_checked(year: Year, sign_in) -> None:
    client = sign_in()
    page = publish(client, proposed(year, client))
    assert said(page) == ["Round 1 is published: 2 places were given, 5 letters become test mails."]
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
    done = "Round 1 is published: 2 places were given, 5 letters become test mails."
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


@pytest.mark.requirement("IM-16")
def test_letters_of_an_edition_that_is_no_trial_are_said_to_leave(year: Year, sign_in) -> None:
    client = sign_in()
    page = proposed(year, client)
    with year.application.unit(TENANT) as unit:
        unit.session.execute(update(Edition).values(state="live", clock_offset=None))
    assert said(publish(client, page)) == ["Round 1 is published: 2 places were given, 5 letters are on their way."]
