"""Words are searched in folded texts."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, literal, select

from core.database.folding import folded
from core.listing.filters import says


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("gue", True),
        ("GUÉ equipe", True),
        ("  l'ecole ", True),
        ("gue absent", False),
        ("100%", False),
        ("_", False),
        ("", True),
    ],
)
def test_every_word_is_searched_whatever_its_accents(web_engine: Engine, words: str, found: bool) -> None:
    texts = (folded(literal("Équipe du Gué")), folded(literal("L’École")))
    with web_engine.connect() as connection:
        assert connection.scalar(select(says(words, *texts))) is found
