"""The letter, whole, in every language."""

from __future__ import annotations

import uuid

import pytest
from lunch.messages import NOTED, NotedFacts

from core.messages.envelope import Contact, Envelope
from core.messages.rendering import render

TITLE = {"fr": "Essai 2024", "nl": "Proef 2024", "en": "Trial 2024"}


@pytest.mark.parametrize(
    ("language", "subject", "first"),
    [
        ("fr", "Vous êtes sur la liste : Essai 2024", "Bonjour Ada Simon,"),
        ("nl", "U staat op de lijst: Proef 2024", "Beste Ada Simon,"),
        ("en", "You are on the list: Trial 2024", "Dear Ada Simon,"),
    ],
)
def test_the_letter_names_the_edition_and_who_answers(language: str, subject: str, first: str) -> None:
    envelope = Envelope(
        to_name="Ada Simon",
        to_address="ada@service.example",
        language=language,
        about_id=uuid.UUID(int=1),
        edition_id=uuid.UUID(int=2),
        territory_id=None,
        territory=TITLE,
        referent=Contact("Karim Benali", "karim@network.example", None),
        network=TITLE,
    )
    written = render(NOTED, language, envelope.letter(NOTED, NotedFacts(TITLE)).variables)
    lines = written.body.splitlines()
    assert (written.subject, lines[0]) == (subject, first)
    assert lines[-1] == "karim@network.example"
