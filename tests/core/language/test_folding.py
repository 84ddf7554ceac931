from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.language.folding import email_key, fold, fold_words


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("  L’Écluse ", "l'ecluse"),
        ("L´Ecluse", "l'ecluse"),
        ("CŒUR", "coeur"),
        ("cœur à cœur", "coeur a coeur"),
        ("Saint–Gilles", "saint-gilles"),
        ("Bu\u0308llingen", "bullingen"),
        ("Centre\u00a0Ma\u202fzone\n", "centre ma zone"),
        ("Straße", "strasse"),
        ("éducateur·rice", "educateur·rice"),
        ("", ""),
    ],
)
def test_it_forgets_how_a_name_was_typed(typed: str, folded: str):
    assert fold(typed) == folded


def test_words_forget_punctuation_too():
    assert fold_words("Fontaine-l’Evêque (Hainaut)") == "fontaine l eveque hainaut"


@given(st.text())
def test_folding_twice_changes_nothing(text: str):
    assert fold(fold(text)) == fold(text)


def test_the_key_of_an_address_knows_no_case() -> None:
    assert email_key(" Delphine@AMO.Example ") == "delphine@amo.example"
