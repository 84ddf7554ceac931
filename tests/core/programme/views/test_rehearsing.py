"""A trial edition filled and emptied on its page: each asks first, says what goes, and is done once."""

from __future__ import annotations

import pytest
from lunch.models import LunchEntry
from sqlalchemy import func, select

from tests.core.reading import words

pytestmark = pytest.mark.requirement("IM-25")
HERE = "/harbour/editions/lunch/2024"


def entries(unit_for) -> int:
    return unit_for().session.scalar(select(func.count()).select_from(LunchEntry))


def test_a_trial_is_filled_then_emptied_and_can_be_opened(make, unit_for) -> None:
    client = make("rehearsal")
    assert (f"{HERE}/fill" in client.get(f"{HERE}/").text, f"{HERE}/wipe" in client.get(f"{HERE}/").text) == (
        True,
        False,
    )
    assert "Fill this trial edition with invented people?" in client.get(f"{HERE}/fill").text
    assert entries(unit_for) == 0
    for _press in range(2):
        done = client.post(f"{HERE}/fill", data={"version": "1"}, follow_redirects=True).text
        assert ("Invented people are in this trial edition." in done, entries(unit_for)) == (True, 3)
    assert (f"{HERE}/fill" in done, f"{HERE}/wipe" in done, "/state/live" in done) == (False, True, False)
    client.post(f"{HERE}/clock", data={"day": "2024-03-18"})
    asked = client.get(f"{HERE}/wipe").text
    assert ("Empty this trial edition?" in asked, words(asked, 'ul class="confirm-facts')) == (
        True,
        ["3 letters 3 entries"],
    )
    for _press in range(2):
        done = client.post(f"{HERE}/wipe", data={"version": "2"}, follow_redirects=True).text
        assert ("nobody and nothing is left of the trial" in done, entries(unit_for)) == (True, 0)
    assert ("Trial emptied" in done, "Filled with invented people" in done, "/state/live" in done) == (True,) * 3
    assert "Nothing was changed." in client.get(f"{HERE}/wipe", follow_redirects=True).text


@pytest.mark.parametrize("act", ["fill", "wipe"])
@pytest.mark.parametrize("state", ["draft", "live", "closed"])
def test_only_a_trial_is_filled_or_emptied(make, act: str, state: str) -> None:
    client = make(state)
    assert f"{HERE}/{act}" not in client.get(f"{HERE}/").text
    for answer in (
        client.get(f"{HERE}/{act}", follow_redirects=True),
        client.post(f"{HERE}/{act}", data={"version": "1"}, follow_redirects=True),
    ):
        assert (answer.request.path, "This is no trial edition" in answer.text) == (f"{HERE}/", True)


@pytest.mark.parametrize("act", ["fill", "wipe"])
def test_only_who_manages_editions_finds_the_pages(make, sign_in, act: str) -> None:
    make("rehearsal")
    reader, other = sign_in("reader"), sign_in(tenant="orchard")
    for method in ("get", "post"):
        assert getattr(reader, method)(f"{HERE}/{act}").status_code == 403
        assert getattr(other, method)(f"{HERE.replace('harbour', 'orchard')}/{act}").status_code == 404


def test_what_was_done_meanwhile_is_said(make, unit_for) -> None:
    client = make("rehearsal")
    client.post(f"{HERE}/fill", data={"version": "1"})
    moved = client.post(f"{HERE}/wipe", data={"version": "1"}, follow_redirects=True).text
    assert ("Somebody has changed this edition" in moved, entries(unit_for)) == (True, 3)
    refused = client.get(f"{HERE}/fill").text
    assert "That is only possible while nobody is in the edition." in refused


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("Vider cette édition d’essai", "e-mails de test", "Vider l’édition d’essai")),
        ("nl", ("Deze proefeditie leegmaken?", "testmail", "De proefeditie leegmaken")),
    ],
)
def test_the_question_is_asked_in_the_readers_language(make, language: str, words: tuple[str, ...]) -> None:
    client = make("rehearsal")
    client.post(f"{HERE}/fill", data={"version": "1"})
    asked = client.get(f"{HERE}/wipe?lang={language}").text
    assert [word for word in words if word not in asked] == []
