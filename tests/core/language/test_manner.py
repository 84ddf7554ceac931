"""Dutch pages address their reader as the network's letters do."""

from __future__ import annotations

import pytest
from flask import Flask

from core.language.manner import addressing, in_manner


@pytest.mark.parametrize(
    ("written", "informal", "polite"),
    [
        ("Vul {je|uw} wachtwoord in.", "Vul je wachtwoord in.", "Vul uw wachtwoord in."),
        ("{Heb je|Hebt u} {je|uw} %(file)s?", "Heb je je %(file)s?", "Hebt u uw %(file)s?"),
        ("Iedereen | niemand", "Iedereen | niemand", "Iedereen | niemand"),
    ],
)
def test_a_text_is_said_in_one_manner(written: str, informal: str, polite: str) -> None:
    assert (in_manner(written, "je"), in_manner(written, "u")) == (informal, polite)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Vul je wachtwoord in.", "je"),
        ("Uw wachtwoord", "Uw"),
        ("{Je|U} hebt u vergist", "u"),
        ("Vul {je|uw} wachtwoord in.", None),
        ("Drie uur, en jezus", None),
        ("zo'n u-bocht", "u"),
    ],
)
def test_a_text_that_knows_one_manner_alone_is_found(text: str, word: str | None) -> None:
    assert addressing(text) == word


@pytest.mark.parametrize(
    ("address", "said"),
    [("/harbour/sign-in", "Vul uw"), ("/orchard/sign-in", "Vul je"), ("/networks", "Kies uw netwerk")],
)
def test_a_page_is_said_in_the_manner_of_its_network(app: Flask, engine, address: str, said: str) -> None:
    client = app.test_client()
    page = client.get(f"{address}?lang=nl") if address == "/networks" else client.post(f"{address}?lang=nl")
    assert said in page.text
    assert "{" not in page.text.partition("<main")[2].partition("</main>")[0]
