"""The pages on which proposed institutions are settled, and the chooser on them, without a script."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.directory.models import Organisation
from tests.core.programme.proposals.test_settling import entered, only

pytestmark = pytest.mark.requirement("IM-07")
NEW = {
    "organisation_choice": "new",
    "organisation_name": "La Bastide",
    "organisation_street": "Rue du Parc 81",
    "organisation_postal_code": "B-7000 Mons",
    "organisation_sector": "youth-care",
}


def test_it_is_accepted_as_new_and_a_second_press_does_nothing(sign_in, unit_for, guest) -> None:
    guest("G001")
    client, page = sign_in("referent", module="lunch", territory="north"), f"/harbour/proposals/{only(unit_for())}"
    assert "La Bastide" in client.get("/harbour/proposals").text
    shown = client.get(page).text
    assert ('value="Rue du Parc 81"' in shown, "G001 – Ada Dupont" in shown) == (True, True)
    answers = [client.post(page, data=NEW).status_code for _ in range(2)]
    names = unit_for().session.scalars(select(Organisation.name)).all()
    assert (answers, names) == ([302, 302], ["La Bastide"])
    assert "No institution waits" in client.get("/harbour/proposals").text


def test_a_search_shows_what_there_is_and_loses_nothing_typed(sign_in, unit_for, guest) -> None:
    known = entered(unit_for())
    guest("G001")
    client, page = sign_in(), f"/harbour/proposals/{only(unit_for())}"
    typed = {**NEW, "organisation_words": "gue bergen", "search_organisation": "1"}
    found = client.post(page, data=typed)
    assert (found.status_code, found.text.count('type="radio"')) == (200, 2)
    assert f'value="{known.organisation_id}"' in found.text
    assert 'value="La Bastide"' in found.text
    assert client.post(page, data={**NEW, "organisation_choice": str(known.organisation_id)}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"organisation_choice": ""}, "Search for your institution and choose it in the list."),
        ({"organisation_choice": "", "organisation_words": "xyzzy"}, "Nothing was found."),
        ({"organisation_choice": "01a226a7-c3ea-7056-99dd-4df81de011ed"}, "Search for your institution and choose it"),
        ({"organisation_name": " "}, "Enter the name of the institution."),
        ({"organisation_name": "SSM du Gué"}, "The list has something very like it."),
        ({"organisation_postal_code": ""}, "Enter the postal code."),
        ({"organisation_postal_code": "0000"}, "Belgium has no such postal code."),
        ({"organisation_postal_code": "1050"}, "name the municipality."),
        ({"organisation_sector": ""}, "Choose the sector."),
    ],
)
def test_what_is_wrong_stands_at_its_field(sign_in, unit_for, guest, typed, told: str) -> None:
    entered(unit_for())
    guest("G001")
    answer = sign_in().post(f"/harbour/proposals/{only(unit_for())}", data={**NEW, **typed})
    assert (answer.status_code, told in answer.text) == (422, True)


def test_a_probable_duplicate_is_entered_only_when_somebody_is_sure(sign_in, unit_for, guest) -> None:
    entered(unit_for())
    guest("G001")
    client, page = sign_in(), f"/harbour/proposals/{only(unit_for())}"
    typed = {**NEW, "organisation_name": "SSM du Gué"}
    refused = client.post(page, data=typed).text
    assert ("SSM Le Gué – 7000 Mons" in refused, 'name="organisation_sure"' in refused) == (True, True)
    assert client.post(page, data={**typed, "organisation_sure": "y"}).status_code == 302


def test_who_has_no_right_and_who_is_elsewhere(sign_in, unit_for, guest) -> None:
    guest("G001")
    page = f"/harbour/proposals/{only(unit_for())}"
    assert sign_in("reader").get(page).status_code == 403
    assert sign_in("referent", module="lunch", territory="south").get(page).status_code == 404
    assert sign_in("coordinator", tenant="orchard").get(page.replace("harbour", "orchard")).status_code == 404
