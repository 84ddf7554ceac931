"""A host's offer is withdrawn on pages, and offered again: asked first, done once, told in the history (IM-13)."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from core.audit.models import AuditEntry
from core.messages.models import Message
from core.programme.models import Edition, FieldChange, Offer, Registration
from plugins.immersion.statuses import WITHDRAWN
from tests.plugins.immersion.views.listed import BASE, became_of, fill, rows_of
from tests.plugins.immersion.views.reading import words

pytestmark = pytest.mark.requirement("IM-13")
LIST = f"{BASE}hosts/"
#: H005, of Namur, is where nobody has a place; S006 and S007 choose it.
HERE = f"{LIST}H005/"
MOVED = "Somebody has changed this offer meanwhile. Look at it, then decide."
LAST = "1 registration ends with it: the contact’s, of whom no other offer is left in this edition"


@pytest.fixture
def edition(world):
    """Two rounds are published; then a host of Namur came, whom two without a place choose, and one of its own."""
    fill(world)
    world.make_host("H005", 2, institution="Le Phare", territory="namur")
    world.make_trainee("S006", "H005", "H001", territory="namur")
    world.make_trainee("S007", "H005", territory="liege")
    world.make_trainee("S008", "H001", institution="Le Phare", territory="liege")
    world.commit()
    return world


def version(page: str) -> str:
    return page.partition('name="version" value="')[2].partition('"')[0]


def press(client, act: str, *, reason: str = " Plus personne. ", presses: int = 1, page: str = HERE) -> list[str]:
    """Do what a page asks about, as somebody does who reads it first; return what is said then."""
    seen = version(client.get(f"{page}{act}").text)
    for _press in range(presses):
        answer = client.post(f"{page}{act}", data={"version": seen, "reason": reason})
        assert (answer.status_code, answer.location) == (302, page)
    return words(client.get(page).text, ".flash")


def stands(edition, reference: str = "H005") -> tuple[str, str]:
    """Return how an offer stands, and the registration of its contact."""
    query = select(Offer.status, Registration.status).join_from(Offer, Registration)
    found = edition.session.execute(query.where(Offer.reference == reference)).one()
    edition.commit()
    return tuple(found)


def facts(page: str) -> list[str]:
    return words(page.partition('class="confirm-facts"')[2].partition("</ul>")[0], "li")


def letters(edition) -> int:
    found = edition.session.scalar(select(func.count()).select_from(Message))
    edition.commit()
    return found


def test_an_offer_is_withdrawn_asked_first_done_once_and_told_in_the_history(edition, sign_in) -> None:
    client, before = sign_in(), letters(edition)
    assert f'href="{HERE}withdraw"' in client.get(HERE).text
    asked = client.get(f"{HERE}withdraw").text
    assert facts(asked) == [
        "2 trainees name it among their choices now",
        "2 of them without a place: this choice no longer counts in the next round",
        "1 of them has no other choice that is offered still, and may choose anew",
        LAST,
        "1 person of this institution without a place no longer has priority",
    ]
    assert words(asked, ".confirm-warning") == [
        "Nobody can choose this offer any more, and no round gives a place here. No letter is sent about it. "
        "It can be offered again."
    ]
    assert rows_of(asked) == ["S006", "S007"]
    assert stands(edition) == ("accepted", "registered")  # Nothing is done by looking.
    said = "H005 is withdrawn, and the registration of its contact with it. No letter was sent."
    assert press(client, "withdraw", presses=2) == [said, said]
    assert stands(edition) == ("withdrawn", "withdrawn")
    assert letters(edition) == before
    page = client.get(HERE).text
    assert words(page, ".notice") == ["This offer is withdrawn Nobody can choose it, and no round gives a place here."]
    told = page.partition('id="changed"')[2].partition("</section>")[0]
    assert words(told, "td") == ["Status retirée instead of acceptée", "Plus personne."]
    assert "Decided by coordinator.all@immersion-0-23.example" in " ".join(words(told, "th"))
    edition.commit()
    [entry] = edition.session.scalars(select(AuditEntry).where(AuditEntry.act == "immersion.offer.withdrawn")).all()
    assert entry.details == {"reference": "H005", "version": 1, "was": "accepted", "with_contact": True}


def test_it_is_offered_again_and_everything_is_as_before(edition, sign_in) -> None:
    client, before = sign_in(), letters(edition)
    press(client, "withdraw")
    page = client.get(HERE).text
    assert f'href="{HERE}offer-again"' in page
    assert f'href="{HERE}withdraw"' not in page
    asked = client.get(f"{HERE}offer-again").text
    assert facts(asked) == [
        "2 trainees name it among their choices now",
        "2 of them without a place: this choice counts again in the next round",
        "1 registration stands again with it: the contact’s, which ended with the offer",
        "1 person of this institution without a place has priority again",
    ]
    said = "H005 is offered again, and its contact takes part again. No letter was sent."
    assert press(client, "offer-again", reason="Quelqu’un, après tout.", presses=2) == [said, said]
    assert stands(edition) == ("accepted", "registered")
    assert letters(edition) == before
    told = client.get(HERE).text.partition('id="changed"')[2].partition("</section>")[0]
    assert words(told, "td") == [
        *("Status acceptée instead of retirée", "Quelqu’un, après tout."),
        *("Status retirée instead of acceptée", "Plus personne."),
    ]


@pytest.mark.parametrize(
    ("language", "title", "button", "fact", "reason", "done"),
    [
        (
            "fr",
            "Retirer H005 ?",
            "Retirer cette offre",
            "2 sans place : ce choix ne compte plus dans le prochain matching",
            "Indiquez pourquoi : cela figurera dans l’historique de cet hôte.",
            "L’offre H005 est retirée, et l’inscription de sa personne de contact prend fin avec elle. "
            "Aucune lettre n’est partie.",
        ),
        (
            "nl",
            "H005 intrekken?",
            "Deze kijkstage intrekken",
            "2 van hen zonder plaats: deze keuze telt niet meer in de volgende matching",
            "Vermeld waarom: het komt in de geschiedenis van deze gastorganisatie.",
            "H005 is ingetrokken, en de inschrijving van de contactpersoon stopt mee. Er is geen brief verstuurd.",
        ),
    ],
)
def test_it_is_asked_and_said_in_the_reader_s_language(
    edition, sign_in, language: str, title: str, button: str, fact: str, reason: str, done: str
) -> None:
    client = sign_in()
    asked = client.get(f"{HERE}withdraw?lang={language}").text
    assert words(asked, "h1") == [title]
    assert button in words(asked, "button")
    assert facts(asked)[1] == fact
    refused = client.post(f"{HERE}withdraw", data={"version": version(asked), "reason": " "})
    assert refused.status_code == 422
    assert words(refused.text, ".error")[0].endswith(reason)
    assert press(client, "withdraw") == [done]


def test_nobody_loses_a_place_by_the_way(edition, sign_in) -> None:
    client = sign_in()
    page = client.get(f"{LIST}H002/withdraw").text
    assert words(page, ".notice") == [
        "This offer cannot be withdrawn: 2 people have a place here Nobody loses by the way what they were promised. "
        "Release each place first, or record the withdrawal of the person. "
        "Stagiaire S001 (S001) Stagiaire S002 (S002)"
    ]
    assert [f'href="{BASE}trainees/S00{number}/"' in page for number in (1, 2)] == [True, True]
    assert 'name="reason"' not in page
    answer = client.post(f"{LIST}H002/withdraw", data={"version": "1", "reason": "Plus personne."})
    assert answer.status_code == 409
    assert words(answer.text, ".flash") == ["Nothing was withdrawn: 2 people have a place here by now."]
    assert stands(edition, "H002") == ("accepted", "registered")


def test_who_has_a_place_is_named_to_the_referent_of_the_host(edition, sign_in) -> None:
    hainaut = sign_in("referent", territory="hainaut")
    page = hainaut.get(f"{LIST}H002/withdraw").text
    assert "S001" in page  # Whoever comes to a host of hers exists for her.
    liege = sign_in("referent", territory="liege")
    page = liege.get(f"{LIST}H003/withdraw").text
    [holder] = rows_of(liege.get(f"{BASE}placements/?territory=liege&text=H003").text)
    assert f"({holder})" in page


@pytest.mark.parametrize(
    ("state", "offer", "said"),
    [
        (
            "open",
            "H005",
            "Round 3 is open, with this offer in it. If it gives somebody a place here, it cannot be published: "
            "it is opened again first, with the same draw.",
        ),
        (
            "proposed",
            "H005",
            "Round 3 is proposed, and gives 2 people a place here. It cannot be published as it stands: "
            "it is opened again first, with the same draw.",
        ),
        (
            "proposed",
            "H006",
            "Round 3 is proposed, and gives nobody a place here: it can be published as it stands.",
        ),
    ],
)
def test_a_round_that_is_under_way_is_said(edition, sign_in, state: str, offer: str, said: str) -> None:
    edition.make_host("H006", 1, institution="La Baie")
    edition.propose(3)
    edition.round(3).state = state
    edition.commit()
    client = sign_in()
    page = f"{LIST}{offer}/"
    assert said in words(client.get(f"{page}withdraw").text, "p")
    press(client, "withdraw", page=page)
    again = "Round 3 was opened with this offer in it, and counts with it again."
    assert again in words(client.get(f"{page}offer-again").text, "p")


def test_the_proposal_of_a_round_that_gives_places_there_is_opened_again(edition, sign_in) -> None:
    edition.propose(3)
    edition.commit()
    client = sign_in()
    press(client, "withdraw")
    seen = edition.round(3).version
    edition.commit()
    page = client.get(f"{BASE}rounds/3/publish?version={seen}")
    assert page.status_code == 409
    assert "No longer offered: H005." in words(page.text, "li")
    client.post(f"{BASE}rounds/3/reopen")
    without = "Round 3 was opened without this offer, and gives nobody a place here unless it is opened again."
    assert without in words(client.get(f"{HERE}offer-again").text, "p")


def test_what_was_changed_meanwhile_is_said_and_nothing_done(edition, sign_in) -> None:
    client = sign_in()
    edition.session.execute(update(Offer).where(Offer.reference == "H005").values(version=4))
    edition.commit()
    sent = {"version": "3", "reason": "Plus personne."}
    assert client.post(f"{HERE}withdraw", data=sent).location == HERE
    assert words(client.get(HERE).text, ".flash") == [MOVED]
    assert stands(edition) == ("accepted", "registered")
    press(client, "withdraw")
    client.post(f"{HERE}offer-again", data=sent)
    assert words(client.get(HERE).text, ".flash") == [MOVED]
    assert stands(edition) == ("withdrawn", "withdrawn")


def test_a_question_that_is_answered_already_leads_to_the_host(edition, sign_in) -> None:
    client = sign_in()
    assert client.get(f"{HERE}offer-again").location == HERE
    press(client, "withdraw")
    assert client.get(f"{HERE}withdraw").location == HERE
    assert client.post(f"{HERE}withdraw", data={"version": "2", "reason": ""}).location == HERE


def test_a_contact_who_registered_anew_stands_in_the_way(edition, sign_in) -> None:
    client = sign_in()
    press(client, "withdraw")
    old = edition.session.scalars(select(Registration).where(Registration.reference == "H005")).one()
    edition._register(
        **{"reference": "H005-2", "role": "host", "person_id": old.person_id, "registered_at": old.registered_at},
        **{"organisation_id": old.organisation_id, "territory_id": old.territory_id},
    )
    edition.commit()
    said = (
        "Its contact is registered for this organisation anew, as H005-2. "
        "Correct there what is offered, or enter a new offer."
    )
    page = client.get(f"{HERE}offer-again").text
    assert words(page, ".notice") == [f"This offer cannot be offered again {said}"]
    assert 'name="reason"' not in page
    client.post(f"{HERE}offer-again", data={"version": "2", "reason": "Quand même."})
    assert words(client.get(HERE).text, ".flash") == [said]
    assert stands(edition) == ("withdrawn", "withdrawn")


def test_who_chose_it_reads_that_it_is_no_longer_offered(edition, sign_in) -> None:
    client = sign_in()
    waits, over = "waits for a round", "no longer offered the host has withdrawn its offer"
    assert list(became_of(client.get(f"{BASE}trainees/S006/").text).values()) == [[waits, waits]]
    press(client, "withdraw")
    assert list(became_of(client.get(f"{BASE}trainees/S006/").text).values()) == [[over, waits]]
    edition.live(3)
    edition.commit()
    became = became_of(client.get(f"{BASE}trainees/S007/").text)
    assert list(became.values()) == [["not obtained it was not offered then"]]


def test_a_choice_of_it_is_not_offered_and_not_lost_by_being_looked_at(edition, sign_in) -> None:
    client = sign_in()
    press(client, "withdraw")
    page = client.get(f"{BASE}by-hand/choices/S006/correct").text
    first, second = page.partition('name="choice_1"')[2].split("</select>")[:2]
    assert '<option selected value="H005">H005 (no longer offered)</option>' in first
    assert 'value="H005"' not in second
    assert 'value="H005"' not in client.get(f"{BASE}by-hand/trainees/new").text


def test_the_list_of_hosts_says_that_it_is_withdrawn_and_counts_nothing_left(edition, sign_in) -> None:
    client = sign_in()
    press(client, "withdraw")
    assert rows_of(client.get(f"{LIST}?places=left").text) == ["H001", "H002", "H004"]
    page = client.get(f"{LIST}?status=withdrawn").text
    assert (rows_of(page), words(page, ".status")) == (["H005"], ["withdrawn"])


def test_only_who_looks_after_its_territory_withdraws_an_offer(edition, sign_in) -> None:
    sent = {"version": "1", "reason": "Plus personne."}
    hainaut, reader = sign_in("referent", territory="hainaut"), sign_in("reader")
    for act in ("withdraw", "offer-again"):
        assert (hainaut.get(f"{HERE}{act}").status_code, hainaut.post(f"{HERE}{act}", data=sent).status_code) == (
            404,
            404,
        )
        assert (reader.get(f"{HERE}{act}").status_code, reader.post(f"{HERE}{act}", data=sent).status_code) == (
            403,
            403,
        )
    assert f'href="{HERE}withdraw"' not in hainaut.get(HERE).text
    assert sign_in().get(f"{LIST}H999/withdraw").status_code == 404
    assert stands(edition) == ("accepted", "registered")
    stranger = sign_in(tenant="bruzel")
    address = "/bruzel/immersion/2024/hosts/H005/withdraw"
    assert (stranger.get(address).status_code, stranger.post(address, data=sent).status_code) == (404, 404)
    namur = sign_in("referent", territory="namur")
    assert f'href="{HERE}withdraw"' in namur.get(HERE).text
    press(namur, "withdraw")
    assert stands(edition) == ("withdrawn", "withdrawn")


def test_in_a_closed_edition_nothing_of_it_can_be_done(edition, sign_in) -> None:
    client = sign_in()
    edition.session.execute(update(Edition).values(state="closed"))
    edition.commit()
    assert f"{HERE}withdraw" not in client.get(HERE).text
    sent = {"version": "1", "reason": "Plus personne."}
    for act in ("withdraw", "offer-again"):
        client.post(f"{HERE}{act}", data=sent)
        assert "H005 is" not in " ".join(words(client.get(HERE).text, ".flash"))
    assert stands(edition) == ("accepted", "registered")


def test_why_is_kept_in_the_history_alone(edition, sign_in) -> None:
    press(sign_in(), "withdraw")
    assert edition.session.scalars(select(FieldChange.reason)).all() == ["Plus personne."]
    row = edition.session.scalars(select(Registration).where(Registration.reference == "H005")).one()
    assert (row.status, row.withdrawal_reason) == (WITHDRAWN.word, None)
    assert "Plus personne." not in str(edition.session.scalars(select(AuditEntry.details)).all())
