"""What a trainee and a host say of a place on their own pages, by the link of a letter."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from core.programme.models import FollowUpStep, Participation, Registration
from tests.plugins.immersion.views.conftest import TENANT, Year
from tests.plugins.immersion.views.reading import words
from tests.plugins.immersion.views.rounds_pages import proposed, publish
from tests.plugins.immersion.views.test_own import host_of, opened
from tests.plugins.immersion.views.test_own import read as read_as_sent

pytestmark = pytest.mark.requirement("IM-28")

DATE = {"day_1": "2024-04-22", "from_1": "09:00", "until_1": "16:00", "seen": "0"}


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def read(client: FlaskClient, address: str) -> str:
    return plain(read_as_sent(client, address))


@pytest.fixture
def published(year: Year, sign_in) -> Year:
    """The year with its first round published: contact is to be made by 4 March."""
    client = sign_in(tenant=TENANT)
    publish(client, proposed(year, client))
    return year


def placed(year: Year, offer: str = "H002") -> tuple[str, str]:
    """Return who has the place at an offer, and the place."""
    with year.application.unit(TENANT) as unit:
        host = select(Registration.reference, Participation.id).join_from(Participation, Registration)
        for reference, place in unit.session.execute(host):
            if reference in ("S003", "S004"):
                return reference, str(place)
    raise AssertionError(offer)


def said(client: FlaskClient, page: str) -> list[str]:
    return words(client.get(f"{page}?lang=en").text, ".flash")


def steps(year: Year) -> list[tuple[str, str]]:
    with year.application.unit(TENANT) as unit:
        return [tuple(row) for row in unit.session.execute(select(FollowUpStep.side, FollowUpStep.step))]


@pytest.fixture
def sides(published: Year, app) -> tuple[Year, FlaskClient, str, FlaskClient, str, str]:
    """Both sides of the place at H002, each with a browser and their page."""
    trainee, host = app.test_client(), app.test_client()
    reference, place = placed(published)
    pages = opened(published, trainee, reference), opened(published, host, host_of(published, "H002"))
    return published, trainee, pages[0], host, pages[1], place


def test_from_contact_to_what_became_of_it(sides) -> None:
    year, trainee, own, host, hosts, place = sides
    page = read(trainee, own)
    assert "Contact your host by Monday 4 March 2024 to agree on the date." in page
    assert f"{own}places/{place}/contacted" in page
    form = trainee.get(f"{own}places/{place}/contacted?lang=en").text
    assert 'value="2024-02-19"' in form
    assert trainee.post(f"{own}places/{place}/contacted", data={"day": "2024-02-19"}).location == own
    assert said(trainee, own) == ["Noted: contact was made."]
    assert "Which date did you agree on?" in read(host, hosts)
    assert host.post(f"{hosts}places/{place}/agreed", data=DATE).location == hosts
    page = read(trainee, own)
    assert "Monday 22 April 2024, from 9:00 to 16:00" in page
    assert "It took place" not in page
    year.live(date(2024, 4, 23))
    assert "Did it take place?" in read(trainee, own)
    assert trainee.post(f"{own}places/{place}/took_place").location == own
    assert "It took place. Thank you for telling us." in read(host, hosts)
    assert steps(year) == [("guest", "contacted"), ("host", "agreed"), ("guest", "took_place")]


def test_a_host_says_that_it_has_no_news_once_the_day_is_over(sides) -> None:
    year, trainee, own, host, hosts, place = sides
    assert "No news of this person" not in read(host, hosts)
    assert host.post(f"{hosts}places/{place}/no_news").status_code == 422
    year.live(date(2024, 3, 5))
    page = read(host, hosts)
    assert ("No news of this person" in page, "was to contact you by Monday 4 March 2024" in page) == (True, True)
    assert [host.post(f"{hosts}places/{place}/no_news").status_code for _ in range(2)] == [302, 302]
    assert steps(year) == [("host", "no_news")]
    assert "Your host has no news of you yet." in read(trainee, own)
    trainee.post(f"{own}places/{place}/contacted", data={"day": "2024-03-04"})
    assert "Try once more, by phone if you can." in read(trainee, own)


def test_after_it_did_not_take_place_nothing_is_asked(sides) -> None:
    _year, trainee, own, _host, _hosts, place = sides
    there = f"{own}places/{place}/did_not"
    refused = trainee.post(f"{there}?lang=en", data={"words": "Le service ferme."})
    assert (refused.status_code, "Choose what comes nearest." in refused.text) == (422, True)
    assert "Le service ferme." in refused.text
    assert "Nobody came" not in refused.text
    assert trainee.post(there, data={"reason": "host_silent"}).location == own
    page = read(trainee, own)
    assert "Nothing more is asked of you." in page
    assert f"{own}places/{place}/contacted" not in page


def test_another_date_is_looked_at_first(sides) -> None:
    year, trainee, own, host, hosts, place = sides
    trainee.post(f"{own}places/{place}/agreed", data=DATE)
    stale = host.post(f"{hosts}places/{place}/agreed?lang=en", data={**DATE, "day_1": "2024-04-23"})
    assert stale.status_code == 422
    assert "Meanwhile the other side entered Monday 22 April 2024, from 9:00 to 16:00." in plain(stale.text)
    assert 'value="2024-04-23"' in stale.text
    again = host.post(f"{hosts}places/{place}/agreed", data={**DATE, "day_1": "2024-04-23", "seen": "1"})
    assert again.status_code == 302
    assert "Tuesday 23 April 2024" in read(trainee, own)
    assert steps(year) == [("guest", "agreed"), ("host", "agreed")]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"day_1": ""}, "Enter the day."),
        ({"day_1": "soon"}, "This is no day."),
        ({"from_1": "9"}, "This is no time."),
        ({"until_1": ""}, "Enter both times, or none when only the day is known."),
        ({"until_1": "08:00"}, "It ends before it begins."),
        ({"from_2": "09:00", "until_2": "10:00"}, "Enter the day as well, or empty the times."),
        ({"day_2": "2024-04-22", "from_2": "10:00", "until_2": "11:00"}, "These times overlap."),
        ({"day_1": "2024-02-20"}, "This date lies outside the days of the immersions."),
    ],
)
def test_what_is_wrong_with_a_date_is_said(sides, typed: dict[str, str], told: str) -> None:
    year, trainee, own, _host, _hosts, place = sides
    answer = trainee.post(f"{own}places/{place}/agreed?lang=en", data={**DATE, **typed})
    assert (answer.status_code, told in answer.text) == (422, True)
    assert steps(year) == []


def test_an_unusual_date_is_taken_with_a_word(sides) -> None:
    _year, trainee, own, _host, _hosts, place = sides
    odd = {**DATE, "day_1": "2024-02-20"}
    assert (
        "Say in a few words why this date is right."
        in trainee.post(f"{own}places/{place}/agreed?lang=en", data=odd).text
    )
    assert trainee.post(f"{own}places/{place}/agreed", data={**odd, "words": "Vacances"}).status_code == 302


def test_both_sides_have_the_date_in_their_calendar_and_hear_of_its_change(sides, app) -> None:
    _year, trainee, own, host, hosts, place = sides
    trainee.post(f"{own}places/{place}/agreed", data=DATE)
    mine, theirs = (client.get(f"{page}calendar.ics") for client, page in ((trainee, own), (host, hosts)))
    assert (mine.status_code, mine.mimetype) == (200, "text/calendar")
    first, second = (next(iter(Calendar.from_ical(each.data).walk("VEVENT"))) for each in (mine, theirs))
    assert (first["UID"], first["SEQUENCE"], first["DTSTART"].dt.isoformat()) == (
        second["UID"],
        0,
        "2024-04-22T09:00:00+02:00",
    )
    assert ("IMP La Marelle" in first["SUMMARY"], "@" in first["SUMMARY"]) == (True, False)
    host.post(f"{hosts}places/{place}/agreed", data={**DATE, "day_1": "2024-04-23", "seen": "1"})
    [moved] = Calendar.from_ical(trainee.get(f"{own}calendar.ics").data).walk("VEVENT")
    assert (moved["UID"], moved["SEQUENCE"]) == (first["UID"], 1)
    assert app.test_client().get(f"{own}calendar.ics").status_code == 302
    assert host.get(f"{own}calendar.ics").status_code == 404


@pytest.mark.requirement("FD-08")
def test_a_place_is_that_of_its_own_two_sides(sides, app) -> None:
    year, trainee, own, host, hosts, place = sides
    other, stranger = app.test_client(), app.test_client()
    elsewhere = opened(year, other, "S005")
    assert other.get(f"{own}places/{place}/contacted").status_code == 404
    assert other.get(f"{elsewhere}places/{place}/contacted").status_code == 404
    assert host.get(f"{own}places/{place}/contacted").status_code == 404
    assert trainee.post(f"{hosts}places/{place}/no_news").status_code == 404
    assert stranger.get(f"{own}places/{place}/contacted").status_code == 302
    assert stranger.post(f"{own}places/{place}/contacted").status_code == 401
    assert [trainee.get(f"{own}places/{place}/{step}").status_code for step in ("anew", "x", "did_not")] == [
        404,
        404,
        200,
    ]
    assert steps(year) == []


@pytest.mark.requirement("IM-33")
def test_one_press_ends_reminders_and_another_brings_them_back(sides) -> None:
    _year, trainee, own, _host, _hosts, _place = sides
    assert "No more reminders" in read(trainee, own)
    assert trainee.post(f"{own}reminders").location == f"{own}#reminders"
    assert "You get no reminders." in read(trainee, own)
    trainee.post(f"{own}reminders")
    assert "We remind you by e-mail" in read(trainee, own)


def test_statements_of_the_host_page_are_fixed(sides, statements) -> None:
    _year, _trainee, _own, host, hosts, place = sides
    with statements() as before:
        read(host, hosts)
    host.post(f"{hosts}places/{place}/contacted", data={"day": "2024-02-19"})
    host.post(f"{hosts}places/{place}/agreed", data=DATE)
    read(host, hosts)
    with statements() as after:
        read(host, hosts)
    assert len(before.texts) == len(after.texts)
