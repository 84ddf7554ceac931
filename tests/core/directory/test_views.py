"""The address at which the directory is searched while somebody types."""

from __future__ import annotations

import pytest

from core.directory.rules import PublicFacts, SaidOrganisation
from core.directory.services import enter_organisations, plan_organisations

MONS = PublicFacts("Rue du Parc 81", "7000", "53053", frozenset({"youth-care"}))


@pytest.mark.requirement("IM-07")
def test_it_tells_names_and_places_and_nothing_else(sign_in, unit_for) -> None:
    unit = unit_for()
    said = [SaidOrganisation("CPAS de Mons", None, MONS)]
    (found,) = enter_organisations(unit, plan_organisations(unit, said, corrects=True)).values()
    unit.session.commit()
    told = sign_in().get("/harbour/organisations?q=ocmw&rehearsal=nonsense&lang=nl").json
    assert told == {
        "counted": "1 organisatie gevonden",
        "found": [
            {"id": str(found.id), "name": "CPAS de Mons", "where": "7000 Bergen"},
            {"id": "new", "name": "Ze staat niet in de lijst", "where": ""},
        ],
    }


def test_signed_out_nobody_searches(app, engine) -> None:
    assert app.test_client().get("/harbour/organisations?q=mons").status_code == 302


def test_nobody_reads_the_whole_directory_by_typing(sign_in) -> None:
    client = sign_in()
    answers = [client.get("/harbour/organisations?q=m").status_code for _ in range(91)]
    assert (answers[:90], answers[90]) == ([200] * 90, 429)
