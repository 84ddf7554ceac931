"""Editions: made with their phases, once; in rehearsal on a clock of their own."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from lunch.statuses import HERE, LAID
from sqlalchemy import select

from core.accounts.models import Person
from core.audit.models import AuditEntry
from core.contract.acting import Actor, Grant, NotAllowedError
from core.contract.module import EditionPlan, PhaseDay, PhasePlan
from core.database.base import uuid7
from core.directory.models import Organisation
from core.programme.errors import ClockError, EditionExistsError, PlacesTakenError, UnknownEditionError
from core.programme.models import Offer, Opening, Registration
from core.programme.queries import editions, find_edition, phases_by_edition, phases_of
from core.programme.rules import PhaseDates
from core.programme.services import create_edition, resize_offers, set_clock
from core.tenancy.unit import Unit

PLAN = EditionPlan(
    title={"fr": "Lunchs, édition {year}"},
    phases=(PhasePlan("lunch", PhaseDay(12, 1, -1), PhaseDay(1, 31)),),
    settings={"seats": 12},
)


@pytest.mark.requirement("IM-01")
def test_an_edition_has_its_title_its_phases_and_its_settings(unit_for) -> None:
    unit = unit_for()
    edition = create_edition(unit, module="lunch", code="2024", year=2024, plan=PLAN)
    unit.session.commit()
    assert (edition.title, edition.settings) == ({"fr": "Lunchs, édition 2024"}, {"seats": 12})
    assert phases_of(unit.session, edition.id) == (PhaseDates("lunch", date(2023, 12, 1), date(2024, 1, 31)),)
    assert phases_by_edition(unit.session) == {edition.id: phases_of(unit.session, edition.id)}
    assert [each.code for each in editions(unit.session)] == ["2024"]
    assert unit.session.scalars(select(AuditEntry.act)).all() == ["programme.edition.created"]


def test_a_code_is_given_once(unit_for) -> None:
    unit = unit_for()
    create_edition(unit, module="lunch", code="2024", year=2024, plan=PLAN)
    with pytest.raises(EditionExistsError):
        create_edition(unit, module="lunch", code="2024", year=2025, plan=PLAN)


def test_an_unknown_edition_is_named_with_those_there_are(unit_for) -> None:
    unit = unit_for()
    create_edition(unit, module="lunch", code="2024", year=2024, plan=PLAN)
    with pytest.raises(UnknownEditionError) as caught:
        find_edition(unit.session, "lunch", "2023")
    assert str(caught.value) == "There is no edition '2023'; there are: 2024."


def test_a_referent_makes_no_edition(unit_for) -> None:
    unit = unit_for(actor=Actor("R", grants=(Grant("referent"),)))
    with pytest.raises(NotAllowedError):
        create_edition(unit, module="lunch", code="2024", year=2024, plan=PLAN)


@pytest.mark.requirement("IM-25")
def test_a_rehearsal_lives_the_day_it_is_told(unit_for) -> None:
    unit = unit_for()
    edition = create_edition(
        unit, module="lunch", code="2024", year=2024, plan=PLAN, state="rehearsal", clock_offset=timedelta()
    )
    set_clock(unit, edition, date(2030, 1, 2))
    unit.session.commit()
    assert unit.now + edition.clock_offset == datetime(2030, 1, 2, 8, tzinfo=UTC)


@pytest.mark.parametrize("day", [date(1999, 12, 31), date(2101, 1, 1)])
def test_a_rehearsal_stays_within_reach(unit_for, day: date) -> None:
    unit = unit_for()
    edition = create_edition(unit, module="lunch", code="2024", year=2024, plan=PLAN, state="rehearsal")
    with pytest.raises(ClockError):
        set_clock(unit, edition, day)


def test_a_live_edition_has_no_clock_of_its_own(unit_for) -> None:
    unit = unit_for()
    edition = create_edition(unit, module="lunch", code="2024", year=2024, plan=PLAN)
    with pytest.raises(ClockError):
        set_clock(unit, edition, date(2030, 1, 2))


def make_offer(unit: Unit, edition_id: uuid.UUID, reference: str, *rooms: tuple[int, int]) -> uuid.UUID:
    """Make an offer with openings of so many places, of which so many are taken."""
    house, person, host, offer = uuid7(), uuid7(), uuid7(), uuid7()
    unit.session.add(Organisation(id=house, institution_id=house, name=reference, name_key=reference))
    unit.session.add(Person(id=person, first_name="A", last_name=reference, language="fr"))
    unit.session.flush()
    common = {"edition_id": edition_id, "organisation_id": house, "reference": reference}
    guest = {"role": "host", "registered_at": unit.now, **HERE.columns}
    unit.session.add(Registration(id=host, person_id=person, **guest, **common))
    unit.session.flush()
    unit.session.add(Offer(id=offer, registration_id=host, title={"fr": reference}, **LAID.columns, **common))
    unit.session.flush()
    for places, taken in rooms:
        unit.session.add(Opening(edition_id=edition_id, offer_id=offer, capacity=places, taken=taken))
    unit.session.flush()
    return offer


def capacities(unit: Unit, offer: uuid.UUID) -> list[int | None]:
    return list(unit.session.scalars(select(Opening.capacity).where(Opening.offer_id == offer).order_by(Opening.id)))


def test_offers_are_resized_on_record_and_never_below_what_is_taken(unit_for) -> None:
    unit = unit_for()
    edition = create_edition(unit, module="lunch", code="2024", year=2024, plan=PLAN)
    one, two = make_offer(unit, edition.id, "L1", (2, 1), (3, 1)), make_offer(unit, edition.id, "L2", (4, 0))
    assert resize_offers(unit, {one: 3, two: 4}, "the room is smaller") == {one: 5, two: 4}
    unit.session.flush()
    assert (capacities(unit, one), capacities(unit, two)) == ([2, 1], [4])
    resized = select(AuditEntry.subject_id, AuditEntry.details).where(AuditEntry.act == "programme.offer.resized")
    assert unit.session.execute(resized).all() == [(one, {"old": 5, "new": 3, "reason": "the room is smaller"})]
    with pytest.raises(PlacesTakenError) as caught:
        resize_offers(unit, {one: 1}, "x")
    assert (caught.value.offer_id, caught.value.taken) == (one, 2)


def test_an_offer_without_openings_gets_its_first_and_may_have_no_limit(unit_for) -> None:
    unit = unit_for()
    edition = create_edition(unit, module="lunch", code="2024", year=2024, plan=PLAN)
    bare, open_ended = make_offer(unit, edition.id, "L1"), make_offer(unit, edition.id, "L2", (2, 1))
    assert resize_offers(unit, {bare: 3, open_ended: None}, "a room was found") == {bare: 0, open_ended: 2}
    unit.session.flush()
    assert (capacities(unit, bare), capacities(unit, open_ended)) == ([3], [None])
    assert resize_offers(unit, {bare: 0, open_ended: 4}, "the room went") == {bare: 3, open_ended: None}
    unit.session.flush()
    assert (capacities(unit, bare), capacities(unit, open_ended)) == ([0], [4])


def test_the_right_over_editions_is_held_module_by_module(unit_for) -> None:
    host = Actor("A", grants=(Grant("coordinator", "lunch"), Grant("reader")))
    unit = unit_for(actor=host)
    mine = create_edition(unit, module="lunch", code="2024", year=2024, plan=PLAN, state="rehearsal")
    set_clock(unit, mine, date(2024, 3, 18))
    with pytest.raises(NotAllowedError, match=r"^missing right: programme\.edition\.manage$"):
        create_edition(unit, module="walks", code="2025", year=2025, plan=PLAN)
    unit.session.commit()
    other = create_edition(unit_for(), module="walks", code="2025", year=2025, plan=PLAN, state="rehearsal")
    with pytest.raises(NotAllowedError):
        set_clock(unit, other, date(2024, 3, 18))
