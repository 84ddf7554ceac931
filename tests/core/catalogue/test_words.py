"""What is typed finds what was meant: without accents, in either gender, in either language, whatever signs it has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import ARRAY, Text, cast, func, literal, select
from sqlalchemy.dialects.postgresql import TSQUERY

from core.catalogue.words import LONGEST_WORD, query_of, term_word, words_of, words_of_codes
from core.directory.vocabulary import professions, sectors

pytestmark = pytest.mark.requirement("FD-03")

#: Words of the field, with what people type around them.
TYPED = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            [
                *(
                    "éducatrice",
                    "educateur",
                    "opvoeder",
                    "éducateur·rice",
                    "l'école",
                    "de",
                    "la",
                    "aide",
                    "à",
                    "jeunesse",
                ),
                *("jeugdhulp", "Namur", "AMO", "d'accueil", "psy", "%", "_", "'", "\\", ":*", "&", "|", "!", "<->"),
            ]
        ),
        max_size=8,
    ).map(" ".join),
)


@pytest.mark.requirement("IM-34")
@pytest.mark.parametrize("typed", ["éducatrice", "educateur", "Éducateur·rice", "opvoeder", "opvoedster", "educator"])
@pytest.mark.parametrize(
    "written", ["Un éducateur de rue", "avec une éducatrice", "éducateur(rice)s", "met de opvoeders", "EDUCATEUR.RICE"]
)
def test_a_profession_is_found_in_each_language_gender_and_spelling(typed: str, written: str) -> None:
    assert query_of(typed).finds(words_of(written))


@pytest.mark.parametrize("typed", ["aide à la jeunesse", "Jeugdhulp", "SPJ", "jeugdzorg en Namur", "youth care"])
def test_a_sector_is_found_by_any_of_its_names(typed: str) -> None:
    assert query_of(typed).finds(words_of("Namur") | words_of_codes("sector", ["youth-care"]))


@pytest.mark.parametrize(
    ("typed", "written", "finds"),
    [
        ("directrice", "le directeur", True),
        ("directeur", "une directrice", True),
        ("hebergement", "Hébergement d’urgence", True),
        ("HÉBERG", "hébergement", True),
        ("bergement", "hébergement", False),
        ("jeunes mères", "mère d'un jeune", True),
        ("jeunes pères", "mère d'un jeune", False),
        ("saint gilles", "Saint-Gilles", True),
        ("la maison de la famille", "maison famille", True),
        ("psychologue", "assistant social", False),
    ],
)
def test_words_are_found_whatever_case_accent_and_number(typed: str, written: str, finds: bool) -> None:
    assert query_of(typed).finds(words_of(written)) is finds


def test_small_words_alone_are_looked_for_and_signs_alone_ask_for_nothing() -> None:
    assert query_of("de").finds(words_of("de la rue"))
    assert not query_of("de").finds(words_of("rue"))
    assert not query_of("%_'&|!:*<>()\\")
    assert not query_of("")


def test_of_a_very_long_text_the_beginning_counts() -> None:
    long = "namur " + "x" * 500
    assert query_of(long).parts[0][0].words == ("namur",)
    assert all(len(word) <= LONGEST_WORD for part in query_of(long).parts for way in part for word in way.words)
    assert len(query_of("namur " * 100).parts) == 12


def test_every_term_is_found_by_every_word_for_it() -> None:
    for kind, vocabulary in (("sector", sectors()), ("profession", professions())):
        for term in vocabulary:
            words = words_of_codes(kind, [term.code])
            assert term_word(kind, term.code) in words
            for said in (*term.label.as_json().values(), *term.synonyms):
                assert query_of(said).finds(words), (term.code, said)


def test_a_code_that_no_vocabulary_knows_is_found_as_it_was_written() -> None:
    assert query_of("sourcier").finds(words_of_codes("profession", ["sourcier"]))


def test_the_database_finds_what_is_said_to_be_found(engine) -> None:
    words = st.lists(TYPED, max_size=3).map(lambda texts: sorted(words_of(*texts)))
    with engine.connect() as connection:

        @given(typed=TYPED, words=words)
        def same(typed: str, words: list[str]) -> None:
            query = query_of(typed)
            if query:
                kept = func.array_to_tsvector(cast(words, ARRAY(Text)))
                asked = cast(literal(query.tsquery), TSQUERY)
                assert connection.scalar(select(kept.bool_op("@@")(asked))) is query.finds(words)

        same()
