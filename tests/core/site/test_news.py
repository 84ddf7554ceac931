"""News of a network: written by who may, read by everybody from their day on."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from defusedxml import ElementTree
from flask import Flask
from sqlalchemy import select

from core.contract.acting import Actor, NotAllowedError
from core.database.base import utc_now, uuid7
from core.language.dates import day_of
from core.site.errors import TextMovedError
from core.site.models import SitePost
from core.site.news import PostFacts, change_post, publish_post, withdraw_post
from tests.core.reading import words

pytestmark = pytest.mark.requirement("IM-06")
DESK = "/harbour/texts/news"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def client(app: Flask, engine):
    return app.test_client()


def typed(page: str, **more: str) -> dict[str, str]:
    carried = dict(re.findall(r'name="(key|version)"[^>]* value="([^"]*)"', page))
    return {**carried, "title_fr": "Ouvert !", "body_fr": "Dès **lundi**.", "day": "2024-03-18", **more}


def publish(desk, **more: str) -> None:
    form = typed(desk.get(f"{DESK}/new").text, **more)
    assert desk.post(f"{DESK}/new", data=form).location == DESK


def titles(client, address: str = "/harbour/news", language: str = "fr") -> list[str]:
    return words(client.get(f"{address}?lang={language}").text, 'h[23] class="news-title')


def test_published_twice_it_is_read_once_and_marked_where_a_language_is_missing(sign_in, client) -> None:
    desk = sign_in("communication")
    form = typed(desk.get(f"{DESK}/new").text)
    for _press in range(2):
        assert desk.post(f"{DESK}/new", data=form).location == DESK
    page = client.get("/harbour/?lang=nl").text
    assert page.count("Ouvert !") == 1
    assert ('<span class="lang-mark">FR</span>' in page, "<strong>lundi</strong>" in page) == (True, True)
    assert "Ouvert" not in client.get("/orchard/news").text


def test_news_are_read_from_their_day_on(sign_in, client) -> None:
    desk, today = sign_in(), day_of(utc_now())
    publish(desk, day=(today + timedelta(days=1)).isoformat(), title_fr="Demain")
    publish(desk, day=today.isoformat(), title_fr="Aujourd’hui")
    page = client.get("/harbour/news?lang=fr").text
    assert ("Aujourd’hui" in page, "Demain" in page) == (True, False)
    assert "not read yet" in desk.get(f"{DESK}?lang=en").text


def test_what_is_written_is_text(sign_in, client) -> None:
    publish(sign_in(), title_fr="<script>alert(1)</script>", body_fr="<img src=x onerror=alert(1)>")
    for address in ("/harbour/", "/harbour/news", "/harbour/news.atom"):
        page = client.get(address).text
        assert ("<script>alert" in page, "<img" in page) == (False, False)


def test_the_feed_is_well_formed_and_in_the_language_of_its_reader(sign_in, client) -> None:
    publish(sign_in(), title_nl="Open & wel", body_nl="Vanaf *maandag*.")
    answer = client.get("/harbour/news.atom?lang=nl")
    feed = ElementTree.fromstring(answer.text)
    [entry] = feed.findall(f"{ATOM}entry")
    assert answer.mimetype == "application/atom+xml"
    assert entry.findtext(f"{ATOM}title") == "Open & wel"
    assert entry.findtext(f"{ATOM}content") == "<p>Vanaf <em>maandag</em>.</p>\n"
    assert ElementTree.fromstring(client.get("/orchard/news.atom").text).findall(f"{ATOM}entry") == []


def test_it_is_changed_and_taken_away_asked_first(sign_in, client) -> None:
    desk = sign_in()
    publish(desk)
    [address] = set(re.findall(rf'href="({DESK}/[0-9a-f-]{{36}})"', desk.get(DESK).text))
    changed = typed(desk.get(address).text, title_fr="Fermé")
    assert desk.post(address, data=changed).location == DESK
    assert "Fermé" in client.get("/harbour/news?lang=fr").text
    late = desk.post(f"{address}?lang=en", data={**changed, "title_fr": "Encore"})
    assert (late.status_code, "Somebody has changed this text" in late.text) == (422, True)
    assert "Take this news away?" in desk.get(f"{address}/away?lang=en").text
    for _press in range(2):
        assert desk.post(f"{address}/away").location == DESK
    assert "Fermé" not in client.get("/harbour/news?lang=fr").text
    assert desk.get(address).status_code == 404


@pytest.mark.parametrize(
    ("more", "field"), [({"title_fr": " "}, "title_fr"), ({"day": "x"}, "day"), ({"title_fr": "a" * 151}, "title_fr")]
)
def test_what_is_wrong_is_said_at_its_field(sign_in, more: dict[str, str], field: str) -> None:
    answer = sign_in().post(f"{DESK}/new", data=typed("", **more))
    assert (answer.status_code, f'id="{field}-error"' in answer.text) == (422, True)
    assert "Dès **lundi**." in answer.text


def test_who_may_not_writes_nothing(sign_in, unit_for) -> None:
    reader = sign_in("reader")
    assert [reader.get(page).status_code for page in (DESK, f"{DESK}/new")] == [403, 403]
    facts = PostFacts({"fr": "a"}, {}, day_of(utc_now()))
    with pytest.raises(NotAllowedError):
        publish_post(unit_for(actor=Actor("nobody")), uuid7(), facts)
    unit, post = unit_for(), uuid7()
    publish_post(unit, post, facts)
    with pytest.raises(TextMovedError):
        change_post(unit, post, PostFacts({"fr": "b"}, {}, facts.day), version=7)
    withdraw_post(unit, post)
    assert unit.session.scalars(select(SitePost.withdrawn_at)).one() is not None
