"""Entries follow what they tell of, whoever changes it and in whatever way; nothing unpublished has one."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date

import pytest
from lunch.statuses import CLEARED, LAID, PROPOSED
from sqlalchemy import delete, select, text, update

from core.catalogue.chores import follow_everywhere, mend_everywhere
from core.catalogue.facets import Chosen
from core.catalogue.models import CatalogueChange, CatalogueEntry, RehearsedEntry
from core.catalogue.services import Mended, follow, rebuild, refresh, refresh_edition
from core.directory.models import Organisation
from core.processes import runtime
from core.programme.booking import Wanted, book
from core.programme.models import Edition, Offer, Opening, Phase
from core.programme.offers import offer_again, withdraw_offer
from core.programme.wiping import delete_rows
from tests.conftest import NO_SECOND_WALL
from tests.core.catalogue.tables import NOW, Hall
from tests.core.programme.ground import SEATED, Ground
from tests.core.programme.test_offers import ACTS

#: Only what has places left.
LEFT = Chosen({"left": frozenset({"yes"})})

pytestmark = pytest.mark.requirement("IM-35")


def test_an_entry_says_what_its_offer_says(hall: Hall) -> None:
    port = hall.institution("Le Gué", sectors=frozenset({"youth-care", "addiction"}))
    offer = hall.lay("T01", "soupe pain", organisation=port, territory="north", capacity=3)
    entry = hall.entries()["T01"]
    assert (entry.id, entry.tenant_id, entry.module, entry.edition) == (offer, hall.unit.tenant.id, "lunch", "2024")
    assert (entry.title, entry.institution, entry.service) == ({"fr": "soupe pain"}, "Le Gué", None)
    assert (entry.nis, entry.municipality, entry.territory) == ("53053", {"fr": "Mons", "nl": "Bergen"}, "north")
    assert entry.facets == [
        *("dish=pain", "dish=soupe", "place=53053", "sector=addiction", "sector=youth-care", "territory=north"),
        "weekday=2",
    ]
    assert entry.details == {"dish": {"fr": "soupe pain"}, "weekday": ["2"]}
    assert (entry.places, entry.taken, entry.public_from) == (3, 0, date(2024, 2, 1))
    # How many ask stands there only where the network shows it.
    assert entry.requests is None


def test_what_is_not_published_has_no_entry(hall: Hall) -> None:
    for reference, status in (("T01", LAID), ("T02", PROPOSED), ("T03", CLEARED)):
        hall.lay(reference, status=status)
    draft = Hall.open(hall.unit, code="2025", state="draft")
    draft.lay("T04")
    rehearsed = Hall.open(hall.unit, code="2026", state="rehearsal")
    rehearsed.lay("T05")
    hall.follow()
    assert hall.unit.session.scalars(select(CatalogueEntry.reference)).all() == ["T01"]
    assert hall.unit.session.scalars(select(RehearsedEntry.reference)).all() == ["T05"]


def test_an_entry_goes_and_comes_with_its_offer(hall: Hall) -> None:
    offer = hall.lay("T01")
    assert [*hall.entries()] == ["T01"]
    version = hall.unit.session.scalars(select(Offer.version).where(Offer.id == offer)).one()
    same = {"among": Offer.id == offer, "reason": "ill"}
    withdraw_offer(hall.unit, hall.edition.id, offer, ACTS, version=version, **same)
    assert hall.entries() == {}
    offer_again(hall.unit, hall.edition.id, offer, ACTS, version=version + 1, **same)
    assert [*hall.entries()] == ["T01"]


def test_an_entry_is_deleted_with_its_offer(hall: Hall) -> None:
    offer = hall.lay("T01")
    hall.follow()
    hall.unit.session.execute(delete(Opening))
    hall.unit.session.execute(delete(Offer).where(Offer.id == offer))
    assert hall.unit.session.scalars(select(CatalogueEntry.id)).all() == []


def test_places_that_are_taken_are_taken_in_the_catalogue(hall: Hall, engine) -> None:
    hall.lay("T01", capacity=2)
    opening = hall.unit.session.scalars(select(Opening.id)).one()
    guests = Ground(hall.unit, engine, hall.edition).guests(1)
    assert hall.entries()["T01"].taken == 0
    book(hall.unit, Wanted(opening, guests[0]), SEATED)
    assert (hall.entries()["T01"].taken, hall.found(chosen=LEFT)) == (1, ["T01"])
    hall.unit.session.execute(update(Opening).values(capacity=1))
    assert (hall.entries()["T01"].places, hall.found(chosen=LEFT)) == (1, [])


@pytest.mark.parametrize("how", ["title", "organisation", "sector", "phase"])
def test_an_entry_follows_what_it_tells_of(hall: Hall, how: str) -> None:
    port = hall.institution("Le Gué")
    hall.lay("T01", organisation=port)
    hall.entries()
    session = hall.unit.session
    if how == "title":
        session.execute(update(Offer).values(title={"fr": "gâteau"}))
        assert hall.entries()["T01"].facets[0] == "dish=gâteau"
    elif how == "organisation":
        session.execute(update(Organisation).where(Organisation.id == port).values(name="Le Pont", name_key="le pont"))
        assert (hall.entries()["T01"].institution, hall.found("pont"), hall.found("gue")) == ("Le Pont", ["T01"], [])
    elif how == "sector":
        hall.institution("Le Gué", sectors=frozenset({"education"}))
        assert (hall.found("école"), "sector=education" in hall.entries()["T01"].facets) == (["T01"], True)
    else:
        session.execute(update(Phase).values(first_day=date(2024, 1, 5)))
        assert hall.entries()["T01"].public_from == date(2024, 1, 5)


def test_an_organisation_that_one_network_corrects_is_correct_in_the_catalogue_of_another(hall, unit_for) -> None:
    port = hall.institution("Le Gué")
    hall.unit.session.commit()
    other = Hall.open(replace(unit_for("orchard", now=NOW), tenant=with_lunch(unit_for("orchard"))))
    other.lay("T09", organisation=port)
    assert other.entries()["T09"].institution == "Le Gué"
    other.unit.session.commit()
    rename = update(Organisation).where(Organisation.id == port).values(name="Le Pont")
    hall.unit.session.execute(rename)
    hall.follow()
    hall.unit.session.commit()
    assert other.entries()["T09"].institution == "Le Pont"
    # It is not told back and forth.
    assert other.unit.session.scalars(select(CatalogueChange.kind)).all() == []


def with_lunch(unit):
    return replace(unit.tenant, modules=frozenset({"lunch"}))


def test_what_was_noted_is_followed_once_and_by_the_chore_for_each_network(hall: Hall, application, caplog) -> None:
    hall.lay("T01")
    hall.unit.session.commit()
    follow_everywhere(runtime(application))
    assert hall.unit.session.scalars(select(CatalogueEntry.reference)).all() == ["T01"]
    assert follow(hall.unit) == 0


def test_who_acts_for_no_network_is_not_noted_and_the_nightly_look_mends(
    hall: Hall, application, owner_engine, caplog: pytest.LogCaptureFixture
) -> None:
    hall.lay("T01", "soupe")
    hall.lay("T02", "pain")
    hall.entries()
    hall.unit.session.commit()
    with owner_engine.begin() as connection:
        connection.exec_driver_sql(NO_SECOND_WALL)
        connection.execute(text("UPDATE offer SET title = '{\"fr\": \"gâteau\"}' WHERE reference = 'T01'"))
        connection.execute(text("DELETE FROM catalogue_entry WHERE reference = 'T02'"))
        assert connection.scalar(text("SELECT count(*) FROM catalogue_change")) == 0
    with caplog.at_level(logging.WARNING, "core.catalogue.chores"):
        mend_everywhere(runtime(application))
    assert [record.getMessage() for record in caplog.records] == [
        "the catalogue of harbour was mended: missing T02, wrong T01, needless none"
    ]
    assert [entry.facets[0] for entry in hall.entries().values()] == ["dish=gâteau", "dish=pain"]
    caplog.clear()
    mend_everywhere(runtime(application))
    assert caplog.records == []


def test_a_rebuild_says_what_was_wrong_and_then_nothing(hall: Hall) -> None:
    offers = [hall.lay("T01"), hall.lay("T02"), hall.lay("T03")]
    hall.entries()
    session = hall.unit.session
    session.execute(delete(CatalogueEntry).where(CatalogueEntry.id == offers[0]))
    session.execute(update(CatalogueEntry).where(CatalogueEntry.id == offers[1]).values(taken=1))
    session.execute(update(Offer).where(Offer.id == offers[2]).values(CLEARED.columns))
    session.execute(delete(CatalogueChange))
    assert rebuild(hall.unit) == Mended(missing=("T01",), wrong=("T02",), needless=("T03",))
    assert rebuild(hall.unit) == Mended()


def test_entries_take_as_many_statements_for_one_offer_as_for_forty(hall: Hall, statements) -> None:
    sent = []
    for number in (1, 40):
        for each in range(number):
            hall.lay(f"T{number}{each:02}")
        with statements() as found:
            hall.follow()
        sent.append(found.count)
    assert sent[0] == sent[1] <= 12


def test_only_what_differs_is_written(hall: Hall, statements) -> None:
    hall.lay("T01")
    hall.follow()
    with statements() as sent:
        refresh_edition(hall.unit, hall.edition.id)
    assert [each for each in sent.texts if each.startswith(("INSERT", "DELETE", "UPDATE"))] == []
    assert refresh(hall.unit, []) == Mended()


def test_the_entries_of_an_edition_go_with_it(hall: Hall) -> None:
    rehearsed = Hall.open(hall.unit, code="2026", state="rehearsal")
    for each in (hall, rehearsed):
        each.lay("T01")
        each.follow()
        delete_rows(hall.unit, each.edition)
    for entries in (CatalogueEntry, RehearsedEntry):
        assert hall.unit.session.scalars(select(entries.id)).all() == []
    assert hall.unit.session.scalars(select(Edition.code).order_by(Edition.code)).all() == ["2024", "2026"]


def test_everybody_reads_an_entry_and_only_its_network_writes_it(hall: Hall, unit_for) -> None:
    offer = hall.lay("T01")
    hall.follow()
    hall.unit.session.commit()
    other = unit_for("orchard").session
    assert other.scalars(select(CatalogueEntry.reference)).all() == ["T01"]
    assert other.execute(update(CatalogueEntry).values(taken=1)).rowcount == 0
    assert other.execute(delete(CatalogueEntry)).rowcount == 0
    assert hall.unit.session.scalars(select(CatalogueEntry.id)).all() == [offer]
