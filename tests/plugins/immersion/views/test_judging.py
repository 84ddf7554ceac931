"""A referent accepts, asks back and declines what hosts propose; a host answers; each is told once (IM-09)."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from core.contract.standing import Standing
from core.messages.models import Message
from core.programme.judging import Verdict
from core.programme.models import Offer, OfferQuestion, Registration
from plugins.immersion.services.judging import JUDGING
from plugins.immersion.statuses import OFFER_ACCEPTED, OFFER_PROPOSED, OFFER_WITHDRAWN, OFFERS
from tests.plugins.immersion.importing.sheets import HOST
from tests.plugins.immersion.views.conftest import TENANT, Year
from tests.plugins.immersion.views.rounds_pages import EDITION, said, version_in
from tests.plugins.immersion.views.test_own import host_of, opened

HOSTS = f"{EDITION}hosts/"


@pytest.fixture
def proposed(year: Year) -> Year:
    """The year with the offer H001 as its host proposed it; H002 is accepted."""
    year.live(date(2024, 1, 20))
    stands(year, "H001", **OFFER_PROPOSED.columns)
    return year


def stands(year: Year, reference: str, **columns: object) -> None:
    with year.application.unit(TENANT) as unit:
        unit.session.execute(update(Offer).where(Offer.reference == reference).values(**columns))


def status_of(year: Year, reference: str = "H001") -> str:
    with year.application.unit(TENANT) as unit:
        return str(unit.session.scalar(select(Offer.status).where(Offer.reference == reference)))


def letters(year: Year) -> list[Message]:
    with year.application.unit(TENANT) as unit:
        query = select(Message).where(Message.kind.like("immersion.offer_%")).order_by(Message.id)
        return list(unit.session.scalars(query))


def decide(client: FlaskClient, verdict: str, reference: str = "H001", **typed: str) -> list[str]:
    """Decide as a person does: open the page, send its form, read what the next page says."""
    address = f"{HOSTS}{reference}/{verdict}"
    answer = client.post(address, data={"version": version_in(client.get(address).text), **typed})
    assert (answer.status_code, answer.location) == (302, f"{HOSTS}{reference}/")
    return said(client.get(answer.location).text)


@pytest.mark.parametrize("status", OFFERS, ids=lambda status: status.word)
@pytest.mark.parametrize("verdict", Verdict)
def test_what_may_be_decided_about_an_offer_follows_from_how_it_stands(status, verdict: Verdict) -> None:
    waiting = status.standing is Standing.ASKED
    after_all = status.word == "declined" and verdict is Verdict.ACCEPT
    assert JUDGING.allows(status.word, verdict) == (waiting or after_all)


@pytest.mark.requirement("IM-27")
def test_an_offer_is_accepted_and_its_host_told_once(proposed: Year, sign_in) -> None:
    client = sign_in(tenant=TENANT)
    address = f"{HOSTS}H001/accept"
    page = client.get(address).text
    version = version_in(page)
    for _ in range(2):
        assert client.post(address, data={"version": version}).status_code == 302
    assert status_of(proposed) == "accepted"
    [letter] = letters(proposed)
    assert (letter.kind, letter.language, letter.link_id is not None) == ("immersion.offer_accepted", "fr", True)
    # The page showed the letter, but for the link, which is made when it is written.
    shown = re.sub(r"/l/\S+", "/l/…", letter.body)
    assert [line for line in shown.splitlines() if line.strip() and line not in page] == []
    assert client.get(address).location == f"{HOSTS}H001/"


def test_a_host_is_asked_answers_and_is_accepted(proposed: Year, sign_in, app) -> None:
    client, host = sign_in(tenant=TENANT), app.test_client()
    assert decide(client, "ask", told="Combien de jours ?") == [
        "The host is asked. The offer waits for the answer. The letter becomes a test mail."
    ]
    assert (status_of(proposed), [each.kind for each in letters(proposed)]) == (
        "asked_back",
        ["immersion.offer_question"],
    )
    own = opened(proposed, host, host_of(proposed, "H001"))
    page = host.get(f"{own}?lang=en").text
    assert "Combien de jours ?" in page
    [action] = set(re.findall(r'action="([^"]*/answer/[^"]*)"', page))
    assert host.post(action, data={"answer": "  "}).status_code == 422
    for _ in range(2):
        answer = host.post(action, data={"answer": "Deux."})
        assert (answer.status_code, answer.location) == (302, own)
    assert status_of(proposed) == "proposed"
    assert "Deux." in client.get(f"{HOSTS}H001/").text
    assert decide(client, "accept") == ["The offer is accepted. The letter becomes a test mail."]
    with proposed.application.unit(TENANT) as unit:
        asked = unit.session.execute(select(OfferQuestion.question, OfferQuestion.answer)).all()
    assert [tuple(each) for each in asked] == [("Combien de jours ?", "Deux.")]


def test_an_offer_is_declined_with_a_reason_and_accepted_after_all(proposed: Year, sign_in) -> None:
    client = sign_in(tenant=TENANT)
    address = f"{HOSTS}H001/decline"
    assert client.post(address, data={"version": version_in(client.get(address).text), "told": ""}).status_code == 422
    decide(client, "decline", told="Hors du sujet.")
    assert (status_of(proposed), standing_of_host(proposed)) == ("declined", "ended")
    decide(client, "accept")
    assert (status_of(proposed), standing_of_host(proposed)) == ("accepted", "active")
    told = [(each.kind, "Hors du sujet." in each.body) for each in letters(proposed)]
    assert told == [("immersion.offer_declined", True), ("immersion.offer_accepted", False)]


def standing_of_host(year: Year) -> str:
    with year.application.unit(TENANT) as unit:
        query = select(Registration.standing).join(Offer, Offer.registration_id == Registration.id)
        return str(unit.session.scalar(query.where(Offer.reference == "H001")))


def test_who_looked_at_an_older_offer_decides_nothing(proposed: Year, sign_in) -> None:
    client = sign_in(tenant=TENANT)
    version = version_in(client.get(f"{HOSTS}H001/accept").text)
    decide(client, "ask", told="Combien ?")
    other = sign_in("referent", tenant=TENANT)
    other.post(f"{HOSTS}H001/decline", data={"version": version, "told": "Non."})
    assert (status_of(proposed), len(letters(proposed))) == ("asked_back", 1)


@pytest.mark.parametrize("status", [OFFER_ACCEPTED, OFFER_WITHDRAWN], ids=["accepted", "withdrawn"])
def test_what_does_not_wait_is_not_decided_on(proposed: Year, sign_in, status) -> None:
    stands(proposed, "H001", **status.columns)
    client = sign_in(tenant=TENANT)
    for verdict in Verdict:
        assert client.get(f"{HOSTS}H001/{verdict}").location == f"{HOSTS}H001/"
        with proposed.application.unit(TENANT) as unit:
            version = str(unit.session.scalar(select(Offer.version).where(Offer.reference == "H001")))
        client.post(f"{HOSTS}H001/{verdict}", data={"version": version, "told": "x"})
    assert (status_of(proposed), letters(proposed)) == (status.word, [])


@pytest.mark.requirement("IM-23")
def test_a_referent_decides_in_her_own_territory_alone(proposed: Year, sign_in) -> None:
    """H001 lies in Hainaut."""
    answers = {
        territory: sign_in("referent", tenant=TENANT, territory=territory).get(f"{HOSTS}H001/accept").status_code
        for territory in ("hainaut", "liege")
    }
    assert answers == {"hainaut": 200, "liege": 404}
    assert sign_in("reader", tenant=TENANT).get(f"{HOSTS}H001/accept").status_code == 403


def test_nobody_answers_for_another_host(proposed: Year, sign_in, app) -> None:
    decide(sign_in(tenant=TENANT), "ask", told="Combien ?")
    mine, other = app.test_client(), app.test_client()
    page = mine.get(opened(proposed, mine, host_of(proposed, "H001"))).text
    [action] = set(re.findall(r'action="([^"]*/answer/[^"]*)"', page))
    theirs = opened(proposed, other, host_of(proposed, "H002"))
    assert other.post(action, data={"answer": "x"}).status_code == 404
    assert other.post(theirs + action.partition("/my/")[2].partition("/")[2], data={"answer": "x"}).status_code == 404
    assert app.test_client().post(action, data={"answer": "x"}).status_code == 401
    assert status_of(proposed) == "asked_back"


def test_what_waits_stands_on_the_first_page_and_in_the_list(proposed: Year, sign_in) -> None:
    client = sign_in(tenant=TENANT)
    assert "offer to accept" in client.get(EDITION).text
    decide(client, "ask", told="Combien ?")
    page = client.get(EDITION).text
    assert ("offer to accept" in page, "offer waits for its host’s answer" in page) == (False, True)
    assert "H001" in client.get(f"{EDITION}hosts/?status=asked_back").text


def test_a_file_accepts_what_waits_and_brings_back_nothing_that_was_declined(proposed: Year, sign_in) -> None:

    client = sign_in(tenant=TENANT)
    decide(client, "decline", told="Non.")
    proposed.load("hosts", HOST)
    assert status_of(proposed) == "declined"
