"""Somebody becomes a trainee on the public pages: picks places, registers, changes, withdraws, registers again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.accounts.models import Person
from core.programme.models import Offer, Registration
from plugins.immersion.models import ImmersionChoice
from tests.plugins.immersion.importing.sheets import HOST, OTHER_HOST
from tests.plugins.immersion.views.conftest import TENANT, Year
from tests.plugins.immersion.views.reading import words
from tests.plugins.immersion.views.test_by_hand import fields as fields_of
from tests.plugins.immersion.views.test_own import opened

BASE = f"/{TENANT}/immersion/2024/"
FORM = f"{BASE}trainee/register"
SAID = {
    "first_name": "Nora",
    "last_name": "Claes",
    "organisation_choice": "new",
    "organisation_name": "CPAS de Mons",
    "organisation_postal_code": "7030",
    "organisation_sector": "social-action",
    "organisation_sure": "y",
    "profession": "psychologue",
    "expectations": "Voir autrement.",
    "choice_1": "H001",
    "choice_2": "H002",
    "language": "nl",
    "rules": "y",
}


@pytest.fixture
def open_year(application: Any, engine: object) -> Year:
    """Two hosts, and registration is open for everybody."""
    year = Year(application)
    year.load("hosts", HOST, OTHER_HOST)
    year.live(date(2024, 2, 22))
    return year


@pytest.fixture
def nora(open_year: Year, sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """Somebody who is signed in; an edition in rehearsal exists for those alone who have a role."""
    return sign_in("reader")


def fields(page: str) -> dict[str, str]:
    """Return the fields of the form on a page, with what is chosen in each list."""
    found = fields_of(page)
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option[^>]* selected value="([^"]*)"', options)
        found[name] = chosen[1] if chosen else ""
    return found


def register(client: FlaskClient, **said: str) -> Any:
    return client.post(FORM, data={**fields(client.get(FORM).text), **SAID, **said})


def chosen(year: Year, reference: str = "S001") -> list[str]:
    with year.application.unit(TENANT) as unit:
        query = select(Offer.reference).join_from(ImmersionChoice, Offer).order_by(ImmersionChoice.rank)
        query = query.join(Registration, Registration.id == ImmersionChoice.registration_id)
        return list(unit.session.scalars(query.where(Registration.reference == reference, ImmersionChoice.current)))


@pytest.mark.requirement("IM-05")
def test_the_public_page_leads_to_the_form_and_the_form_to_a_sign_in(open_year: Year, nora: FlaskClient, app) -> None:
    page = nora.get(f"{BASE}trainee/?lang=en").text
    assert (words(page, "h1"), f'href="{FORM}"' in page) == (["Become a trainee"], True)
    answer = app.test_client().get(FORM)
    assert (answer.status_code, answer.location) == (302, f"/{TENANT}/sign-in?next=/immersion/2024/trainee/register")


@pytest.mark.requirement("IM-11")
def test_places_picked_in_the_catalogue_stand_in_the_form_in_their_order(nora: FlaskClient) -> None:
    for reference in ("H002", "H001", "H002"):
        assert nora.get(f"{BASE}trainee/choose/{reference}").location == f"{BASE}trainee/"
    page = nora.get(f"{BASE}trainee/?lang=en").text
    assert words(page, ".ranked-title") == ["Découvrir le quotidien", "Découvrir le quotidien"]
    assert f'href="{FORM}?choice=H002&amp;choice=H001"' in page
    found = fields(nora.get(f"{FORM}?choice=H002&choice=H001&choice=H999").text)
    assert (found["choice_1"], found["choice_2"], found["choice_3"]) == ("H002", "H001", "")
    nora.post(f"{BASE}trainee/remove", data={"reference": "H002"})
    assert fields(nora.get(FORM).text)["choice_1"] == "H001"
    assert nora.get(f"{BASE}trainee/choose/H999").status_code == 404


@pytest.mark.requirement("IM-08")
def test_somebody_registers_once_and_reads_what_comes_next(open_year: Year, nora: FlaskClient) -> None:
    answer = register(nora)
    assert answer.status_code == 302, words(answer.text, ".errors")
    page = nora.get(f"{answer.location}?lang=en").text
    assert words(page, "h1") == ["You are registered"]
    assert "Your number: S001" in page
    assert "The next matching is on Monday 18 March 2024" in page.replace("\xa0", " ")
    again = register(nora)
    assert again.location == answer.location.removesuffix("registered")
    assert chosen(open_year) == ["H001", "H002"]
    page = nora.get(f"{FORM}?lang=en").text
    found = fields(page)
    assert (found["first_name"], found["profession"]) == ("Nora", "psychologist")
    assert "You are registered for CPAS de Mons" in page


@pytest.mark.requirement("IM-11")
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(nora: FlaskClient) -> None:
    page = register(nora, rules="")
    assert page.status_code == 422
    assert words(page.text, ".error") == ["Error: To register, please accept the golden rules."]
    page = register(nora, organisation_postal_code="99")
    assert "Error: Belgium has no such postal code. Correct the four digits." in words(page.text, ".error")
    page = register(nora, organisation_name="SPJ Le Gué (Mons)", choice_2="H001")
    assert (page.status_code, words(page.text, ".error")) == (
        422,
        [
            "Error: This is your own institution. You discover another one: choose a place somewhere else.",
            "Error: You have chosen this place already, above. Choose another one, or none.",
        ],
    )
    assert fields(page.text)["expectations"] == "Voir autrement."


def test_without_a_script_the_lists_are_narrowed_by_a_search(nora: FlaskClient) -> None:
    page = nora.post(FORM, data={**SAID, "first_name": "", "search": "namur marelle", "find": "1"})
    assert page.status_code == 200
    lists = page.text.partition('id="choice_3"')[2].partition("</select>")[0]
    assert ('value="H002"' in lists, 'value="H001"' in lists) == (True, False)
    assert (fields(page.text)["choice_1"], fields(page.text)["organisation_name"]) == ("H001", "CPAS de Mons")


@pytest.mark.requirement("IM-17")
def test_before_it_is_open_for_all_the_form_says_for_whom_it_is(open_year: Year, nora: FlaskClient) -> None:
    open_year.live(date(2024, 2, 14))
    assert "For now: people of host services" in nora.get(f"{BASE}trainee/?lang=en").text
    page = register(nora)
    assert page.status_code == 422
    assert "You can register from Tuesday 20 February 2024 on" in words(page.text, ".error")[0].replace("\xa0", " ")
    answer = register(nora, organisation_name="IMP La Marelle (Namur)", choice_2="")
    page = nora.get(f"{answer.location}?lang=en").text
    assert "Your institution hosts this year: you have priority." in page


def test_once_it_is_over_what_was_typed_stays_on_the_page(open_year: Year, nora: FlaskClient) -> None:
    form = fields(nora.get(FORM).text)
    open_year.live(date(2024, 3, 25))
    page = nora.post(FORM, data={**form, **SAID})
    assert (page.status_code, fields(page.text)["expectations"]) == (422, "Voir autrement.")
    assert "Registration is over for this edition." in words(page.text, ".error")[0]
    assert nora.get(FORM).status_code == 403


@pytest.mark.requirement("FD-08")
def test_by_link_somebody_reorders_changes_withdraws_and_registers_again(
    open_year: Year, nora: FlaskClient, app
) -> None:
    mine = register(nora).location.removesuffix("registered")
    other = app.test_client()
    assert opened(open_year, other, "S001") == mine
    page = other.get(f"{mine}choices?lang=en")
    assert (page.status_code, fields(page.text)["choice_1"]) == (200, "H001")
    for _press in range(2):
        answer = other.post(f"{mine}choices", data={"choice_1": "H002", "choice_2": "", "choice_3": "H001"})
        assert answer.location == mine
    assert chosen(open_year) == ["H002", "H001"]
    other.post(f"{mine}details", data={"phone": "0470 99 99 99", "expectations": "Autre chose"})
    page = other.get(f"{mine}?lang=en").text
    assert ("0470 99 99 99" in page, "Autre chose" in page) == (True, True)
    assert words(other.get(f"{mine}withdraw?lang=en").text, "h2") == ["Withdraw from the immersions?"]
    for _press in range(2):
        assert other.post(f"{mine}withdraw", data={"reason": ""}).location == mine
    page = other.get(f"{mine}?lang=en").text
    assert ("You withdrew." in page, "Register again" in page, "Change my choices" in page) == (True, True, False)
    assert other.post(f"{mine}choices", data={"choice_1": "H001"}).location == mine
    assert chosen(open_year) == ["H002", "H001"]
    answer = register(nora)
    assert answer.location.endswith("registered")
    assert chosen(open_year, "S002") == ["H001", "H002"]


def test_somebody_elses_registration_is_not_there(open_year: Year, nora: FlaskClient, sign_in) -> None:
    mine = register(nora).location.removesuffix("registered")
    other = sign_in("referent", territory="namur")
    register(other, organisation_name="École du Parc", choice_1="H002", choice_2="")
    found = [other.get(f"{mine}{page}").status_code for page in ("", "choices", "details", "withdraw", "registered")]
    assert found == [404] * 5
    assert [other.post(f"{mine}{page}").status_code for page in ("choices", "details", "withdraw")] == [404] * 3


@pytest.mark.requirement("IM-12")
def test_whoever_the_network_knows_by_an_import_is_taken(open_year: Year, nora: FlaskClient) -> None:
    register(nora)
    with open_year.application.unit(TENANT) as unit:
        people = unit.session.execute(select(Person.first_name, Person.email)).all()
    assert people.count(("Nora", "reader.all@immersion-0-23.example")) == 1
