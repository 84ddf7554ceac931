"""A body that no page wanted is read to its end."""

from __future__ import annotations

from io import BytesIO

import pytest

from core.web.unread import ReadToTheEnd


@pytest.mark.parametrize(
    ("size", "terminated", "left"),
    [(200_000, True, 0), (0, True, 0), (200_000, False, 199_900), (400_000, True, 99_900)],
)
def test_what_the_application_left_is_read(size: int, *, terminated: bool, left: int) -> None:
    """Up to the most that is wanted; and not where the server does not say where the body ends."""
    body = BytesIO(b"x" * size)

    def app(environ, start_response):
        environ["wsgi.input"].read(100)
        start_response("413 Too Large", [])
        return [b"too large"]

    environ = {"wsgi.input": body, "wsgi.input_terminated": terminated}
    assert ReadToTheEnd(app, most=300_000)(environ, lambda *_: None) == [b"too large"]
    assert len(body.read()) == left
