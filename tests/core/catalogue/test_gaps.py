"""What is asked for against what is offered, by sector and by territory, and where a sector is missing."""

from __future__ import annotations

import pytest
from lunch.statuses import PROPOSED

from core.catalogue.demand import Demand, DemandShown, demand_of, demand_shown
from core.catalogue.gaps import gaps_of
from core.catalogue.models import CatalogueEntry
from core.catalogue.services import show_demand
from core.contract.acting import Actor, NotAllowedError
from core.directory.terms import names_in
from tests.core.catalogue.tables import Hall

pytestmark = [pytest.mark.requirement("IM-21"), pytest.mark.requirement("IM-36")]


def test_offers_places_and_requests_are_counted_by_sector_and_territory(hall: Hall, statements) -> None:
    both = hall.institution("Le Gué", sectors=frozenset({"youth-care", "addiction"}))
    one = hall.institution("Le Pont", sectors=frozenset({"youth-care"}))
    hall.lay("T01", organisation=both, territory="north", capacity=0)
    hall.lay("T02", organisation=one, territory="north", capacity=3)
    hall.lay("T03", organisation=one, territory="south", capacity=None)
    hall.lay("T04", organisation=one, territory="south", status=PROPOSED)
    names = names_in(hall.unit, "fr")
    found = gaps_of(hall.unit, hall.here, names)
    sectors = {gap.code: (gap.offers, gap.places, gap.requests, gap.unlimited, gap.short) for gap in found.sectors}
    assert sectors["youth-care"] == (3, 3, 3, True, False)
    assert sectors["addiction"] == (1, 0, 1, False, True)
    assert sectors["education"] == (0, 0, 0, False, False)
    territories = [(gap.name, gap.offers, gap.places) for gap in found.territories]
    assert territories == [("Nord", 2, 3), ("Sud", 1, 0)]
    missing = dict(found.missing)
    assert "Aide à la jeunesse" not in missing["Nord"] + missing["Sud"]
    assert ("Assuétudes" in missing["Nord"], "Assuétudes" in missing["Sud"]) == (False, True)
    assert found.sectors[0].offers == 0
    sent = []
    for number in (1, 30):
        for each in range(number):
            hall.lay(f"X{number}{each}", organisation=one, territory="north")
        with statements() as counted:
            gaps_of(hall.unit, hall.here, names)
        sent.append(counted.count)
    assert sent[0] == sent[1]


@pytest.mark.parametrize(
    ("requests", "left", "said"),
    [
        (0, None, Demand.LITTLE),
        (9, None, Demand.LITTLE),
        (1, 2, Demand.LITTLE),
        (2, 2, Demand.SOME),
        (3, 2, Demand.SOME),
        (4, 2, Demand.MUCH),
        (1, 0, Demand.SOME),
        (2, 0, Demand.MUCH),
        (0, 0, Demand.LITTLE),
    ],
)
def test_demand_in_words(requests: int, left: int | None, said: Demand) -> None:
    assert demand_of(requests, left) is said


def test_a_coordinator_says_what_everybody_sees_and_entries_follow_at_once(hall: Hall) -> None:
    hall.lay("T01")
    assert hall.entries()["T01"].requests is None
    show_demand(hall.unit, DemandShown.NUMBERS)
    hall.unit.session.expire_all()
    assert hall.unit.session.query(CatalogueEntry.requests).all() == [(1,)]
    show_demand(hall.unit, DemandShown.NUMBERS)
    show_demand(hall.unit, DemandShown.NOTHING)
    assert demand_shown(hall.unit) is DemandShown.NOTHING
    assert hall.unit.session.query(CatalogueEntry.requests).all() == [(None,)]


def test_nobody_else_says_it(unit_for) -> None:
    with pytest.raises(NotAllowedError):
        show_demand(unit_for(actor=Actor("Anybody")), DemandShown.WORDS)
