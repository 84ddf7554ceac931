"""The database folds texts as Python does."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import ARRAY, Engine, String, cast, func, select

from core.database.folding import folded
from core.language.folding import fold

#: The signs in which names of Europe are written, with the spaces, dashes and apostrophes that people put between them.
SIGNS = st.one_of(
    st.characters(min_codepoint=1, max_codepoint=0x52F),
    st.characters(min_codepoint=0x1E00, max_codepoint=0x1FFF),
    st.characters(min_codepoint=0x2000, max_codepoint=0x206F),
    st.sampled_from("éèêëàâçïîôûùœŒæÆøØđĐłŁßẞﬁ −`´’‘–—  "),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(SIGNS, max_size=40), min_size=1, max_size=50))
def test_the_database_folds_as_python_does(web_engine: Engine, texts: list[str]) -> None:
    query = select(folded(func.unnest(cast(texts, ARRAY(String)))))
    with web_engine.connect() as connection:
        assert connection.scalars(query).all() == [fold(text) for text in texts]
