"""Files about somebody whose place was released: the same choices never come back unasked, new ones do (IM-28)."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from core.programme.models import Registration
from plugins.immersion.models import ImmersionRound
from plugins.immersion.services.releasing import release_place
from tests.plugins.immersion.importing.sheets import HOST, OTHER_HOST, OTHER_TRAINEE, TRAINEE, counts, found, one
from tests.plugins.immersion.importing.test_choices import AGAIN, give_a_place, waves_of

pytestmark = pytest.mark.requirement("IM-28")
OVER = [(1, 1, "H001", False), (1, 2, "H002", False)]


@pytest.fixture
def edition(editing):
    """S001 had a place, which was released."""
    editing.hosts(HOST, OTHER_HOST)
    editing.trainees(TRAINEE, OTHER_TRAINEE)
    give_a_place(editing, "S001")
    editing.unit.session.execute(update(ImmersionRound).where(ImmersionRound.number == 9).values(state="published"))
    row = one(editing.unit, Registration, Registration.reference == "S001")
    release_place(editing.unit, editing.edition, row.id, reason="sans nouvelles", version=row.version)
    editing.unit.session.commit()
    return editing


def test_the_same_file_gives_no_choices_again(edition) -> None:
    assert waves_of(edition) == OVER
    for row in (TRAINEE, {**TRAINEE, "Téléphone": "081 00 00 00"}, {**TRAINEE, "Inscrit le": "21/02/2024 09:00"}):
        edition.trainees(row)
        assert waves_of(edition) == OVER


def test_a_list_taken_home_which_says_no_choice_of_them_can_be_imported_again(edition) -> None:
    listed = {**TRAINEE, "Choix 1": None, "Choix 2": None, "Téléphone": "081 00 00 00"}
    assert counts(edition.trainees(listed)) == (1, 1, 0, 0, 1)
    assert waves_of(edition) == OVER
    other = {**OTHER_TRAINEE, "Choix 1": None}
    assert found(edition.trainees(other).faults) == [(2, "Choix 1", "first choice missing")]


def test_other_first_choices_are_refused_for_they_are_new_ones(edition) -> None:
    other = {**TRAINEE, "Choix 1": "H002", "Choix 2": None}
    [(row, column, _)] = found(edition.trainees(other).faults)
    assert (row, column, waves_of(edition)) == (2, "Choix 1", OVER)


def test_new_choices_are_taken_and_count(edition) -> None:
    assert counts(edition.choices(AGAIN)) == (1, 1, 1, 0, 0)
    assert waves_of(edition) == [*OVER, (2, 1, "H002", True)]
