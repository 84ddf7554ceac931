"""What a list shows of a row in words finds the row, in whichever language its reader looks for it."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from plugins.immersion.models import ImmersionTrainee
from tests.plugins.immersion.views.listed import BASE, rows_of


@pytest.fixture
def edition(edition):
    """Somebody in it has a profession of which no list knows."""
    trainee = ImmersionTrainee.registration_id == edition.trainees["S005"]
    edition.session.execute(update(ImmersionTrainee).values(profession="psychologist"))
    edition.session.execute(update(ImmersionTrainee).where(trainee).values(profession="Jongleur de rue"))
    edition.commit()
    return edition


@pytest.mark.requirement("IM-08")
@pytest.mark.parametrize(
    ("page", "words", "found"),
    [
        ("trainees", "Stagiaire S001 S001 Le Gué Namur H002 La Marelle", ["S001"]),
        ("trainees", "H003", ["S003", "S004", "S005"]),
        ("trainees", "luik", ["S003", "S004", "S005"]),
        ("trainees", "jongleur", ["S005"]),
        ("trainees", "psycholoog", ["S001", "S002", "S003", "S004"]),
        ("trainees", "Psychologue namur", ["S001"]),
        ("hosts", "Le Gué H001 Namur Soins en santé mentale Handicap", ["H001"]),
        ("hosts", "geestelijke gezondheidszorg", ["H001"]),
        ("hosts", "Henegouwen", ["H002", "H004"]),
        ("placements", "Stagiaire S001 S001 Le Gué Namur La Marelle H002 Hainaut", ["S001"]),
        ("placements", "namen psycholoog", ["S001", "S003"]),
    ],
)
def test_what_the_list_shows_finds_its_row(edition, sign_in, page: str, words: str, found: list[str]) -> None:
    assert rows_of(sign_in().get(f"{BASE}{page}/", query_string={"text": words}).text) == found
