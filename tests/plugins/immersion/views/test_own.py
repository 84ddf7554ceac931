"""What trainees and hosts find by the link of a letter: their own, and of the other side whom they are matched with."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.programme.models import Offer, Registration
from core.programme.own.links import personal_links
from core.tenancy.sealing import token_of
from tests.plugins.immersion.views.conftest import TENANT, Year
from tests.plugins.immersion.views.rounds_pages import proposed, publish


def opened(year: Year, client: FlaskClient, reference: str) -> str:
    """Follow the link of a registration and return the page it leads to."""
    application = year.application
    with application.unit(TENANT) as unit:
        ids = select(Registration.id).where(Registration.reference == reference)
        [link] = personal_links(unit, unit.session.scalars(ids).all()).values()
        token = token_of(application.settings.signing_key, unit.tenant.id, link.id)
    answer = client.get(f"/{TENANT}/l/{token}")
    assert answer.status_code == 302
    return str(answer.location)


def host_of(year: Year, offer: str) -> str:
    """Return the reference of the registration of the host of an offer."""
    with year.application.unit(TENANT) as unit:
        query = select(Registration.reference).join(Offer, Offer.registration_id == Registration.id)
        return str(unit.session.scalar(query.where(Offer.reference == offer)))


def read(client: FlaskClient, address: str) -> str:
    return client.get(f"{address}?lang=en").get_data(as_text=True)


@pytest.mark.requirement("FD-08")
def test_a_trainee_finds_the_choices_by_link_and_nobody_elses(year: Year, app) -> None:
    client = app.test_client()
    nora, omar = opened(year, client, "S003"), opened(year, app.test_client(), "S004")
    page = read(client, nora)
    assert ("You have made 1 choice" in page, "H002" in page, "Your place" in page) == (True, True, False)
    assert client.get(omar).status_code == 404
    assert app.test_client().get(nora).status_code == 302


@pytest.fixture
def published(year: Year, sign_in) -> Year:
    """The year with its first round published: S003 or S004 has the place of H002."""
    client = sign_in(tenant=TENANT)
    publish(client, proposed(year, client))
    return year


@pytest.mark.requirement("IM-20")
def test_both_sides_know_each_other_once_they_are_matched(published: Year, app) -> None:
    addresses = {"S003": "nora@spj.example", "S004": "omar@spj.example"}
    pages = {each: read(client := app.test_client(), opened(published, client, each)) for each in addresses}
    [placed] = [reference for reference, page in pages.items() if "Your place" in page]
    assert {reference: page.count("mailto:") for reference, page in pages.items()} == {
        reference: int(reference == placed) for reference in addresses
    }
    host = read(client := app.test_client(), opened(published, client, host_of(published, "H002")))
    assert ("You expect 1 person" in host, [each for each in addresses if addresses[each] in host]) == (True, [placed])


def test_before_that_neither_knows_the_other(year: Year, app) -> None:
    trainee, host = app.test_client(), app.test_client()
    pages = [read(trainee, opened(year, trainee, "S003")), read(host, opened(year, host, host_of(year, "H002")))]
    assert ["@" in page.partition("<main")[2].partition("</main>")[0] for page in pages] == [False, False]


def test_cards_say_where_each_stands(year: Year, app) -> None:
    client = app.test_client()
    for reference in ("S003", host_of(year, "H001")):
        opened(year, client, reference)
    page = read(client, f"/{TENANT}/my")
    assert ("You have made 1 choice" in page, "1 offer of yours is accepted" in page) == (True, True)


def test_statements_of_the_own_page_are_fixed(year: Year, app, statements) -> None:
    client = app.test_client()
    address = opened(year, client, "S003")
    with statements() as sent:
        read(client, address)
    year.live(date(2024, 3, 1))
    with statements() as again:
        read(client, address)
    assert len(sent.texts) == len(again.texts) <= 22
