"""What the forms of letters make of what is typed."""

from __future__ import annotations

import pytest
from flask import Flask

from core.messages.forms import ResendForm


def test_an_address_pasted_with_spaces_is_the_address(app: Flask) -> None:
    with app.test_request_context("/harbour/", method="POST", data={"address": " ada@service.example \t"}):
        form = ResendForm()
        assert (form.validate(), form.address.data) == (True, "ada@service.example")
    with app.test_request_context("/harbour/", method="POST", data={"address": "  "}):
        assert ResendForm().validate() is False


@pytest.mark.parametrize(
    ("language", "typed", "said"),
    [
        ("en", "ada", "Enter an e-mail address, such as name@service.example."),
        ("fr", "é@x", "Indiquez une adresse e-mail, par exemple nom@service.example."),
        (
            "fr",
            "zoé@x.be",
            "Le signe « é » ne peut pas figurer avant le @ d’une adresse e-mail. Indiquez l’adresse exacte.",
        ),
        ("nl", "d’or@x.be", "Het teken “’” mag niet voor de @ van een e-mailadres staan. Vul het juiste adres in."),
    ],
)
def test_an_address_that_mail_refuses_is_refused_where_it_is_typed(
    app: Flask, language: str, typed: str, said: str
) -> None:
    with app.test_request_context(f"/harbour/?lang={language}", method="POST", data={"address": typed}):
        form = ResendForm()
        assert form.validate() is False
        assert form.address.errors == [said]
