"""What surrounds every page, and how names are shown on it."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest
from flask import g, render_template_string
from markupsafe import Markup

from core.shell import said, whole


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Le Port 7-9", 'Le Port <span class="whole">7-9</span>'),
        ("Brabant-Wallon & co", "Brabant-Wallon &amp; co"),
        ("<b>0-23", '&lt;b&gt;<span class="whole">0-23</span>'),
        (Markup("Kijkstages &amp; 2024-02-19"), 'Kijkstages &amp; <span class="whole">2024-02-19</span>'),
    ],
)
def test_numbers_of_a_name_stay_in_one_line(name: str, shown: str) -> None:
    assert (whole(name), type(whole(name))) == (shown, Markup)


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("fr", "Bonjour"),
        ("nl", '<span lang="fr">Bonjour <span class="lang-mark">FR</span></span>'),
        ("en", '<span lang="fr">Bonjour</span>'),
    ],
)
def test_a_text_that_is_missing_is_marked_in_the_languages_of_the_network(app, language: str, shown: str) -> None:
    """In English no title of a French and Dutch network ends in "FR" (finding 10)."""
    with app.test_request_context(f"/?lang={language}"):
        g.tenant_languages = ("fr", "nl")
        assert said({"fr": "Bonjour"}) == shown


def test_a_network_is_named_in_one_piece_but_in_the_title_of_the_window(sign_in) -> None:
    page = sign_in(language="nl").get("/harbour/desk").text
    assert '<span class="brand-name">De Haven <span class="whole">7-9</span></span>' in page
    assert "De Haven 7-9\n    </title>" in page


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("Édition <em>2024</em>", "Édition <em>2024</em>"),
        ("Ada & <script>alert(1)</script>", "Ada & <script>alert(1)</script>"),
    ],
)
def test_the_title_of_the_window_and_the_name_of_a_timeline_hold_no_markup(app, title: str, named: str) -> None:
    """In English the pages of editions showed broken HTML above each timeline (finding 10)."""
    template = (
        '{% extends "layout.html" %}{% from "components/calendar.html" import timeline %}'
        '{% block title %}{{ {"fr": title}|said }}{% endblock %}'
        '{% block content %}{{ timeline((), day, label={"fr": title}|said) }}{% endblock %}'
    )
    with app.test_request_context("/?lang=en"):
        g.tenant_languages = ("fr", "nl")
        page = render_template_string(template, title=title, day=date(2024, 3, 18))
    window = page.partition("<title>")[2].partition("</title>")[0]
    label = page.partition('class="timeline" aria-label="')[2].partition('"')[0]
    assert ("<" in window, "<" in label, "&lt;span" in window) == (False, False, False)
    assert unescape(label) == named
