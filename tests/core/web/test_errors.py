"""What people read when a request cannot be understood."""

from __future__ import annotations

import re
import uuid

import pytest
from flask import Flask

from core.web.permissions import MEMBER, needs


@pytest.mark.parametrize(
    "address",
    [
        "/%00/",
        "/harbour/letters?text=%00",
        "/harbour/mail?text=a%00b",
        "/harbour/lunch/%00/",
        "/harbour/lunch/2024%00/",
    ],
)
def test_a_zero_byte_is_the_senders_mistake_not_ours(sign_in, address: str) -> None:
    answer = sign_in().get(address)
    assert answer.status_code == 400
    assert "Traceback" not in answer.text


def test_a_zero_byte_in_a_form_is_not_kept(app: Flask, engine) -> None:
    typed = {"email": "a\x00@service.example", "password": "long enough"}
    assert app.test_client().post("/harbour/sign-in", data=typed).status_code in {400, 422}


@pytest.mark.parametrize(
    ("before", "button"),
    [
        (
            "http://localhost/harbour/lunch/2024/?lang=nl",
            "/harbour/lunch/2024/?lang=nl",
        ),
        ("http://localhost//evil.example/", "/evil.example/"),
        ("http://evil.example/harbour/", "/harbour/"),
        ("", "/harbour/"),
    ],
)
def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(
    app: Flask, engine, before: str, button: str
) -> None:
    sent_to = "/harbour/modules?lang=en"
    answer = app.test_client().post(sent_to, headers={"Referer": before} if before else {})
    assert answer.status_code == 401
    assert "You are no longer signed in" in answer.text
    assert f'href="{button}"' in answer.text


def test_an_error_on_our_side_has_a_reference_by_which_it_is_found(app: Flask, sign_in, monkeypatch, caplog) -> None:
    def fail() -> str:
        raise RuntimeError("the pipe burst")

    monkeypatch.setitem(app.view_functions, "messages.letters", needs(MEMBER)(fail))
    answer = sign_in().get("/harbour/letters")
    assert answer.status_code == 500
    (noted,) = [record for record in caplog.records if record.name == "core.web.errors"]
    reference = noted.getMessage().removeprefix("A request failed, reference ")
    assert f"with this reference: {reference}." in answer.text
    assert "the pipe burst" not in answer.text
    assert "the pipe burst" in str(noted.exc_info)


def test_who_tried_too_often_reads_when_to_go_on(app: Flask, engine) -> None:
    client = app.test_client()
    typed = {"email": "somebody@service.example", "password": "guessing along"}
    answers = [client.post("/harbour/sign-in?lang=en", data=typed) for _ in range(11)]
    assert answers[-1].status_code == 429
    # A window of a quarter, whose end the counter gives in whole seconds.
    assert re.search(r"You can go on in (15|16) minutes\.", answers[-1].text)


@pytest.mark.parametrize(
    ("method", "address", "code", "title"),
    [
        ("GET", "/harbour/nowhere", 404, "There is no such page"),
        ("POST", "/harbour/", 405, "There is no such page"),
        ("GET", "/harbour/letters?text=%00", 400, "We did not understand this request"),
    ],
)
def test_an_error_page_says_which_error_it_is_and_leads_to_the_first_page(
    sign_in, method: str, address: str, code: int, title: str
) -> None:
    answer = sign_in().open(address, method=method)
    said = (
        answer.status_code,
        title in answer.text,
        f"Error {code}" in answer.text,
        "Nothing was changed." in answer.text,
    )
    assert said == (code, True, True, True)
    assert re.search('href="/harbour/">To the first page', answer.text)


@pytest.mark.parametrize("address", ["nowhere", "networks", "healthz"])
def test_what_is_no_page_of_a_network_is_said_by_the_network(app: Flask, engine, address: str) -> None:
    """Also where it would be one of the whole site."""
    answer = app.test_client().get(f"/orchard/{address}?lang=nl")
    assert answer.status_code == 404
    assert ("buiten je regio" in answer.text, "uw" in answer.text) == (True, False)
    assert 'href="/orchard/">Naar de eerste pagina' in answer.text


def test_a_page_that_answers_a_form_is_left_by_its_address(app: Flask, engine, sign_in) -> None:
    """Where that can be opened: going back to it, or loading it again, then sends nothing a second time."""
    client = app.test_client()
    typed = {"email": "somebody@service.example", "password": "guessing"}
    assert "data-answers" not in client.get("/harbour/sign-in").text
    assert "data-answers" in client.post("/harbour/sign-in", data=typed).text
    assert "data-answers" not in sign_in().post(f"/harbour/letters/{uuid.UUID(int=1)}/resend").text
