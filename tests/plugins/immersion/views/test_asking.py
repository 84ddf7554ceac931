"""Who stays without a place is asked to choose again, once."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from core.messages.models import Message
from tests.plugins.immersion.views.conftest import SECOND, TENANT, Year
from tests.plugins.immersion.views.reading import buttons, words
from tests.plugins.immersion.views.rounds_pages import BASE, proposed, publish, said, version_in


@pytest.mark.requirement("IM-14")
def test_where_nobody_can_be_placed_people_are_asked_to_choose_again(year: Year, sign_in) -> None:
    client = sign_in()
    publish(client, proposed(year, client))
    year.live(date(2024, 3, 18))
    page = client.get(f"{BASE}2/").text
    assert words(page, ".notice") == [
        "A round now would place nobody Every place among their choices is taken. Each of them was told by letter "
        "which places are left. Import their new choices when they are in, then open the round."
    ]
    assert buttons(page) == ["Open round 2", "Write to them again"]
    version = version_in(page)
    client.post(f"{BASE}2/ask", data={"version": version})
    page = client.get(f"{BASE}2/").text
    assert said(page) == ["Everybody in round 2 was told already which places are left. Confirm if you write again."]
    for _press in range(2):
        client.post(f"{BASE}2/ask", data={"version": version, "again": "yes"})
        page = client.get(f"{BASE}2/").text
        assert said(page) == ["1 person is asked for new choices; the letter becomes a test mail."]
    assert words(page, ".notice-good") == [
        "They were asked for new choices 1 letter was written on 18 March 2024, 9:00. "
        "Import the new choices when they are in."
    ]
    assert asked_after_round_1(year) == 2


def asked_after_round_1(year: Year) -> int:
    with year.application.unit(TENANT) as unit:
        asking = select(func.count()).where(Message.kind == "immersion.not_placed_choose_again")
        return unit.session.scalar(asking)


@pytest.mark.requirement("IM-14")
def test_who_was_not_told_yet_is_asked_with_one_press(year: Year, sign_in) -> None:
    client = sign_in()
    publish(client, proposed(year, client))
    year.live(date(2024, 3, 18))
    year.load("trainees", {**SECOND, "N° demande": "S009", "E-mail": "s9@spj.example", "Nom": "Neuf"})
    page = client.get(f"{BASE}2/").text
    assert buttons(page) == ["Ask 1 person for new choices", "Open round 2", "Write to them again"]
    client.post(f"{BASE}2/ask", data={"version": version_in(page)})
    page = client.get(f"{BASE}2/").text
    assert said(page) == ["1 person is asked for new choices; the letter becomes a test mail."]
    assert buttons(page) == ["Open round 2", "Write to them again"]


def test_the_last_round_counts_the_letters_to_hosts_without_anybody(year: Year, sign_in) -> None:
    client = sign_in()
    publish(client, proposed(year, client))
    year.live(date(2024, 4, 2))
    for number, letters in ((2, "1"), (3, "1")):
        client.post(f"{BASE}{number}/open")
        with year.application.unit(TENANT) as unit:
            before = unit.session.scalar(select(func.count()).select_from(Message))
        year.work()
        page = client.get(f"{BASE}{number}/").text
        page = client.get(f"{BASE}{number}/publish?version={version_in(page)}").text
        assert words(page, ".confirm-number") == ["0", letters]
        version = version_in(page)
        client.post(f"{BASE}{number}/publish", data={"version": version})
        with year.application.unit(TENANT) as unit:
            assert unit.session.scalar(select(func.count()).select_from(Message)) - before == int(letters)


def test_asking_warns_of_letters_that_contradict_the_day(year: Year, sign_in) -> None:
    """Finding 7: asked two days after the round was planned for, they would announce a day that is over."""
    client = sign_in()
    publish(client, proposed(year, client))
    year.live(date(2024, 3, 18))
    assert "do not fit the day" not in client.get(f"{BASE}2/").text
    year.live(date(2024, 3, 20))
    page = client.get(f"{BASE}2/").text
    warning = re.sub(r"“[^”]*”", "“…”", words(page, ".notice-attention")[-1])  # Who stays without, the draw decides.
    assert warning == (
        "Some letters do not fit the day on which they leave (20 March 2024) "
        "1 letter announces Monday 18 March 2024, which is over: “…” "
        "Correct the days of the edition first, unless this is what people shall read."
    )
    assert "do not fit the day" not in sign_in("reader").get(f"{BASE}2/").text
