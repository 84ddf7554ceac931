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
