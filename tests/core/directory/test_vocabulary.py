from __future__ import annotations

import pytest

from core.directory.vocabulary import Term, Vocabulary, professions, sectors
from core.language.texts import Texts

SECTORS_OF_2024 = {
    "Action sociale": "social-action",
    "Aide à la jeunesse": "youth-care",
    "Asile et immigration": "asylum-migration",
    "Assuétudes": "addiction",
    "CPMS / PSE": "school-guidance",
    "Enseignement": "education",
    "Handicap": "disability",
    "Organisation de jeunesse": "youth-organisation",
    "Petite enfance": "early-childhood",
    "Promotion de la santé": "health-promotion",
    "Service pour adultes": "adult-services",
    "Soins en santé mentale": "mental-health",
    "Soutien à la parentalité": "parenting-support",
}
PROFESSIONS_OF_2024 = {
    "animateur·rice": "activity-leader",
    "assistant·e social·e": "social-worker",
    "chargé·e de projets": "project-officer",
    "criminologue": "criminologist",
    "directeur·rice": "director",
    "enseignant·e": "teacher",
    "ergothérapeute": "occupational-therapist",
    "infirmier·ère": "nurse",
    "juriste": "lawyer",
    "kinésithérapeute": "physiotherapist",
    "logopède": "speech-therapist",
    "médecin": "physician",
    "médiateur·rice": "mediator",
    "partenaire enfants-parents": "family-partner",
    "psychologue": "psychologist",
    "psychomotricien·ne": "psychomotor-therapist",
    "puériculteur·rice": "childcare-worker",
    "pédopsychiatre": "child-psychiatrist",
    "éducateur·rice": "educator",
}


def code(vocabulary: Vocabulary, text: str) -> str | None:
    term = vocabulary.find(text)
    return term.code if term else None


@pytest.mark.requirement("IM-08")
@pytest.mark.parametrize(("written", "expected"), SECTORS_OF_2024.items())
def test_each_sector_of_2024_is_known_and_written_the_same(written: str, expected: str):
    term = sectors().find(written)
    assert term
    assert (term.code, term.label.exact("fr")) == (expected, written)


@pytest.mark.requirement("IM-08")
@pytest.mark.parametrize(("written", "expected"), PROFESSIONS_OF_2024.items())
def test_each_profession_of_2024_is_known_and_written_the_same(written: str, expected: str):
    term = professions().find(written)
    assert term
    assert (term.code, term.label.exact("fr")) == (expected, written)


@pytest.mark.parametrize(
    "text",
    [
        "éducateur·rice",
        "éducatrice",
        "educateur",
        "EDUCATEURS",
        "éducateurs·rices",
        "éducateur/trice",
        "éducateur / éducatrice",
        "éducateur(rice)",
        "éducatrice spécialisée",
        "opvoeder",
        "Opvoedster",
        "begeleider",
        "educator",
    ],
)
def test_gender_accents_language_and_inclusive_writing_make_no_difference(text: str):
    assert code(professions(), text) == "educator"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cpms/pse", "school-guidance"),
        ("CPMS", "school-guidance"),
        ("PSE", "school-guidance"),
        ("CLB", "school-guidance"),
        ("aide a la jeunesse", "youth-care"),
        ("jeugdhulp", "youth-care"),
        ("verslavingszorg", "addiction"),
        ("OCMW", "social-action"),
        ("CPAS", "social-action"),
        ("wijkgezondheidscentrum", "health"),
        ("CGG", "mental-health"),
        ("boulangerie", None),
        ("", None),
    ],
)
def test_a_sector_is_found_by_the_words_of_both_languages(text: str, expected: str | None):
    assert code(sectors(), text) == expected


def test_a_text_that_names_two_terms_names_none():
    assert code(professions(), "psychologue / logopède") is None


@pytest.mark.requirement("IM-50")
def test_a_list_gives_each_term_once_and_says_what_it_does_not_know():
    found = sectors().find_all("Aide à la jeunesse; CPMS / PSE;; jeugdhulp ;Boulangerie")
    assert [term.code for term in found.terms] == ["youth-care", "school-guidance"]
    assert found.unknown == ("Boulangerie",)


def test_a_list_may_have_another_separator():
    found = professions().find_all("psychologue, assistant·e social·e", ",")
    assert [term.code for term in found.terms] == ["psychologist", "social-worker"]


@pytest.mark.requirement("FD-03")
def test_every_label_is_written_in_each_language_of_the_pages():
    assert [term.code for term in (*sectors(), *professions()) if term.label.missing(("fr", "nl", "en"))] == []


def test_a_term_is_found_by_each_of_its_own_words():
    missed = [
        (term.code, words)
        for vocabulary in (sectors(), professions())
        for term in vocabulary
        for words in (*term.label.as_json().values(), *term.synonyms)
        if code(vocabulary, words) != term.code
    ]
    assert missed == []


def test_a_term_is_known_by_its_code():
    nurse = professions().get("nurse")
    assert nurse
    assert nurse.label.get("nl").text == "verpleegkundige"
    assert professions().get("baker") is None


def test_two_terms_cannot_share_a_code_or_a_word():
    nurse = Term("nurse", Texts({"fr": "infirmier·ère"}), ())
    with pytest.raises(ValueError, match="the code 'nurse'"):
        Vocabulary([nurse, nurse])
    with pytest.raises(ValueError, match="'infirmière' stands for 'nurse' and for 'other'"):
        Vocabulary([nurse, Term("other", Texts({"fr": "infirmière"}), ())])
