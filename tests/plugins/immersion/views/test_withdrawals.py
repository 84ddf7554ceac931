"""Withdrawals on pages: asked first, done once, and taken back while nothing followed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from core.messages.models import Message
from core.programme.models import Opening, Participation, Registration
from tests.plugins.immersion.views.listed import BASE, became_of, fill, rows_of
from tests.plugins.immersion.views.reading import words

LIST = f"{BASE}trainees/"
#: The edition of these tests has no clock of its own.
LATER = datetime.now(UTC) + timedelta(days=3)


@pytest.mark.requirement("IM-20")
def test_a_withdrawal_says_what_it_does_and_does_it_once(edition, sign_in) -> None:
    client = sign_in()
    asked = client.get(f"{LIST}S001/withdraw").text
    assert words(asked, ".confirm-facts") == [
        "1 place becomes free at once: H002, La Marelle 1 letter tells the host the new list"
    ]
    letters = edition.session.scalar(select(func.count()).select_from(Message))
    edition.commit()
    typed = {"day": "2024-03-20", "reason": "  New job "}
    for _press in range(2):
        answer = client.post(f"{LIST}S001/withdraw", data=typed)
        assert (answer.status_code, answer.location) == (302, f"{LIST}S001/")
    flashes = words(client.get(f"{LIST}S001/").text, ".flash")
    assert flashes == ["Stagiaire S001 has withdrawn. The place at H002 is free, and the host is told."] * 2
    row = edition.session.execute(
        select(Registration.status, Registration.withdrawn_at, Registration.withdrawal_reason).where(
            Registration.id == edition.trainees["S001"]
        )
    ).one()
    assert tuple(row) == ("withdrawn", datetime(2024, 3, 19, 23, tzinfo=UTC), "New job")
    taken = select(Opening.taken).where(Opening.offer_id == edition.offers["H002"])
    assert edition.session.scalar(taken) == 1
    assert edition.session.scalar(select(func.count()).select_from(Message)) == letters + 1
    assert client.get(f"{LIST}S001/withdraw").status_code == 302


def come_back(client, reference: str) -> tuple[str, list[str]]:
    """Press on the page that asks before a withdrawal is undone; return that page, and what is said then."""
    asked = client.get(f"{LIST}{reference}/come-back").text
    version = asked.partition('name="version" value="')[2].partition('"')[0]
    client.post(f"{LIST}{reference}/come-back", data={"version": version})
    client.post(f"{LIST}{reference}/come-back", data={"version": version})  # A double press.
    return asked, words(client.get(f"{LIST}{reference}/").text, ".flash")


@pytest.mark.requirement("IM-16")
@pytest.mark.requirement("IM-20")
def test_a_withdrawal_is_undone_with_its_place_and_the_host_hears_it(edition, sign_in) -> None:
    client = sign_in("coordinator")
    before = became_of(client.get(f"{LIST}S001/").text)
    client.post(f"{LIST}S001/withdraw", data={"day": "2024-03-20", "reason": "New job"})
    assert "Undo the withdrawal" in client.get(f"{LIST}S001/").text
    letters = edition.session.scalar(select(func.count()).select_from(Message))
    edition.commit()
    client.get(f"{LIST}S001/")
    asked, told = come_back(client, "S001")
    assert words(asked, ".confirm-facts") == [
        "1 place is given again: H002 "
        "1 letter tells the host, who heard of the withdrawal, that the person comes after all"
    ]
    assert told == ["Stagiaire S001 takes part again. The withdrawal is taken back."] * 2
    page = client.get(f"{LIST}S001/").text
    assert became_of(page) == before
    assert "Withdrawal of 20 March 2024 taken back" in " ".join(words(page, "td"))
    assert edition.session.scalar(select(func.count()).select_from(Message)) == letters + 1
    last = edition.session.scalars(select(Message.body).order_by(Message.id.desc()).limit(1)).one()
    assert "Vient finalement : Stagiaire S001." in last.replace("\u00a0", " ").splitlines()
    assert client.get(f"{LIST}S001/come-back").status_code == 302


@pytest.mark.requirement("IM-16")
def test_a_withdrawal_whose_place_somebody_else_has_stays(edition, sign_in) -> None:
    client = sign_in()
    client.post(f"{LIST}S003/withdraw", data={"day": "2024-03-20", "reason": ""})
    edition.session.execute(
        update(Opening).where(Opening.offer_id == edition.offers["H001"]).values(capacity=Opening.taken)
    )
    edition.commit()
    asked, told = come_back(client, "S003")
    assert words(asked, ".notice") == [
        "The withdrawal cannot be undone any more The place at H001 is somebody else’s by now."
    ]
    assert told == ["Somebody has changed this registration meanwhile. Look at it, then decide."] * 2


def test_a_referent_undoes_only_for_whom_she_sees(edition, sign_in) -> None:
    sign_in().post(f"{LIST}S002/withdraw", data={"day": "2024-03-20", "reason": ""})
    namur = sign_in("referent", territory="namur")
    assert namur.get(f"{LIST}S002/come-back").status_code == 404
    assert namur.post(f"{LIST}S002/come-back", data={"version": "2"}).status_code == 404
    hainaut = sign_in("referent", territory="hainaut")
    assert come_back(hainaut, "S002")[1][0] == "Stagiaire S002 takes part again. The withdrawal is taken back."


def test_who_has_no_place_withdraws_without_a_letter(edition, sign_in) -> None:
    client = sign_in()
    loser = rows_of(client.get(f"{LIST}?standing=without_place").text)[0]
    assert words(client.get(f"{LIST}{loser}/withdraw").text, ".confirm-facts") == []
    letters = edition.session.scalar(select(func.count()).select_from(Message))
    edition.commit()
    client.post(f"{LIST}{loser}/withdraw", data={"day": "2024-03-20"})
    page = client.get(f"{LIST}{loser}/").text
    assert words(page, ".flash") == [f"Stagiaire {loser} has withdrawn and takes part in no further round."]
    assert edition.session.scalar(select(func.count()).select_from(Message)) == letters


@pytest.mark.parametrize(
    ("day", "error"),
    [
        ("", "Enter the day on which you heard it."),
        ("the 20th", "This is no day. Enter one such as 18/03/2024."),
        ("2024-02-13", "On this day the person was not registered yet. Enter a later day."),
        (LATER.date().isoformat(), "This day is yet to come. Enter today or an earlier day."),
    ],
)
def test_a_wrong_day_is_said_at_the_field_and_nothing_is_lost(edition, sign_in, day: str, error: str) -> None:
    answer = sign_in().post(f"{LIST}S001/withdraw", data={"day": day, "reason": "New job"})
    assert answer.status_code == 422
    assert words(answer.text, ".error") == [f"Error: {error}"]
    assert words(answer.text, ".errors") == [f"One thing to correct {error}"]
    assert words(answer.text, "textarea") == ["New job"]
    live = select(func.count()).where(Participation.standing == "holding")
    assert edition.session.scalar(live) == 4


def test_a_referent_withdraws_only_whom_she_sees(edition, sign_in) -> None:
    client = sign_in("referent", territory="namur")
    assert client.post(f"{LIST}S002/withdraw", data={"day": "2024-03-20"}).status_code == 404
    assert client.post(f"{LIST}S003/withdraw", data={"day": "2024-03-20"}).status_code == 302


def test_in_a_trial_the_letter_to_the_host_is_said_to_be_a_test_mail(world_of, sign_in) -> None:
    fill(world_of(state="rehearsal"))
    client = sign_in()
    client.post(f"{LIST}S001/withdraw", data={"day": "2024-03-20", "reason": ""})
    assert words(client.get(f"{LIST}S001/").text, ".flash") == [
        "Stagiaire S001 has withdrawn. The place at H002 is free; the letter to the host becomes a test mail."
    ]
