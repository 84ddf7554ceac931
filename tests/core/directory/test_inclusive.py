from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.directory.inclusive import written_forms


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("éducateur·rice", {"educateur", "educatrice"}),
        ("éducateurs·rices", {"educateur", "educatrice"}),
        ("éducateur·rice·s", {"educateur", "educatrice"}),
        ("Éducateur(trice)", {"educateur", "educatrice"}),
        ("éducateur.rice", {"educateur", "educatrice"}),
        ("infirmier-ère", {"infirmier", "infirmiere"}),
        ("infirmier(ière)", {"infirmier", "infirmiere"}),
        ("travailleur·euse social·e", {"travailleur social", "travailleuse sociale"}),
        ("psychomotricien·ne", {"psychomotricien", "psychomotricienne"}),
        ("sportif·ve", {"sportif", "sportive"}),
        ("chargé·e de projets", {"charge de projet", "chargee de projet"}),
        ("maatschappelijk assistent(e)", {"maatschappelijk assistent", "maatschappelijk assistente"}),
        ("opvoeder / opvoedster", {"opvoeder", "opvoedster", "opvoeder opvoedster"}),
        ("partenaire enfants-parents", {"partenaire enfant parent"}),
        ("CPAS", {"cpa"}),
        ("", set()),
    ],
)
def test_a_word_for_both_genders_stands_for_each(text: str, forms: set[str]):
    assert written_forms(text) == forms


@given(st.text())
def test_any_text_is_read_without_an_error(text: str):
    assert all(form == form.strip() for form in written_forms(text))
