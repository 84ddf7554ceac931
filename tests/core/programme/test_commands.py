"""`liaison edition new`: an edition as the network's file plans it."""

from __future__ import annotations

from click.testing import CliRunner

from core.programme.commands import edition
from core.programme.errors import EditionExistsError
from core.programme.queries import find_edition, phases_of


def test_an_edition_is_made_once(application, unit_for) -> None:
    words = ["new", "lunch", "2025", "--tenant", "harbour"]
    answer = CliRunner().invoke(edition, words, obj=application)
    assert (answer.exit_code, answer.output) == (
        0,
        "harbour has the edition 2025 of lunch, as a draft: open it on its page.\n",
    )
    session = unit_for("harbour").session
    made = find_edition(session, "lunch", "2025")
    assert (made.state, made.title["fr"], [phase.kind for phase in phases_of(session, made.id)]) == (
        "draft",
        "Lunchs 2025",
        ["entries"],
    )
    assert isinstance(CliRunner().invoke(edition, words, obj=application).exception, EditionExistsError)
