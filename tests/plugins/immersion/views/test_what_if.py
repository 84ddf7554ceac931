"""The pages of what if: compare, make a variant, propose one, publish; for the coordinator alone (IM-14)."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.programme.models import Offer, Opening
from plugins.immersion.queries import variants as queries
from plugins.immersion.views.what_if import comparing
from tests.plugins.immersion.views.conftest import TENANT, Year
from tests.plugins.immersion.views.reading import buttons, words
from tests.plugins.immersion.views.rounds_pages import BASE, ROUND, proposed, publish, said, version_in

pytestmark = pytest.mark.requirement("IM-14")
H002 = "IMP La Marelle (Namur) (H002)"
WHAT_IF = f"{ROUND}what-if/"
NEW = f"{WHAT_IF}new"


@pytest.fixture
def client(year: Year, sign_in) -> FlaskClient:
    """A coordinator who looks at the proposal of round 1: S003 or S004 gets the place of H002, S005 one of H001."""
    client = sign_in()
    proposed(year, client)
    return client


def form(**fields: str) -> dict[str, str]:
    empty = {
        "objective": "priority",
        "label": "",
        **{f"{name}_0_{column}": "" for name in ("pins", "forbidden") for column in ("trainee", "offer")},
        "capacities_0_offer": "",
        "capacities_0_places": "",
    }
    return empty | fields


def roomier(client: FlaskClient, places: int = 2, **fields: str) -> str:
    """Add a variant with more places at H002, and return the page that follows."""
    answer = client.post(NEW, data=form(capacities_0_offer="H002", capacities_0_places=str(places), **fields))
    assert (answer.status_code, answer.location) == (302, WHAT_IF)
    return client.get(WHAT_IF).text


def hidden(page: str, name: str) -> str:
    return page.partition(f'name="{name}" value="')[2].partition('"')[0]


def propose(client: FlaskClient, number: int = 1, reason: str = "H002 called"):
    page = client.get(f"{WHAT_IF}{number}/").text
    data = {"version": version_in(page), "variant": hidden(page, "variant"), "reason": reason}
    return client.post(f"{WHAT_IF}{number}/propose", data=data)


def without_place(client: FlaskClient) -> str:
    """Return the row of the one whom the proposal leaves without a place."""
    return words(client.get(f"{ROUND}?shown=unplaced").text, ".row-head")[0]


def rows(page: str) -> dict[str, list[str]]:
    """Return the first table: each measure with what it is in each column."""
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return {words(row, "th")[0]: words(row, "td") for row in table.split("</tr>") if words(row, "th")}


def test_the_page_of_a_proposed_round_leads_there(client: FlaskClient) -> None:
    assert f'href="{WHAT_IF}"' in client.get(ROUND).text
    page = client.get(WHAT_IF).text
    assert words(page, ".empty-title") == ["Nothing to compare yet"]
    assert buttons(page) == ["As many people as possible", "One after the other"]


def test_another_aim_is_one_press_and_stands_beside_the_proposal(client: FlaskClient) -> None:
    answer = client.post(f"{WHAT_IF}objective", data={"objective": "coverage"})
    assert (answer.status_code, answer.location) == (302, WHAT_IF)
    page = client.get(WHAT_IF).text
    assert said(page) == ["Variant 1 stands beside the proposal."]
    assert words(page, "th")[:3] == ["Measure", "Proposal", "Variant 1As many people as possible"]
    assert rows(page) == {
        "People with a place": ["2 of 3", "2 of 3"],
        "First choice": ["2", "2"],
        "Institutions that meet for the first time": ["1", "1"],
        "Territory where the smallest part gets a place": ["50% Hainaut", "50% Hainaut"],
        "Territory where the largest part gets a place": ["100% Namur", "100% Namur"],
    }
    assert buttons(page) == ["Remove Variant 1", "One after the other"]
    assert client.post(f"{WHAT_IF}objective", data={"objective": "luck"}).status_code == 400


def test_more_places_show_what_they_bring(client: FlaskClient) -> None:
    page = roomier(client, label="two at H002")
    assert words(page, ".panel-title") == ["Variant 1 – two at H002"]
    assert words(page.partition("</main>")[0], "li")[-3:] == [
        f"{H002}: 2 places instead of 1",
        "1 person of a host service more gets a place",
        "1 person gets something else",
    ]
    assert rows(page)["People with a place"] == ["2 of 3", "3 of 3 +1"]
    assert rows(page)["Territory where the smallest part gets a place"] == ["50% Hainaut", "100% everywhere"]


def test_a_reference_is_meant_however_it_is_typed(client: FlaskClient) -> None:
    data = form(pins_0_trainee=" s003 ", pins_0_offer="h002", forbidden_0_trainee="S004", forbidden_0_offer="H002")
    assert client.post(NEW, data=data).status_code == 302
    page = client.get(WHAT_IF).text
    assert f"Nora Claes (S003) gets a place at {H002}" in words(page, "li")
    assert f"Omar Diallo (S004) does not go to {H002}" in words(page, "li")
    again = client.get(f"{NEW}?like=1").text
    for value in ('value="S003"', 'value="H002"', 'name="pins_1_trainee"', 'name="forbidden_1_offer"'):
        assert value in again


def test_one_line_more_keeps_what_was_typed(client: FlaskClient) -> None:
    page = client.get(NEW).text
    assert ('name="pins_0_trainee"' in page, 'name="pins_1_trainee"' in page) == (True, False)
    answer = client.post(NEW, data=form(pins_0_trainee="S003", label="mine", more="pins"))
    assert (answer.status_code, words(answer.text, ".error")) == (200, [])
    for value in ('name="pins_1_trainee"', 'value="S003"', 'value="mine"'):
        assert value in answer.text
    assert 'name="capacities_1_offer"' not in answer.text


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"pins_0_trainee": "S003"}, ["Enter the reference of the host as well, or empty the line."]),
        ({"pins_0_offer": "H002"}, ["Enter the reference of the trainee as well, or empty the line."]),
        ({"capacities_0_offer": "H002"}, ["Enter how many places there are to be, or empty the line."]),
        (
            {"capacities_0_offer": "H002", "capacities_0_places": "many"},
            ["Enter a whole number from 0 to 999."],
        ),
        (
            {"capacities_0_offer": "H002", "capacities_0_places": "-1"},
            ["Enter a whole number from 0 to 999."],
        ),
        (
            {"pins_0_trainee": "S999", "pins_0_offer": "H999"},
            [
                "Nobody in this round’s pool has the reference S999.",
                "No host of this round has the reference H999.",
            ],
        ),
        ({"forbidden_0_trainee": "S003", "forbidden_0_offer": "H001"}, ["S003 did not choose H001, but H002."]),
        (
            {
                "pins_0_trainee": "",
                "pins_1_trainee": "S003",
                "pins_1_offer": "H002",
                "pins_2_trainee": "S004",
                "pins_2_offer": "H002",
            },
            ["More people are imposed at H002 than there are places left (1): S003, S004."],
        ),
        (
            {
                "pins_0_trainee": "S003",
                "pins_0_offer": "H002",
                "forbidden_0_trainee": "S003",
                "forbidden_0_offer": "H002",
            },
            ["S003 at H002 is imposed here and excluded below. Keep one of the two."],
        ),
        ({"label": "x" * 61}, ["Use at most 60 characters."]),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    client: FlaskClient, fields: dict[str, str], faults: list[str]
) -> None:
    answer = client.post(NEW, data=form(**fields))
    assert answer.status_code == 422
    assert [text.removeprefix("Error: ") for text in words(answer.text, ".error")] == faults
    assert words(answer.text, ".errors")[0].endswith(" ".join(faults))
    for name, value in fields.items():
        assert f'name="{name}" type="text" value="{value}"' in answer.text or not value
    assert words(client.get(WHAT_IF).text, ".empty-title") == ["Nothing to compare yet"]


def test_a_variant_must_decide_something_else(client: FlaskClient) -> None:
    answer = client.post(NEW, data=form())
    assert (answer.status_code, words(answer.text, ".errors")) == (
        422,
        ["One thing to correct This is just what the proposal decides. Change something, then compare."],
    )


def test_a_variant_shows_who_gets_something_else(client: FlaskClient) -> None:
    roomier(client)
    page = client.get(f"{WHAT_IF}1/").text
    assert words(page, ".confirm-facts") == [
        "1 person gets something else than in the proposal 2 places at H002 from now on, instead of 1"
    ]
    assert words(page, ".row-head") == [without_place(client)]
    assert words(page, "td") == ["no place", "IMP La Marelle (Namur) H002 · first choice"]
    assert client.get(f"{WHAT_IF}2/").status_code == 404


@pytest.mark.requirement("IM-23")
def test_names_are_for_those_who_may_see_them(year: Year, client: FlaskClient, sign_in) -> None:
    roomier(client)
    liege = sign_in("coordinator", territory="liege")
    unnamed = without_place(client).removeprefix("Nora Claes").removeprefix("Omar Diallo").replace(" · ", "")
    assert words(liege.get(f"{WHAT_IF}1/").text, ".row-head") == [unnamed]


def test_a_long_list_has_pages(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "PER_PAGE", 1)
    data = form(
        forbidden_0_trainee="S005", forbidden_0_offer="H001", capacities_0_offer="H002", capacities_0_places="2"
    )
    client.post(NEW, data=data)
    pages = [client.get(f"{WHAT_IF}1/?page={number}").text for number in (1, 2)]
    assert [words(page, ".results-count") for page in pages] == [["2 people"]] * 2
    assert [words(page, ".row-head") for page in pages] == [[without_place(client)], ["Lise MaesS005 · host service"]]


def test_proposing_needs_a_reason(client: FlaskClient) -> None:
    roomier(client)
    for reason in ("", "   "):
        answer = propose(client, reason=reason)
        assert answer.status_code == 422
        assert words(answer.text, ".error") == ["Error: Say why this round deviates from the rule."]
    answer = propose(client, reason="x" * 501)
    assert (answer.status_code, "x" * 501 in answer.text) == (422, True)
    assert words(client.get(ROUND).text, ".notice") == []


@pytest.mark.requirement("IM-15")
@pytest.mark.requirement("IM-16")
def test_from_a_variant_to_a_published_round(year: Year, client: FlaskClient, sign_in) -> None:
    seen_before = client.get(ROUND).text
    roomier(client)
    answer = propose(client, reason="H002 called: one more.")
    assert (answer.status_code, answer.location) == (302, ROUND)
    page = client.get(ROUND).text
    assert said(page) == ["Variant 1 is the proposal now. Look at it, then publish it."]
    deviates = (
        f"{H002}: 2 places instead of 1 Reason: H002 called: one more. "
        "coordinator.all@immersion-0-23.example, 19 February 2024, 9:00"
    )
    assert words(page, ".notice") == [f"This proposal deviates from the rule {deviates}"]
    assert words(page, ".figure-number")[0] == "3 of 3"
    assert said(publish(client, seen_before)) == ["The proposal is another one by now. Look at it, then decide."]
    published = publish(client, page)
    assert said(published) == ["Round 1 is published: 3 places were given, 5 letters become test mails."]
    for reader in (client, sign_in("reader")):
        assert words(reader.get(ROUND).text, ".notice") == [f"This round deviated from the rule {deviates}"]
    replayed = client.get(f"{ROUND}?replay=1").text
    assert "The round was decided again, and every byte is the same" in words(replayed, ".notice-title")
    with year.application.unit(TENANT) as unit:
        query = select(Opening.capacity, Opening.taken).join(Offer, Offer.id == Opening.offer_id)
        assert unit.session.execute(query.where(Offer.reference == "H002")).one() == (2, 2)


def test_the_proposal_and_its_exceptions_begin_the_next_variant(client: FlaskClient) -> None:
    client.post(NEW, data=form(objective="coverage", pins_0_trainee="S004", pins_0_offer="H002"))
    propose(client)
    page = client.get(NEW).text
    assert 'value="S004"' in page
    client.post(f"{WHAT_IF}objective", data={"objective": "priority"})
    assert f"No longer imposed: Omar Diallo (S004) at {H002}" in words(client.get(WHAT_IF).text, "li")


@pytest.mark.requirement("IM-15")
def test_what_falls_away_when_the_round_is_opened_again_is_said(year: Year, client: FlaskClient) -> None:
    client.post(NEW, data=form(pins_0_trainee="S004", pins_0_offer="H002"))
    client.post(NEW, data=form(pins_0_trainee="S003", pins_0_offer="H002"))
    propose(client)
    left = {"N° demande": "S004", "Reçu le": datetime(2024, 2, 19, 8, 0), "Motif": "malade"}  # noqa: DTZ001
    year.load("withdrawals", left)
    assert client.post(f"{ROUND}publish", data={"version": version_in(client.get(ROUND).text)}).status_code == 409
    client.post(f"{ROUND}reopen")
    year.work()
    assert words(client.get(ROUND).text, ".notice") == [
        "What was decided otherwise no longer applies "
        f"Fell away when the round was opened again: S004 at {H002} "
        "Reason: H002 called coordinator.all@immersion-0-23.example, 19 February 2024, 9:00"
    ]
    assert words(client.get(WHAT_IF).text, ".panel-title") == ["Variant 2 – 1 imposed"]


def test_pressed_twice_it_is_proposed_once(client: FlaskClient) -> None:
    roomier(client)
    page = client.get(f"{WHAT_IF}1/").text
    data = {"version": version_in(page), "variant": hidden(page, "variant"), "reason": "x"}
    assert client.post(f"{WHAT_IF}1/propose", data=data).location == ROUND
    client.get(ROUND)
    assert client.post(f"{WHAT_IF}1/propose", data=data).location == WHAT_IF
    assert said(client.get(WHAT_IF).text) == ["Somebody has removed variant 1. Look at those there are."]
    roomier(client, 5)
    assert (
        client.post(f"{WHAT_IF}1/propose", data={"reason": "x", "variant": "no id", "version": "?"}).status_code == 302
    )
    assert said(client.get(WHAT_IF).text)[-1] == "Somebody has removed variant 1. Look at those there are."


def test_published_meanwhile_nothing_is_decided_otherwise(client: FlaskClient, sign_in) -> None:
    roomier(client)
    page = client.get(f"{WHAT_IF}1/").text
    data = {"version": version_in(page), "variant": hidden(page, "variant"), "reason": "x"}
    other = sign_in()
    publish(other, other.get(ROUND).text)
    quicker = (
        "coordinator.all@immersion-0-23.example published round 1 on 19 February 2024, 9:00. "
        "Nothing was done a second time."
    )
    for address, sent in (
        (f"{WHAT_IF}1/propose", data),
        (f"{WHAT_IF}1/remove", {}),
        (f"{WHAT_IF}objective", {"objective": "serial"}),
    ):
        answer = client.post(address, data=sent)
        assert (answer.status_code, answer.location) == (302, ROUND)
        assert said(client.get(ROUND).text) == [quicker]
    for address in (WHAT_IF, NEW, f"{WHAT_IF}1/"):
        assert client.get(address).location == ROUND
        assert said(client.get(ROUND).text) == ["This round is published: nothing can be decided otherwise any more."]
    assert client.post(NEW, data=form()).location == ROUND


def test_without_a_proposal_there_is_nothing_to_compare(year: Year, sign_in) -> None:
    client = sign_in()
    assert client.get(WHAT_IF).location == ROUND
    assert said(client.get(ROUND).text) == ["There is no proposal yet that could be compared with others."]
    assert client.get(f"{BASE}9/what-if/").status_code == 404


def test_a_variant_is_removed(client: FlaskClient) -> None:
    roomier(client)
    assert client.post(f"{WHAT_IF}1/remove").location == WHAT_IF
    page = client.get(WHAT_IF).text
    assert (said(page), words(page, ".empty-title")) == (["Variant 1 is removed."], ["Nothing to compare yet"])
    client.post(f"{WHAT_IF}1/remove")
    assert said(client.get(WHAT_IF).text) == ["Somebody has removed variant 1. Look at those there are."]


def test_there_is_room_for_six(client: FlaskClient) -> None:
    for places in range(2, 8):
        page = roomier(client, places)
    assert "Make a variant of your own" not in page
    assert len(rows(page)["First choice"]) == 7
    answer = client.post(NEW, data=form(capacities_0_offer="H002", capacities_0_places="9"))
    assert (answer.status_code, words(answer.text, ".errors")) == (
        422,
        ["One thing to correct There are 6 variants already. Remove one, then add another."],
    )


def test_a_pool_nobody_should_wait_for_is_said(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_IN_POOL", 2)
    too_large = "This pool has 3 people. Variants are computed for up to 2, so that nobody waits for a page."
    assert words(client.get(WHAT_IF).text, ".notice") == [f"Too many people to compare on a page {too_large}"]
    answer = client.post(NEW, data=form(capacities_0_offer="H002", capacities_0_places="9"))
    assert (answer.status_code, words(answer.text, ".errors")) == (422, [f"One thing to correct {too_large}"])


@pytest.mark.requirement("IM-23")
@pytest.mark.parametrize(("role", "reads"), [("referent", 200), ("reader", 403)])
def test_a_referent_reads_the_variants_and_nobody_else_decides(client: FlaskClient, sign_in, role: str, reads) -> None:
    """Finding 9 of the review: before the letters leave, and without a button."""
    roomier(client)
    other = sign_in(role, territory="hainaut")
    answers = {address: other.get(address) for address in (WHAT_IF, f"{WHAT_IF}1/")}
    assert [answer.status_code for answer in answers.values()] == [reads] * 2
    assert other.get(NEW).status_code == 403
    acts = [NEW, f"{WHAT_IF}objective", f"{WHAT_IF}1/propose", f"{WHAT_IF}1/remove"]
    assert [other.post(address).status_code for address in acts] == [403] * 4
    assert ("what-if" in other.get(ROUND).text) is (reads == 200)
    if reads == 200:
        assert [buttons(answer.text) for answer in answers.values()] == [[], []]
        assert "new" not in [link.rstrip("/").rpartition("/")[2] for link in answers[WHAT_IF].text.split('href="')]


def test_as_many_statements_for_one_variant_as_for_five(client: FlaskClient, statements) -> None:
    sent_for = []
    for added in ((2,), (3, 4, 5, 6)):
        for places in added:
            roomier(client, places)
        for address in (WHAT_IF, f"{WHAT_IF}1/", NEW):
            client.get(address)
            with statements() as sent:
                client.get(address)
            sent_for.append(sent.count)
    assert sent_for[:3] == sent_for[3:]
