"""The page of an empty last round: hosts that nobody comes to are told from there, asked first, once (IM-20)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from core.messages.models import Message
from tests.plugins.immersion.views.listed import BASE, on_the_day_of
from tests.plugins.immersion.views.reading import words

pytestmark = pytest.mark.requirement("IM-20")
HERE = f"{BASE}rounds/3/"


@pytest.fixture
def settled(world_of):
    """On the day of round 3 everybody has a place, and nobody comes to H002 and H003."""
    world = world_of(state="rehearsal")
    for reference in ("H001", "H002", "H003"):
        world.make_host(reference, 1, language="nl" if reference == "H003" else "fr")
    world.make_trainee("S001", "H001")
    world.live(1)
    world.live(2)
    on_the_day_of(world, date(2024, 4, 2))
    return world


def version(page: str) -> str:
    return page.partition('name="version" value="')[2].partition('"')[0]


def told(world) -> int:
    world.commit()
    return world.session.scalar(select(func.count()).where(Message.kind == "immersion.host_nobody"))


@pytest.mark.parametrize(
    ("language", "notice", "title", "flash", "after"),
    [
        (
            "en",
            "This is the last round, and nobody is in it 2 hosts expect nobody, and have not heard it yet: publishing "
            "the last round would tell them. Tell 2 hosts that nobody comes…",
            "Tell 2 hosts that nobody comes?",
            "2 hosts would hear that nobody comes; the letters become test mails.",
            "The hosts that nobody comes to were told",
        ),
        (
            "fr",
            "C’est le dernier matching, et il ne concerne personne 2 hôtes n’attendent personne et ne le savent pas "
            "encore : d’habitude, la publication du dernier matching l’annonce. "
            "Annoncer à 2 hôtes que personne ne vient…",
            "Annoncer à 2 hôtes que personne ne vient ?",
            "2 hôtes apprendraient que personne ne vient ; les lettres deviennent des e-mails de test.",
            "Les hôtes chez qui personne ne vient sont prévenus",
        ),
        (
            "nl",
            "Dit is de laatste matching, en er zit niemand in 2 gastorganisaties verwachten niemand en weten dat nog "
            "niet: gewoonlijk laat de publicatie van de laatste matching dat weten. "
            "2 gastorganisaties laten weten dat er niemand komt…",
            "2 gastorganisaties laten weten dat er niemand komt?",
            "2 gastorganisaties zouden vernemen dat er niemand komt; de brieven worden testmails.",
            "De gastorganisaties waar niemand komt, zijn verwittigd",
        ),
    ],
)
def test_hosts_are_told_from_the_page_of_the_round(settled, sign_in, language, notice, title, flash, after) -> None:
    client = sign_in()
    page = client.get(f"{HERE}?lang={language}").text
    assert words(page, ".notice-attention") == [notice]
    asked = client.get(f"{HERE}tell-hosts").text
    assert words(asked, "h1") == [title]
    assert words(asked, ".confirm-number") == ["2"]
    assert asked.count('class="letter"') + asked.count("<summary>") >= 2
    seen = version(asked)
    for _press in range(2):
        answer = client.post(f"{HERE}tell-hosts", data={"version": seen})
        assert (answer.status_code, answer.location) == (302, HERE)
    page = client.get(HERE).text
    assert words(page, ".flash") == [flash] * 2
    assert words(page, ".notice-good")[0].startswith(after)
    assert (words(page, ".notice-attention"), told(settled)) == ([], 2)


def test_who_comes_second_hears_who_did_it_and_when(settled, sign_in) -> None:
    client = sign_in()
    seen = version(client.get(f"{HERE}tell-hosts").text)
    client.post(f"{HERE}tell-hosts", data={"version": seen})
    answer = client.get(f"{HERE}tell-hosts")
    assert (answer.status_code, answer.location) == (302, HERE)
    assert words(client.get(HERE).text, ".flash")[-1].endswith("Nothing was sent a second time.")
    assert told(settled) == 2


def test_the_desk_no_longer_waits_for_that_round_until_somebody_is_without_a_place(settled, sign_in) -> None:
    client = sign_in()

    def waits() -> bool:
        queue = client.get(BASE).text.partition('class="queue"')[2].partition("</section>")[0]
        return "Round 3" in queue

    assert waits()
    client.post(f"{HERE}tell-hosts", data={"version": version(client.get(f"{HERE}tell-hosts").text)})
    assert not waits()
    settled.make_trainee("S002", "H002", institution="Ailleurs")
    settled.commit()
    assert waits()
    assert "Open round 3" in client.get(HERE).text


def test_a_round_with_somebody_in_it_offers_nothing_and_refuses(edition, sign_in) -> None:
    client = sign_in()
    assert "tell-hosts" not in client.get(HERE).text
    assert client.get(f"{HERE}tell-hosts").status_code == 302
    assert words(client.get(HERE).text, ".flash") == [
        "Somebody without a place is in round 3. Open it and publish it: hosts are told then."
    ]
    assert client.post(f"{HERE}tell-hosts", data={"version": "1"}).status_code == 302
    assert told(edition) == 0


def test_only_the_coordinator_tells(settled, sign_in) -> None:
    for role in ("referent", "reader"):
        client = sign_in(role)
        page = client.get(HERE)
        assert (page.status_code, "tell-hosts" in page.text) == (200, False)
        assert [client.get(f"{HERE}tell-hosts").status_code, client.post(f"{HERE}tell-hosts").status_code] == [403] * 2
    other = sign_in(tenant="bruzel")
    address = HERE.replace("immersion-0-23", "bruzel")
    assert [other.get(f"{address}tell-hosts").status_code, other.post(f"{address}tell-hosts").status_code] == [404] * 2
