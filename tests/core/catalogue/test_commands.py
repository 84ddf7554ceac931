"""`liaison catalogue rebuild` makes entries anew and says what was wrong."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from sqlalchemy import delete

from core.app import create_app
from core.catalogue.models import CatalogueChange
from core.cli import build_cli
from tests.core.catalogue.tables import Hall


@pytest.mark.parametrize("words", [[], ["--tenant", "harbour"]])
def test_a_rebuild_says_what_was_wrong_until_now(hall: Hall, application, words: list[str]) -> None:
    hall.lay("T01")
    hall.unit.session.execute(delete(CatalogueChange))
    hall.unit.session.commit()
    said = [
        CliRunner().invoke(build_cli(application, create_app), ["catalogue", "rebuild", *words], obj=application).output
        for _ in range(2)
    ]
    end = "The catalogue says what is true now.\n"
    assert said == [f"harbour: missing until now: T01.\n{end}", end]
    assert list(hall.entries()) == ["T01"]
