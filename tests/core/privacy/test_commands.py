"""`liaison privacy forget`: asked once more, then done."""

from __future__ import annotations

from click.testing import CliRunner
from sqlalchemy import select

from core.accounts.models import Person
from core.privacy.commands import privacy
from core.privacy.errors import UnknownPersonError
from tests.core.privacy.conftest import Known


def run(application, *words: str, answer: str = ""):
    words = ("forget", *words, "--tenant", "harbour")
    return CliRunner().invoke(privacy, words, input=answer, obj=application)


def test_it_asks_and_does_nothing_without_a_yes(known: Known, application) -> None:
    known.unit.session.commit()
    answer = run(application, "ada@EXAMPLE.org", answer="n\n")
    assert (answer.exit_code, "Forget Ada Simon" in answer.output) == (1, True)
    assert known.unit.session.scalars(select(Person.last_name)).all() == ["Simon"]


def test_with_a_yes_the_person_is_forgotten_and_then_unknown(known: Known, application) -> None:
    known.unit.session.commit()
    answer = run(application, "ada@example.org", answer="y\n")
    assert (answer.exit_code, answer.output.splitlines()[-1]) == (0, "harbour has forgotten ada@example.org.")
    known.unit.session.rollback()
    assert known.unit.session.scalars(select(Person.last_name)).all() == ["—"]
    assert isinstance(run(application, "ada@example.org", "--yes").exception, UnknownPersonError)
