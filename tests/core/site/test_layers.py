"""The layers of a page's text, and how one text differs from another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.site.layers import PageLayers, filled, missing, pieces, tidy

DEFAULTS = {"fr": "Bonjour", "nl": "Dag", "en": "Hello"}
WORDS = st.lists(st.sampled_from(["a", "b", " ", "\n", "ça", "## x"]), max_size=12).map("".join)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ({}, DEFAULTS),
        ({"fr": "Salut"}, {"fr": "Salut", "nl": "Dag"}),
        ({"fr": "Salut", "nl": ""}, {"fr": "Salut"}),
        ({"nl": "Hallo", "fr": "Salut"}, {"fr": "Salut", "nl": "Hallo"}),
    ],
)
def test_what_was_written_wins_and_a_default_elsewhere_says_something_else_then(written, read) -> None:
    assert PageLayers(DEFAULTS, written, ("fr", "nl")).texts == read


def test_what_is_the_default_is_not_kept() -> None:
    layers = PageLayers(DEFAULTS, {}, ("fr", "nl"))
    assert layers.changes({"fr": " Bonjour\r\n", "nl": "Hallo  \r\nu"}) == {"nl": "Hallo\nu"}
    assert layers.changes({"fr": "", "nl": "Dag"}) == {"fr": ""}


@given(WORDS, WORDS)
def test_the_pieces_of_a_difference_make_both_texts(old: str, new: str) -> None:
    found = pieces(old, new)
    assert "".join(piece.text for piece in found if piece.kind != "ins") == old
    assert "".join(piece.text for piece in found if piece.kind != "del") == new
    assert (old == new) == all(piece.kind == "same" for piece in found)


@given(WORDS)
def test_a_tidy_text_stays_as_it_is(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


def test_a_name_that_means_nothing_stays() -> None:
    assert filled("{network}: {x} {network", {"network": "Haven"}) == "Haven: {x} {network"


def test_what_is_missing_is_named() -> None:
    assert missing({"fr": "a", "nl": ""}, ("nl", "fr", "en")) == ["nl", "en"]
