"""From a text and its variables to a letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.contract.module import LetterKind
from core.messages.errors import LetterError
from core.messages.rendering import Written, check_text, one_line, render


def kind(text: str, *variables: str) -> LetterKind:
    return LetterKind("test.one", frozenset(variables), {"fr": text})


def test_the_first_line_is_the_subject() -> None:
    text = "Subject: Place chez {{ host }}\n\nBonjour,\n\n\n\nUne place.   \n\n"
    expected = Written("Place chez SPJ", "Bonjour,\n\nUne place.\n")
    assert render(kind(text, "host"), "fr", {"host": "SPJ"}) == expected


def test_a_text_in_another_language_is_better_than_none() -> None:
    assert render(kind("Subject: Bonjour\nOui"), "en", {}).subject == "Bonjour"


@pytest.mark.parametrize("variables", [{}, {"host": "x", "more": "y"}])
def test_the_variables_are_those_that_were_declared(variables: dict[str, object]) -> None:
    with pytest.raises(LetterError):
        render(kind("Subject: x\nx", "host"), "fr", variables)


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour",
        "Subject: x\n{{ other }}",
        "Subject: x\n{% if %}",
        "Subject: x\n{% for a in host %}",
    ],
)
def test_a_text_that_cannot_work_is_refused_when_it_is_written(text: str) -> None:
    with pytest.raises(LetterError):
        check_text(kind("", "host"), text)


@pytest.mark.parametrize(
    "expression",
    ["host.__class__.__mro__", "host.missing", "host.x.y", "''.__class__.__subclasses__()", "1 // 0", "range(10 ** 9)"],
)
def test_a_text_says_things_and_does_nothing(expression: str) -> None:
    with pytest.raises(LetterError):
        render(kind("Subject: x\n{{ " + expression + " }}", "host"), "fr", {"host": "SPJ"})


def test_a_name_with_a_line_end_stays_in_the_subject() -> None:
    name = "Ada\r\nBcc: all@example.org\n\nHello"
    assert render(kind("Subject: {{ name }}!\nx", "name"), "fr", {"name": name}).subject == (
        "Ada Bcc: all@example.org Hello!"
    )


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert line.isprintable()
    assert line == line.strip()
    assert len(line.splitlines()) <= 1
    assert one_line(line) == line
