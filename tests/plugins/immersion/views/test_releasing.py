"""A place is released on pages: asked first with a reason, done once, told in the history, and undone (IM-28)."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from core.messages.models import Message
from core.programme.models import Edition, Opening, Registration
from tests.plugins.immersion.views.listed import BASE, became_of, fill, rows_of, sheet_of
from tests.plugins.immersion.views.reading import words

pytestmark = pytest.mark.requirement("IM-28")
LIST = f"{BASE}trainees/"
#: S001, of Namur, has a place at H002, which is in Hainaut.
HERE = f"{LIST}S001/"
MOVED = "Somebody has changed this registration meanwhile. Look at it, then decide."


def version(page: str) -> str:
    return page.partition('name="version" value="')[2].partition('"')[0]


def release(client, page: str = HERE, *, reason: str = " Sans nouvelles ", presses: int = 1) -> str:
    """Release a place as somebody does who reads the question first; return the page that follows."""
    seen = version(client.get(f"{page}release").text)
    for _press in range(presses):
        answer = client.post(f"{page}release", data={"version": seen, "reason": reason})
        assert (answer.status_code, answer.location) == (302, page)
    return client.get(page).text


def give_back(client, page: str = HERE, *, presses: int = 1) -> str:
    seen = version(client.get(f"{page}give-back").text)
    for _press in range(presses):
        answer = client.post(f"{page}give-back", data={"version": seen})
        assert (answer.status_code, answer.location) == (302, page)
    return client.get(page).text


def letters(edition) -> int:
    edition.session.commit()
    return edition.session.scalar(select(func.count()).select_from(Message))


def taken(edition, offer: str) -> int:
    edition.session.commit()
    return edition.session.scalar(select(Opening.taken).where(Opening.offer_id == edition.offers[offer]))


@pytest.mark.parametrize(
    ("language", "facts", "question", "told"),
    [
        (
            "en",
            "1 place becomes free at once: H002, La Marelle 2 letters tell the person, and the host the new list",
            "Round 3, planned for Tuesday 2 April 2024, can give the place to somebody else.",
            "Stagiaire S001 no longer has the place at H002, which is free. Both are told.",
        ),
        (
            "fr",
            "1 place se libère tout de suite : H002, La Marelle "
            "2 lettres informent la personne, et l’hôte de sa nouvelle liste",
            "Le matching 3, prévu le mardi 2 avril 2024, peut attribuer la place à quelqu’un d’autre.",
            "Stagiaire S001 n’a plus de place chez H002 : elle est libre. La personne et l’hôte en sont informés.",
        ),
        (
            "nl",
            "1 plaats komt meteen vrij: H002, La Marelle "
            "2 brieven laten het weten aan de persoon, en geven de gastorganisatie de nieuwe lijst",
            "Matching 3, gepland op dinsdag 2 april 2024, kan de plaats aan iemand anders toewijzen.",
            "Stagiaire S001 heeft de plaats H002 niet meer: ze is vrij. "
            "De persoon en de gastorganisatie krijgen een brief.",
        ),
    ],
)
def test_the_question_says_what_happens_and_it_happens_once(
    edition, sign_in, language: str, facts: str, question: str, told: str
) -> None:
    client, before = sign_in(), letters(edition)
    client.get(f"{HERE}?lang={language}")
    asked = client.get(f"{HERE}release").text
    assert words(asked, ".confirm-facts") == [facts]
    assert words(asked.partition('class="confirm')[2], "p")[0] == question
    page = release(client, presses=2)
    assert words(page, ".flash") == [told] * 2
    assert (taken(edition, "H002"), letters(edition)) == (1, before + 2)
    row = select(Registration.status).where(Registration.id == edition.trainees["S001"])
    assert edition.session.scalar(row) == "registered"


def test_the_page_says_that_the_place_is_released_why_and_by_whom(edition, sign_in) -> None:
    client = sign_in()
    page = release(client)
    assert became_of(page) == {"Choices of 14 February 2024": ["released obtained in round 1"]}
    facts = dict(zip(words(page, "dt"), words(page, "dd"), strict=False))
    assert (facts["Today"], facts["Place released"], facts["Reason"]) == (
        "without a place",
        "H002 · La Marelle",
        "Sans nouvelles",
    )
    history = words(page.partition('id="history"')[2], "td")
    assert history[0].startswith("Place released: Sans nouvelles H002 · La Marelle · ")
    assert [each for each in history if each.startswith("Place given up")] == []
    assert [word in page for word in ("Release the place", "Give the place back")] == [False, True]


def test_it_is_given_back_once_with_what_it_was(edition, sign_in) -> None:
    client = sign_in()
    before = became_of(client.get(HERE).text)
    release(client)
    count = letters(edition)
    asked = client.get(f"{HERE}give-back").text
    assert words(asked, ".confirm-facts") == [
        "1 place is theirs again: H002 2 letters tell the person, and the host that they come after all"
    ]
    page = give_back(client, presses=2)
    assert words(page, ".flash") == ["Stagiaire S001 has the place at H002 again. Both are told."] * 2
    assert became_of(page) == before
    history = words(page.partition('id="history"')[2], "td")
    assert [line.partition(" H002")[0] for line in history[:2]] == [
        "Place given back to the person",
        "Place released: Sans nouvelles",
    ]
    assert (taken(edition, "H002"), letters(edition)) == (2, count + 2)
    for way in ("give-back", "release"):
        assert client.get(f"{HERE}{way}").status_code == (302 if way == "give-back" else 200)


def test_a_place_that_was_given_up_with_the_registration_is_called_otherwise(edition, sign_in) -> None:
    client = sign_in()
    client.post(f"{HERE}withdraw", data={"day": "2024-03-20", "reason": ""})
    page = client.get(HERE).text
    assert became_of(page) == {"Choices of 14 February 2024": ["given up obtained in round 1"]}
    assert "Place released" not in page
    assert [client.get(f"{HERE}{way}").status_code for way in ("release", "give-back")] == [302, 302]


@pytest.mark.parametrize(
    ("language", "error"),
    [
        ("en", "Error: Say why the place is released."),
        ("fr", "Erreur : Indiquez pourquoi la place est libérée."),
        ("nl", "Fout: Vermeld waarom de plaats wordt vrijgegeven."),
    ],
)
def test_without_a_reason_nothing_is_released(edition, sign_in, language: str, error: str) -> None:
    client = sign_in()
    seen = version(client.get(f"{HERE}release?lang={language}").text)
    answer = client.post(f"{HERE}release", data={"version": seen, "reason": "  "})
    assert (answer.status_code, words(answer.text, ".error"), version(answer.text)) == (422, [error], seen)
    assert client.post(f"{HERE}release", data={"version": seen, "reason": "x" * 501}).status_code == 422
    assert taken(edition, "H002") == 2


def test_who_looked_at_something_else_is_told_so(edition, sign_in) -> None:
    client, other = sign_in(), sign_in("referent", territory="namur")
    seen = version(client.get(f"{HERE}release").text)
    release(other)
    give_back(other)
    client.post(f"{HERE}release", data={"version": seen, "reason": "late"})
    assert words(client.get(HERE).text, ".flash") == [MOVED]
    assert taken(edition, "H002") == 2
    client.post(f"{HERE}give-back", data={"version": seen})
    assert words(client.get(HERE).text, ".flash") == [MOVED]


@pytest.mark.parametrize(
    ("language", "title", "said"),
    [
        ("en", "The place cannot be given back any more", "The place at H002 is somebody else’s by now."),
        (
            "fr",
            "La place ne peut plus être rendue",
            "La place chez H002 a entre-temps été attribuée à quelqu’un d’autre.",
        ),
        ("nl", "De plaats kan niet meer worden teruggegeven", "De plaats bij H002 is intussen van iemand anders."),
    ],
)
def test_what_followed_is_said_before_and_when_it_is_pressed(edition, sign_in, language, title, said) -> None:
    client = sign_in()
    release(client)
    seen = version(client.get(f"{HERE}give-back").text)
    edition.session.execute(
        update(Opening).where(Opening.offer_id == edition.offers["H002"]).values(capacity=Opening.taken)
    )
    edition.commit()
    client.get(f"{HERE}?lang={language}")
    asked = client.get(f"{HERE}give-back").text
    assert words(asked, ".notice") == [f"{title} {said}"]
    client.post(f"{HERE}give-back", data={"version": seen})
    assert words(client.get(HERE).text, ".flash") == [said]
    assert taken(edition, "H002") == 1


def test_each_obstacle_has_a_sentence(edition, sign_in) -> None:
    client = sign_in()
    release(client)
    edition.choose("S001", "H002", wave=2)
    edition.commit()
    assert words(client.get(f"{HERE}give-back").text, ".notice") == [
        "The place cannot be given back any more "
        "The person has made new choices meanwhile, and takes part in the next round with them."
    ]
    release(client, f"{LIST}S002/")
    edition.propose(3)
    edition.commit()
    assert words(client.get(f"{LIST}S002/give-back").text, ".notice") == [
        "The place cannot be given back any more Round 3 was opened since, with the place among those that are free."
    ]
    edition.publish(3)
    edition.commit()
    assert client.get(f"{HERE}give-back").status_code == 302  # There is another place by now.


def test_where_a_round_is_open_or_none_comes_the_question_says_so(edition, sign_in) -> None:
    client = sign_in()
    edition.propose(3)
    edition.commit()
    asked = words(client.get(f"{HERE}release").text.partition('class="confirm')[2], "p")[0]
    assert asked == (
        "No round is planned any more: the place stays free. "
        "Round 3, which is open already, counts the place as taken unless it is opened again."
    )


@pytest.mark.parametrize(
    ("language", "told", "again"),
    [
        (
            "en",
            "Stagiaire S001 no longer has the place at H002, which is free. "
            "The letters are test mails: neither the person nor the host receives them.",
            "Stagiaire S001 has the place at H002 again. "
            "The letters are test mails: neither the person nor the host receives them.",
        ),
        (
            "fr",
            "Stagiaire S001 n’a plus de place chez H002 : elle est libre. "
            "Les lettres sont des e-mails de test : ni la personne ni l’hôte ne les reçoivent.",
            "Stagiaire S001 a de nouveau sa place chez H002. "
            "Les lettres sont des e-mails de test : ni la personne ni l’hôte ne les reçoivent.",
        ),
    ],
)
def test_in_a_rehearsal_the_letters_are_test_mails(world_of, sign_in, language, told: str, again: str) -> None:
    world = world_of(state="rehearsal")
    fill(world)
    client = sign_in()
    client.get(f"{HERE}?lang={language}")
    assert words(release(client), ".flash") == [told]
    assert words(give_back(client), ".flash") == [again]
    world.session.commit()
    last = world.session.scalars(select(Message.captured).order_by(Message.id.desc()).limit(4)).all()
    assert last == [True] * 4


@pytest.mark.requirement("IM-23")
def test_a_referent_of_either_side_releases_and_nobody_else(edition, sign_in) -> None:
    hainaut = sign_in("referent", territory="hainaut")  # Where the host is.
    assert "no longer has the place" in words(release(hainaut), ".flash")[0]
    assert "has the place at H002 again" in words(give_back(hainaut), ".flash")[0]
    liege, reader = sign_in("referent", territory="liege"), sign_in("reader")
    for way in ("release", "give-back"):
        assert [liege.get(f"{HERE}{way}").status_code, liege.post(f"{HERE}{way}").status_code] == [404, 404]
        assert [reader.get(f"{HERE}{way}").status_code, reader.post(f"{HERE}{way}").status_code] == [403, 403]
    assert taken(edition, "H002") == 2


def test_another_network_finds_nobody(edition, sign_in) -> None:
    client = sign_in(tenant="bruzel")
    address = HERE.replace("immersion-0-23", "bruzel")
    for way in ("release", "give-back"):
        assert [client.get(f"{address}{way}").status_code, client.post(f"{address}{way}").status_code] == [404, 404]


def test_in_a_closed_edition_it_is_neither_offered_nor_done(edition, sign_in) -> None:
    client = sign_in()
    release(client)
    edition.session.execute(update(Edition).values(state="closed"))
    edition.commit()
    assert "Give the place back" not in client.get(HERE).text
    assert "Release the place" not in client.get(f"{LIST}S002/").text
    for page, way in ((HERE, "give-back"), (f"{LIST}S002/", "release")):
        client.post(f"{page}{way}", data={"version": "1", "reason": "x"})
    assert (taken(edition, "H002"), letters(edition)) == (1, letters(edition))


def test_lists_tell_it_from_a_withdrawal(edition, sign_in) -> None:
    client = sign_in()
    release(client)
    client.post(f"{LIST}S002/withdraw", data={"day": "2024-03-20", "reason": ""})
    assert set(rows_of(client.get(f"{LIST}?standing=without_place").text)) >= {"S001"}
    rows = {row.split()[1]: row for row in words(client.get(LIST).text, "tr")[1:]}
    assert rows["S001"] == "Stagiaire S001 S001 · host service Le Gué Namur – without a place place released"
    assert rows["S002"].endswith("withdrawn")
    assert [each for each in rows_of(client.get(f"{BASE}placements/").text) if each in ("S001", "S002")] == []
    sheet = sheet_of(client, "trainees.xlsx")
    head = [cell.value for cell in sheet[1]]
    released = {row[0].value: row[head.index("Place released on")].value for row in sheet.iter_rows(min_row=2)}
    assert [who for who, at in released.items() if at] == ["S001"]
    host = client.get(f"{BASE}hosts/H002/").text
    assert "Nobody has a place here yet." in host
    assert "Nobody chooses this host now." in host


def test_figures_tell_released_places_from_those_that_were_given_up(edition, sign_in) -> None:
    client = sign_in()
    release(client)
    client.post(f"{LIST}S002/withdraw", data={"day": "2024-03-20", "reason": ""})
    for language, said in (
        ("en", "The rounds gave 4 places in all. 1 of them was given up since. 1 of them was released since."),
        ("fr", "En tout, les matchings ont attribué 4 places. 1 a été rendue depuis. 1 a été libérée depuis."),
        (
            "nl",
            "Alle matchings samen wezen 4 plaatsen toe. Daarvan is er intussen 1 opgegeven. "
            "Daarvan is er intussen 1 vrijgegeven.",
        ),
    ):
        assert said in [" ".join(each.split()) for each in words(client.get(f"{BASE}?lang={language}").text, "p")]
