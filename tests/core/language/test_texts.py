from __future__ import annotations

import json

import pytest

from core.language.texts import Shown, Texts

NAME = Texts({"nl": "Henegouwen", "fr": "Hainaut"})


def test_it_gives_the_text_in_the_language_asked_for():
    assert NAME.get("nl") == Shown("Henegouwen", "nl")


@pytest.mark.requirement("FD-03")
def test_a_missing_language_is_shown_in_another_and_says_which():
    text, language = Texts({"fr": "Éveil", "en": "Awakening"}).get("nl", ("nl", "en", "fr"))
    assert (text, language) == ("Awakening", "en")


@pytest.mark.requirement("FD-03")
def test_it_is_never_hidden_even_when_no_language_of_the_order_is_written():
    assert Texts({"de": "Eupen"}).get("nl", ("nl", "fr")) == Shown("Eupen", "de")


def test_a_blank_text_counts_as_missing():
    assert Texts({"fr": "Oui", "nl": "  "}).missing(("nl", "fr", "en")) == ("nl", "en")


def test_exact_gives_no_other_language():
    assert (NAME.exact("fr"), NAME.exact("de")) == ("Hainaut", None)


def test_the_same_words_in_any_order_are_the_same_text():
    other = Texts({"fr": "Hainaut", "nl": "Henegouwen"})
    assert (other == NAME, hash(NAME) == hash(other), NAME == {"fr": "Hainaut", "nl": "Henegouwen"}) == (
        True,
        True,
        False,
    )


def test_it_goes_through_json_and_back():
    assert Texts(json.loads(json.dumps(NAME.as_json()))) == NAME


@pytest.mark.parametrize("texts", [{}, {"fr": " "}, {"fr": "Oui", "it": "Sì"}])
def test_it_must_hold_a_text_and_only_in_known_languages(texts: dict[str, str]):
    with pytest.raises(ValueError, match=r"language|No texts"):
        Texts(texts)
