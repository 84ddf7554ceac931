"""What people read when a request cannot be understood."""

from __future__ import annotations

import pytest
from flask import Flask


@pytest.mark.parametrize(
    "address",
    [
        "/%00/",
        "/immersion-0-23/letters?text=%00",
        "/immersion-0-23/mail?text=a%00b",
        "/immersion-0-23/immersion/%00/",
        "/immersion-0-23/immersion/2024%00/trainees/",
    ],
)
def test_a_zero_byte_is_the_senders_mistake_not_ours(sign_in, address: str) -> None:
    answer = sign_in().get(address)
    assert answer.status_code == 400
    assert "Traceback" not in answer.text


def test_a_zero_byte_in_a_form_is_not_kept(app: Flask, engine) -> None:
    typed = {"email": "a\x00@service.example", "password": "long enough"}
    assert app.test_client().post("/immersion-0-23/sign-in", data=typed).status_code in {400, 422}


@pytest.mark.parametrize(
    ("before", "button"),
    [
        (
            "http://localhost/immersion-0-23/immersion/2024/import/?lang=nl",
            "/immersion-0-23/immersion/2024/import/?lang=nl",
        ),
        ("http://localhost//evil.example/", "/evil.example/"),
        ("http://evil.example/immersion-0-23/", "/immersion-0-23/"),
        ("", "/immersion-0-23/"),
    ],
)
def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(
    app: Flask, engine, before: str, button: str
) -> None:
    sent_to = "/immersion-0-23/immersion/2024/rounds/1/publish?lang=en"
    answer = app.test_client().post(sent_to, headers={"Referer": before} if before else {})
    assert answer.status_code == 401
    assert "This form waited too long" in answer.text
    assert f'href="{button}"' in answer.text
