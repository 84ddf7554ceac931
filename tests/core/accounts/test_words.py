"""Roles in words."""

from __future__ import annotations

import uuid

import pytest

from core.accounts.words import RoleWords
from core.language.speaking import speaking
from core.staff.queries import places_of
from core.staff.rules import RoleWish


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "référent·e provincial·e · un territoire inconnu · tous les modules"),
        ("nl", "provinciaal aanspreekpunt · een onbekende regio · alle modules"),
        ("en", "referent · an unknown territory · all modules"),
    ],
)
def test_a_territory_that_the_network_has_no_more_is_said_to_be_unknown(unit_for, language: str, said: str) -> None:
    """The trail of acts and a form that waited name it still."""
    unit = unit_for()
    words = RoleWords.of(unit, places_of(unit.session), language)
    with speaking(language):
        assert words.sentence(RoleWish("referent", territory_id=uuid.UUID(int=1))) == said
