"""What a letter's text writes by itself, and how its filters put facts into words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.contract.module import LetterKind
from core.messages.errors import LetterError
from core.messages.kinds import letter_kind
from core.messages.phrasing import listed, said
from core.messages.rendering import render

MONS = {"fr": "Mons", "nl": "Bergen"}


def written(expression: str, language: str, value: object) -> str:
    texts = dict.fromkeys(("fr", "nl", "en"), "Subject: x\n" + expression)
    kind = LetterKind("test.one", frozenset({"value"}), texts)
    return render(kind, language, {"value": value}).body.removesuffix("\n")


@pytest.mark.parametrize(
    ("expression", "language", "value", "expected"),
    [
        ("{{ value }}", "nl", MONS, "Bergen"),
        ("{{ value }}", "en", MONS, "Mons"),
        ("{{ value }}", "fr", {}, ""),
        ("{{ value }}", "fr", None, ""),
        ("{{ value }}", "fr", "Deux\n\nlignes", "Deux lignes"),
        ("{{ value }}", "fr", "18\u00a0mars", "18\u00a0mars"),
        ("{{ value | day }}", "fr", date(2024, 3, 18), "lundi 18\u00a0mars 2024"),
        ("{{ value | short_day }}", "nl", date(2024, 3, 18), "18\u00a0maart 2024"),
        (
            "{{ value[0] | through(value[1]) }}",
            "fr",
            (date(2024, 2, 13), date(2024, 2, 18)),
            "du 13 au 18\u00a0février 2024",
        ),
        ("{{ value | ordinal }}", "en", 2, "2nd"),
        ("{{ value | all_of }}", "fr", ("H038", "H083"), "H038 et H083"),
        ("{{ value | listed }}", "nl", ("La Source", MONS, None), "La Source, Bergen"),
        ('{{ value | listed(" ") }}', "fr", ("7000", MONS), "7000 Mons"),
        ("{{ value | in_language | all_of }}", "nl", {"fr": ("une",), "nl": ("een",)}, "een"),
        ("{{ value | in_language | all_of }}", "nl", {"fr": ("une",), "nl": ()}, "une"),
        ("{{ value | weekdays }}", "fr", (2, 4), "le mardi ou le jeudi"),
    ],
)
def test_a_text_writes_facts_as_people_do(expression: str, language: str, value: object, expected: str) -> None:
    assert written(expression, language, value) == expected


def test_what_is_there_already_is_not_said_again() -> None:
    assert listed(("SPJ Le Gué (Mons)", MONS), "fr") == "SPJ Le Gué (Mons)"
    assert listed(("SPJ Le Gué (Mons)", MONS), "nl") == "SPJ Le Gué (Mons), Bergen"


@given(st.text())
def test_what_somebody_wrote_stays_in_one_line(text: str) -> None:
    assert len(said(text, "fr").splitlines()) <= 1


def test_the_text_in_another_language_is_written_in_that_language() -> None:
    kind = LetterKind("test.one", frozenset({"day"}), {"fr": "Subject: x\n{{ day | day }}"})
    assert render(kind, "nl", {"day": date(2024, 3, 18)}).body == "lundi 18\u00a0mars 2024\n"


def test_what_is_missing_stops_the_letter() -> None:
    with pytest.raises(LetterError):
        written("{{ value.street }}", "fr", {"city": "Mons"})


@dataclass(frozen=True)
class _Facts:
    reference: str


def test_a_declared_letter_may_say_its_facts_and_what_every_letter_says() -> None:
    kind = letter_kind("test.one", _Facts, package="tests.core.messages.texts", parts=("hello", "farewell"))
    assert kind.variables >= {"reference", "to_name", "network", "territory", "referent", "u", "Uw"}
    assert kind.texts["nl"].startswith("Subject: Dag {{ reference }}\n\nDag!\n\nTot ziens\n")
    assert "Met vriendelijke groeten," in kind.texts["nl"]


def test_a_part_that_is_missing_in_a_language_is_no_letter() -> None:
    with pytest.raises(FileNotFoundError):
        letter_kind("test.one", _Facts, package="tests.core.messages.texts", parts=("hello", "nothing"))
