"""One trainee or host entered and corrected on pages: shown first, done once, kept in the history, undone (IM-13)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from core.accounts.models import Person
from core.messages.models import Message
from core.programme.models import Edition, FieldChange, Offer, Opening, Registration
from plugins.immersion.models import ImmersionChoice, ImmersionOffer
from tests.plugins.immersion.importing.sheets import HOST, OTHER_HOST, TRAINEE
from tests.plugins.immersion.views.conftest import ELSEWHERE, TENANT, Year
from tests.plugins.immersion.views.reading import words

BASE = f"/{TENANT}/immersion/2024/"
HAND = f"{BASE}by-hand/"
PAULINE = f"{HAND}trainees/S001/correct"
MONS = f"{HAND}hosts/H001/correct"


@pytest.fixture
def known(application: Any, engine: object) -> Year:
    """An edition with two hosts, in Mons and in Namur, and two trainees."""
    year = Year(application)
    year.load("hosts", HOST, OTHER_HOST)
    year.load("trainees", TRAINEE, {**ELSEWHERE, "N° demande": "S002"})
    return year


def fields(page: str) -> dict[str, str]:
    """Return the fields of the form on a page, each with what stands in it."""
    main = page.partition("<main")[2].partition("</main>")[0]
    found = {}
    for tag in re.findall(r"<input[^>]*>", main):
        name, value = (re.search(rf'\b{key}="([^"]*)"', tag) for key in ("name", "value"))
        if name and name[1] != "csrf_token" and 'type="checkbox"' not in tag:
            found[name[1]] = unescape(value[1]) if value else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\s*(.*?)</textarea>', main, re.S):
        found[name] = unescape(text)
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', main, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        found[name] = unescape(chosen[1]) if chosen else ""
    return found


def look(client: FlaskClient, address: str, **typed: str) -> tuple[dict[str, str], str]:
    """Fill in a page and go on; return what the page that asks would send, and that page."""
    page = client.post(address, data={**fields(client.get(address).text), **typed})
    assert page.status_code == 200, words(page.text, ".errors")
    return fields(page.text), page.text


def cells(page: str) -> list[tuple[str, ...]]:
    """Return the rows of the table of changes on the page that asks."""
    table = page.partition('id="changes"')[2].partition("</table>")[0]
    return [tuple(words(row, "th") + words(row, "td")) for row in table.split("<tr>")[2:]]


def person(year: Year, reference: str) -> tuple[Any, ...]:
    with year.application.unit(TENANT) as unit:
        query = select(Person.first_name, Person.last_name, Person.email, Person.phone, Person.language)
        query = query.join_from(Registration, Person).where(Registration.reference == reference)
        return tuple(unit.session.execute(query).one())


def letters(year: Year) -> int:
    with year.application.unit(TENANT) as unit:
        return unit.session.scalar(select(func.count()).select_from(Message)) or 0


@pytest.mark.requirement("IM-13")
def test_a_correction_is_shown_then_done_once_and_stands_in_the_history(known: Year, sign_in) -> None:
    client = sign_in()
    assert client.get(f"{BASE}trainees/S001/").text.count(f'href="{PAULINE}"') == 1
    before = letters(known)
    sent, page = look(client, PAULINE, last_name="Simons", phone="", reason="She told us by phone.")
    assert cells(page) == [
        ("Name", "Pauline Simon", "Pauline Simons"),
        ("Phone", "+32 484 98 23 67", "–"),
    ]
    assert person(known, "S001")[1] == "Simon"  # Nothing is done by looking.
    for _press in range(2):
        answer = client.post(PAULINE, data=sent)
        assert (answer.status_code, answer.location) == (302, f"{BASE}trainees/S001/")
    page = client.get(f"{BASE}trainees/S001/").text
    assert words(page, ".flash") == ["The correction is made. No letter was sent."] * 2
    assert person(known, "S001") == ("Pauline", "Simons", "pauline.simon@cpas.example", None, "fr")
    told = page.partition('id="changed"')[2].partition("</section>")[0]
    assert words(told, "li") == [
        "Name Pauline Simons instead of Pauline Simon",
        "Phone nothing instead of +32 484 98 23 67",
    ]
    assert "Corrected by coordinator.all@immersion-0-23.example" in " ".join(words(told, "th"))
    assert "She told us by phone." in " ".join(words(told, "td"))
    assert letters(known) == before


@pytest.mark.requirement("IM-13")
def test_a_wrong_name_at_an_address_is_corrected_and_no_longer_keeps_a_file_out(known: Year, sign_in) -> None:
    client = sign_in()
    sent, _page = look(client, PAULINE, first_name="Paule", reason="A wrong name in the file.")
    client.post(PAULINE, data=sent)
    known.load("trainees", {**TRAINEE, "Prénom": "Paule"})  # Which says so by itself if there is a fault.
    assert person(known, "S001")[0] == "Paule"


@pytest.mark.requirement("IM-13")
def test_nothing_is_asked_for_nothing(known: Year, sign_in) -> None:
    client = sign_in()
    typed = {**fields(client.get(PAULINE).text), "reason": "Just looking."}
    answer = client.post(PAULINE, data=typed)
    assert (answer.status_code, answer.location) == (302, f"{BASE}trainees/S001/")
    said = words(client.get(answer.location).text, ".flash")
    assert said == ["Everything is so already. Nothing was changed."]


@pytest.mark.requirement("IM-13")
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(known: Year, sign_in) -> None:
    client = sign_in()
    typed = {
        **fields(client.get(PAULINE).text),
        "email": "lise@imp.example",
        "postal_code": "99",
        "expectations": "Oh!",
    }
    page = client.post(PAULINE, data={**typed, "reason": "Why not."})
    assert page.status_code == 422
    assert words(page.text, ".error") == [
        "Error: Another person has this e-mail address already. If it is the same person, write the name as it stands "
        "on the other row, or in Liaison. If not, ask for a personal address: letters go to one person only.",
        "Error: Belgium has no such postal code. Correct the four digits.",
    ]
    assert fields(page.text) | {"reason": ""} == {**typed, "reason": ""}
    page = client.post(PAULINE, data={**typed, "email": "", "postal_code": "7030", "reason": " "})
    assert (page.status_code, words(page.text, ".error")) == (422, ["Error: Say why: the history keeps it."])


@pytest.mark.requirement("IM-13")
def test_of_two_who_correct_different_things_at_a_time_neither_undoes_the_other(known: Year, sign_in) -> None:
    one, other = sign_in(), sign_in("referent", territory="hainaut")
    mine = {**fields(one.get(PAULINE).text), "phone": "0470 11 22 33", "reason": "A new phone."}
    theirs, _page = look(other, PAULINE, last_name="Simons", reason="A wrong name.")
    other.post(PAULINE, data=theirs)
    page = one.post(PAULINE, data={**mine, "last_name": "Simons"}).text
    assert cells(page) == [("Phone", "+32 484 98 23 67", "0470 11 22 33")]


@pytest.mark.requirement("IM-13")
def test_what_changed_since_it_was_looked_at_is_looked_at_again(known: Year, sign_in) -> None:
    one, other = sign_in(), sign_in("referent", territory="hainaut")
    mine, _page = look(one, PAULINE, phone="0470 11 22 33", reason="A new phone.")
    theirs, _page = look(other, PAULINE, phone="0470 99 99 99", reason="Another one.")
    other.post(PAULINE, data=theirs)
    page = one.post(PAULINE, data=mine)
    assert page.status_code == 409
    assert cells(page.text) == [("Phone", "0470 99 99 99", "0470 11 22 33")]
    assert person(known, "S001")[3] == "0470 99 99 99"
    assert one.post(PAULINE, data=fields(page.text)).status_code == 302
    assert person(known, "S001")[3] == "0470 11 22 33"


@pytest.mark.requirement("IM-13")
def test_a_correction_is_undone_while_nothing_followed(known: Year, sign_in) -> None:
    client = sign_in()
    sent, _page = look(client, PAULINE, last_name="Simons", reason="A wrong name.")
    client.post(PAULINE, data=sent)
    undo = re.search(rf'href="({BASE}import/undo/[^"]*)"', client.get(f"{BASE}trainees/S001/").text)
    assert undo is not None
    assert words(client.get(undo[1]).text, ".confirm-warning") == [
        "Everything of S001 is as it was before the correction."
    ]
    for _press in range(2):
        assert client.post(undo[1]).location == f"{BASE}trainees/S001/"
    assert person(known, "S001")[1] == "Simon"
    page = client.get(f"{BASE}trainees/S001/").text
    told = page.partition('id="changed"')[2].partition("</section>")[0]
    assert words(told, "li") == [
        "Name Pauline Simon instead of Pauline Simons",
        "Name Pauline Simons instead of Pauline Simon",
    ]
    assert "Undo the correction" not in words(told, "a")


@pytest.mark.requirement("IM-13")
def test_a_trainee_is_added_once_with_a_number_of_ours_and_choices_from_a_list(known: Year, sign_in) -> None:
    client = sign_in()
    add = f"{HAND}trainees/new"
    assert f'href="{add}"' in client.get(f"{BASE}trainees/").text
    said = {
        "first_name": "Zoé",
        "last_name": "Peeters",
        "email": "zoe@ama.example",
        "institution": "AMA",
        "postal_code": "5000",
        "choice_1": "H001",
        "language": "nl",
    }
    sent, page = look(client, add, **said)
    assert ("H001" in page, "No letter is sent about it." in page) == (True, True)
    for _press in range(2):
        assert client.post(add, data=sent).location == f"{BASE}trainees/S003/"
    assert words(client.get(f"{BASE}trainees/S003/").text, "h1") == ["Zoé Peeters"]
    assert client.get(f"{BASE}trainees/S004/").status_code == 404
    assert person(known, "S003") == ("Zoé", "Peeters", "zoe@ama.example", None, "nl")
    with known.application.unit(TENANT) as unit:
        query = select(Offer.reference, ImmersionChoice.wave).join_from(ImmersionChoice, Offer)
        query = query.join(Registration, Registration.id == ImmersionChoice.registration_id)
        assert unit.session.execute(query.where(Registration.reference == "S003")).all() == [("H001", 1)]


@pytest.mark.requirement("IM-13")
def test_somebody_of_the_same_name_is_named_before_anybody_is_added(known: Year, sign_in) -> None:
    client = sign_in()
    said = {"first_name": "pauline", "last_name": "SIMON", "institution": "AMA", "postal_code": "5000"}
    _sent, page = look(client, f"{HAND}trainees/new", **said, choice_1="H001")
    assert words(page, ".notice-title")[0] == "Is this somebody else?"
    assert "S001" in words(page, ".notice")[0]


@pytest.mark.requirement("IM-13")
def test_who_was_added_disappears_again_while_nothing_followed(known: Year, sign_in) -> None:
    client = sign_in()
    said = {"first_name": "Zoé", "last_name": "Peeters", "institution": "AMA", "postal_code": "5000"}
    sent, _page = look(client, f"{HAND}trainees/new", **said, choice_1="H001")
    client.post(f"{HAND}trainees/new", data=sent)
    undo = re.search(rf'href="({BASE}import/undo/[^"]*)"', client.get(f"{BASE}trainees/S003/").text)
    assert undo is not None
    assert words(client.get(undo[1]).text, ".confirm-warning") == ["S003 disappears, as if it had never been entered."]
    assert client.post(undo[1]).location == f"{BASE}trainees/"
    assert client.get(f"{BASE}trainees/S003/").status_code == 404


@pytest.mark.requirement("IM-13")
def test_a_host_is_added_and_its_offer_is_accepted(known: Year, sign_in) -> None:
    client = sign_in()
    add = f"{HAND}hosts/new"
    said = {
        "institution": "AMA",
        "postal_code": "5000",
        "first_name": "Zoé",
        "last_name": "Peeters",
        "title": "Un jour à l’AMA",
        "places": "2",
        "weekdays": "lundi, jeudi",
    }
    sent, _page = look(client, add, **said)
    assert client.post(add, data=sent).location == f"{BASE}hosts/H003/"
    with known.application.unit(TENANT) as unit:
        query = select(Offer.status, Opening.capacity, ImmersionOffer.weekdays).join_from(Offer, Opening)
        query = query.join(ImmersionOffer, ImmersionOffer.offer_id == Offer.id).where(Offer.reference == "H003")
        assert unit.session.execute(query).one() == ("accepted", 2, [1, 4])


@pytest.mark.requirement("IM-13")
def test_the_contact_of_a_host_is_corrected_or_somebody_else_takes_over(known: Year, sign_in) -> None:
    client = sign_in()
    typed = {"first_name": "Ada", "last_name": "Nys", "email": "ada@spj.example", "phone": ""}
    sent, page = look(client, MONS, **typed, reason="She left.", other_person="y")
    assert cells(page) == [
        ("Name", "Véronique Van den Berg", "Ada Nys"),
        ("Email", "veronique@spj-le-gue.example", "ada@spj.example"),
        ("Phone", "+32 478 42 05 17", "–"),
    ]
    assert client.post(MONS, data={**sent, "other_person": "y"}).status_code == 302
    with known.application.unit(TENANT) as unit:
        names = unit.session.scalars(select(Person.last_name).order_by(Person.last_name)).all()
        assert names == ["Leroy", "Maes", "Nys", "Simon", "Van den Berg"]
    assert person(known, "H001") == ("Ada", "Nys", "ada@spj.example", None, "fr")
    page = client.get(f"{BASE}hosts/H001/").text
    assert "Name Ada Nys instead of Véronique Van den Berg" in words(page.partition('id="changed"')[2], "li")


@pytest.mark.requirement("IM-13")
def test_new_choices_are_a_wave_and_the_earlier_ones_are_history(known: Year, sign_in) -> None:
    client = sign_in()
    known.live(date(2024, 3, 20))
    address = f"{HAND}choices/S001/correct"
    assert fields(client.get(address).text)["choice_1"] == "H001"
    sent, page = look(client, address, choice_1="H002", choice_2="", reason="By phone.")
    assert client.post(address, data=sent).status_code == 302
    page = client.get(f"{BASE}trainees/S001/").text
    assert "New choices received" in " ".join(words(page, "td"))


@pytest.mark.requirement("IM-23")
@pytest.mark.parametrize(
    ("role", "territory", "statuses"),
    [
        ("coordinator", None, [200, 200, 200, 200]),
        ("referent", "hainaut", [200, 200, 404, 200]),
        ("referent", "namur", [404, 404, 200, 200]),
        ("reader", None, [403, 403, 403, 403]),
    ],
)
def test_each_corrects_what_is_theirs(
    known: Year, sign_in: Callable[..., FlaskClient], role: str, territory: str | None, statuses: list[int]
) -> None:
    client = sign_in(role, territory=territory)
    pages = ("hosts/H001/correct", "trainees/S001/correct", "trainees/S002/correct", "trainees/new")
    assert [client.get(f"{HAND}{page}").status_code for page in pages] == statuses
    # Of a network in which somebody has no role they read where they belong, whether there is such a page or not.
    elsewhere = [f"/bruzel/immersion/2024/by-hand/{page}" for page in (pages[0], "lunches/new")]
    assert [client.get(page).status_code for page in elsewhere] == [404, 404]


@pytest.mark.requirement("IM-23")
def test_a_referent_adds_nobody_outside_her_territory(known: Year, sign_in) -> None:
    client = sign_in("referent", territory="hainaut")
    typed = {
        **fields(client.get(f"{HAND}trainees/new").text),
        "first_name": "Zoé",
        "last_name": "Nys",
        "choice_1": "H001",
    }
    page = client.post(f"{HAND}trainees/new", data={**typed, "institution": "AMA", "postal_code": "5000"})
    said = (
        "Error: This address lies outside your territory. "
        "Leave the row to the referent of that territory, or to the coordinator."
    )
    assert (page.status_code, words(page.text, ".error")) == (422, [said])


@pytest.mark.parametrize("kind", ["withdrawals", "lunches"])
def test_what_no_hand_enters_has_no_page(known: Year, sign_in, kind: str) -> None:
    client = sign_in()
    assert [client.get(f"{HAND}{kind}/{page}").status_code for page in ("new", "S001/correct")] == [404, 404]
    assert client.get(f"{HAND}choices/new").status_code == 404


def test_a_closed_edition_offers_and_takes_no_correction(known: Year, sign_in) -> None:
    client = sign_in()
    sent, _page = look(client, PAULINE, last_name="Simons", reason="A wrong name.")
    with known.application.unit(TENANT) as unit:
        edition = unit.session.scalars(select(Edition)).one()
        edition.clock_offset, edition.state = None, "closed"
    page = client.get(f"{BASE}trainees/S001/").text
    assert "Correct this person" not in page
    assert "by-hand" not in client.get(f"{BASE}trainees/").text
    assert client.post(PAULINE, data=sent).location == f"{BASE}"
    assert person(known, "S001")[1] == "Simon"


def test_a_file_leaves_the_same_history_as_a_hand(known: Year, sign_in) -> None:
    client = sign_in()
    known.load("trainees", {**TRAINEE, "Téléphone": "0470 11 22 33"})
    page = client.get(f"{BASE}trainees/S001/").text
    told = page.partition('id="changed"')[2].partition("</section>")[0]
    assert words(told, "li") == ["Phone 0470 11 22 33 instead of +32 484 98 23 67"]
    with known.application.unit(TENANT) as unit:
        assert unit.session.execute(select(FieldChange.way, FieldChange.kind, FieldChange.field)).all() == [
            ("file", "trainees", "phone")
        ]
