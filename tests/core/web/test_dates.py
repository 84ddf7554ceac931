"""Days and moments as the reader of a page reads them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import render_template_string

from core.web.dates import dateformat, said_day, said_moment

MONDAY = date(2024, 3, 18)
MORNING = datetime(2024, 3, 18, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("lundi 18 mars 2024", "18 mars 2024", "18 mars 2024 à 9h30")),
        ("nl", ("maandag 18 maart 2024", "18 maart 2024", "18 maart 2024 om 9.30 uur")),
        ("en", ("Monday 18 March 2024", "18 March 2024", "18 March 2024, 9:30")),
    ],
)
def test_days_and_moments_are_said_in_the_readers_language(app, language: str, words: tuple[str, ...]) -> None:
    template = "{{ day|said_day }};{{ day|said_day(weekday=false) }};{{ moment|said_moment }}"
    with app.test_request_context(f"/?lang={language}"):
        said = (said_day(MONDAY), said_day(MONDAY, weekday=False), said_moment(MORNING))
        shown = render_template_string(template, day=MONDAY, moment=MORNING)
    assert tuple(each.replace("\u00a0", " ") for each in said) == words
    assert shown == ";".join(said)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "18/03/2024;18/03/2024 09:30;mars 2024"),
        ("nl", "18/03/2024;18/03/2024 09:30;maart 2024"),
        ("en", "18 Mar 2024;18 Mar 2024, 09:30;March 2024"),
    ],
)
def test_columns_are_short_and_english_is_that_of_europe(app, language: str, words: str) -> None:
    """Not 3/18/24, 9:30 AM (finding 10)."""
    template = "{{ day|dateformat }};{{ moment|datetimeformat('short') }};{{ day|dateformat('MMMM y') }}"
    with app.test_request_context(f"/?lang={language}"):
        shown = render_template_string(template, day=MONDAY, moment=MORNING)
        assert dateformat(MONDAY) == shown.partition(";")[0]
    assert shown == words
