"""What somebody looked at comes along with what they decide."""

from __future__ import annotations

import pytest
from flask import Flask

from core.web.seen import NONE, seen_version


@pytest.mark.parametrize(
    ("said", "version"),
    [("7", 7), ("0012", 12), ("", NONE), ("-1", NONE), ("٣", NONE), ("1.0", NONE), ("1" * 10, NONE)],
)
@pytest.mark.parametrize("way", ["query_string", "data"])
def test_the_version_of_a_form_or_a_link_is_read_and_anything_else_is_none(
    app: Flask, way: str, said: str, version: int
) -> None:
    with app.test_request_context("/", method="POST", **{way: {"version": said}}):
        assert seen_version() == version


def test_no_version_is_none(app: Flask) -> None:
    with app.test_request_context("/"):
        assert seen_version() == NONE
