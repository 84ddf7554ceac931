"""Names compared as people mean them: legal forms, accents, order, languages and one slip of the pen aside."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.directory.likeness import alike, found_again, one_slip, significant


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CPAS de Mons", "OCMW Bergen"),
        ("Centre public d’action sociale – Mons", "CPAS Mons asbl"),
        ("Service de santé mentale Le Méridien", "SSM Méridien, ASBL"),
        ("CGG Brussel", "Centrum voor Geestelijke Gezondheidszorg Bruxelles"),
        ("La Bastide ASBL", "asbl “la bastide”"),
    ],
)
def test_two_names_of_one_institution_are_the_same_words(one: str, other: str) -> None:
    assert (sorted(significant(one)), alike(one, other)) == (sorted(significant(other)), 1.0)


@pytest.mark.parametrize(
    ("one", "other", "score"),
    [
        ("SSM Le Méridien", "SSM L’Été", 0.5),
        ("La Bastide", "La Bastille", 0.0),
        ("Le Goéland", "Le Goéand", 0.7),
        ("", "La Bastide", 0.0),
        ("Le", "La", 0.0),
    ],
)
def test_names_are_as_near_as_their_words(one: str, other: str, score: float) -> None:
    assert (alike(one, other), alike(other, one)) == (score, score)


@pytest.mark.parametrize(
    ("typed", "score"),
    [("mons cpas", 1.0), ("Bergen", 1.0), ("cp", 0.9), ("7000", 1.0), ("bouss mons", 0.5), ("", 0.0)],
)
def test_what_is_typed_is_found_again_in_name_and_place(typed: str, score: float) -> None:
    assert found_again(typed, ("CPAS de Mons", "Mons", "Bergen", "7000")) == score


WORDS = st.text("abc", max_size=6)


def slips(word: str) -> set[str]:
    gone = {word[:at] + word[at + 1 :] for at in range(len(word))}
    swapped = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    taken = {word[:at] + sign + word[at + 1 :] for at in range(len(word)) for sign in "abc"}
    added = {word[:at] + sign + word[at:] for at in range(len(word) + 1) for sign in "abc"}
    return gone | swapped | taken | added


@given(WORDS, WORDS)
@example("ab", "ba")
@example("abcc", "bacc")
def test_one_slip_is_what_one_change_makes(one: str, other: str) -> None:
    assert one_slip(one, other) == (one != other and other in slips(one))
