"""What the forms of letters make of what is typed."""

from __future__ import annotations

from flask import Flask

from core.messages.forms import ResendForm


def test_an_address_pasted_with_spaces_is_the_address(app: Flask) -> None:
    with app.test_request_context("/harbour/", method="POST", data={"address": " ada@service.example \t"}):
        form = ResendForm()
        assert (form.validate(), form.address.data) == (True, "ada@service.example")
    with app.test_request_context("/harbour/", method="POST", data={"address": "  "}):
        assert ResendForm().validate() is False
