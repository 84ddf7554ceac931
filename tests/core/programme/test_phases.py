"""A calendar that is changed: freely in a draft, on record and with a reason once people know it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from core.audit.models import AuditEntry
from core.contract.acting import Actor, Grant
from core.contract.module import EditionPlan, Module, PhaseDay, PhaseKind, PhasePlan
from core.programme.errors import EditionMovedError, NotOpenError, PhaseNeededError, ReasonMissingError
from core.programme.lifecycle import move_edition
from core.programme.models import Edition, Phase, PhaseChange
from core.programme.phases import change_phases
from core.programme.queries import phases_by_edition, phases_of
from core.programme.rules import Moved, PhaseDates
from core.programme.services import create_edition
from core.tenancy.unit import Unit

WALKS = Module(
    "walks", "Walks", phases=(PhaseKind("entry", "Entry", needed=True), PhaseKind("tea", "Tea"), PhaseKind("walk", "W"))
)
ENTRY = PhaseDates("entry", date(2024, 2, 1), date(2024, 3, 17))
LONGER = replace(ENTRY, last_day=date(2024, 3, 24))
TEA = PhaseDates("tea", date(2024, 4, 1), date(2024, 4, 1))
WALK = PhaseDates("walk", date(2024, 5, 1), date(2024, 5, 31))
WHY = {"fr": "Grève des trains", "nl": "Treinstaking"}
PLAN = EditionPlan(
    title={"fr": "Promenades {year}"},
    phases=(
        PhasePlan("entry", PhaseDay(2, 1), PhaseDay(3, 17)),
        PhasePlan("walk", PhaseDay(5, 1), PhaseDay(5, 31)),
    ),
    settings={},
)
ADA = Actor("Ada", account_id=uuid4(), grants=(Grant("coordinator"),))


def made(unit: Unit, state: str) -> Edition:
    edition = create_edition(unit, module="walks", code="2024", year=2024, plan=PLAN, state=state)
    unit.session.commit()
    return edition


def change(unit: Unit, edition: Edition, *phases: PhaseDates, version: int, **reason: str) -> None:
    change_phases(unit, edition, WALKS, phases, version=version, reason=reason)
    unit.session.commit()


def test_a_draft_gets_any_calendar_and_nobody_is_told(unit_for) -> None:
    unit = unit_for(actor=ADA)
    edition = made(unit, "draft")
    change(unit, edition, LONGER, TEA, WALK, version=1)
    assert (phases_of(unit.session, edition.id), edition.version) == ((LONGER, TEA, WALK), 2)
    change(unit, edition, LONGER, WALK, version=2)
    assert phases_of(unit.session, edition.id) == (LONGER, WALK)
    assert unit.session.scalar(select(func.count()).select_from(PhaseChange)) == 0
    with pytest.raises(PhaseNeededError):
        change(unit, edition, WALK, version=3)


@pytest.mark.requirement("IM-04")
def test_a_longer_phase_is_on_record_with_its_reason_and_says_what_it_was(unit_for) -> None:
    unit = unit_for(actor=ADA)
    edition = made(unit, "live")
    for _press in range(2):
        change(unit, edition, LONGER, WALK, version=1, **WHY)
    moved = Moved(ENTRY.first_day, ENTRY.last_day, WHY)
    assert phases_of(unit.session, edition.id) == (replace(LONGER, moved=moved), WALK)
    assert phases_by_edition(unit.session)[edition.id][0].extended
    row = unit.session.scalars(select(PhaseChange)).one()
    assert (row.old_last_day, row.new_last_day, row.reason, row.by) == (ENTRY.last_day, LONGER.last_day, WHY, "Ada")
    entry = unit.session.scalars(select(AuditEntry).where(AuditEntry.act == "programme.phases.changed")).one()
    assert entry.details == {
        "version": 1,
        "reason": WHY,
        "phases": {"entry": {"old": ["2024-02-01", "2024-03-17"], "new": ["2024-02-01", "2024-03-24"]}},
    }


def test_what_is_told_is_the_way_from_the_first_days_to_the_last(unit_for) -> None:
    unit = unit_for(actor=ADA)
    edition = made(unit, "rehearsal")
    change(unit, edition, LONGER, WALK, version=1, fr="Neige")
    change(unit, edition, replace(ENTRY, last_day=date(2024, 3, 31)), WALK, version=2, fr="Grève")
    (entry, _walk) = phases_of(unit.session, edition.id)
    assert entry.moved == Moved(ENTRY.first_day, ENTRY.last_day, {"fr": "Grève"})
    change(unit, edition, ENTRY, WALK, version=3, fr="Tout va bien")
    assert phases_of(unit.session, edition.id) == (ENTRY, WALK)


def test_a_phase_that_people_know_is_not_changed_without_a_reason_and_never_goes(unit_for) -> None:
    unit = unit_for(actor=ADA)
    edition = made(unit, "live")
    with pytest.raises(ReasonMissingError):
        change(unit, edition, LONGER, WALK, version=1, fr=" ")
    unit.session.rollback()
    with pytest.raises(PhaseNeededError):
        change(unit, edition, ENTRY, version=1, **WHY)
    unit.session.rollback()
    change(unit, edition, ENTRY, TEA, WALK, version=1, **WHY)
    assert phases_of(unit.session, edition.id) == (ENTRY, TEA, WALK)


def test_the_same_calendar_again_changes_nothing(unit_for) -> None:
    unit = unit_for(actor=ADA)
    edition = made(unit, "live")
    change(unit, edition, ENTRY, WALK, version=1)
    assert edition.version == 1


def test_a_calendar_that_somebody_else_changed_is_looked_at_again(unit_for) -> None:
    unit = unit_for(actor=ADA)
    edition = made(unit, "live")
    change(unit, edition, LONGER, WALK, version=1, **WHY)
    with pytest.raises(EditionMovedError):
        change(replace(unit, actor=replace(ADA, account_id=uuid4())), edition, ENTRY, WALK, version=1, **WHY)


def test_other_days_from_another_tab_are_not_taken_for_a_second_press(unit_for) -> None:
    unit = unit_for(actor=ADA)
    edition = made(unit, "live")
    change(unit, edition, LONGER, WALK, version=1, **WHY)
    with pytest.raises(EditionMovedError):
        change(unit, edition, replace(LONGER, last_day=date(2024, 4, 7)), WALK, version=1, **WHY)


def test_the_calendar_of_a_closed_edition_stays(unit_for) -> None:
    unit = unit_for(actor=ADA)
    edition = made(unit, "closed")
    with pytest.raises(NotOpenError):
        change(unit, edition, LONGER, WALK, version=1, **WHY)


@pytest.mark.requirement("IM-25")
def test_what_was_changed_in_a_trial_is_not_told_once_it_is_open(unit_for) -> None:
    unit = unit_for(actor=ADA)
    edition = made(unit, "rehearsal")
    change(unit, edition, LONGER, WALK, version=1, **WHY)
    move_edition(unit, edition, "live", version=2)
    unit.session.commit()
    assert phases_of(unit.session, edition.id) == (LONGER, WALK)
    assert unit.session.scalars(select(Phase.position).order_by(Phase.position)).all() == [0, 2]


def test_no_other_edition_loses_a_phase_or_what_it_tells_of_one(unit_for) -> None:
    unit = unit_for(actor=ADA)
    other = create_edition(unit, module="walks", code="2023", year=2023, plan=PLAN, state="live")
    days = [
        PhaseDates(each.kind, each.first_day.replace(year=2023), each.last_day.replace(year=2023))
        for each in (LONGER, TEA, WALK)
    ]
    change(unit, other, *days, version=1, **WHY)
    before = phases_of(unit.session, other.id)
    assert before[0].moved
    draft = made(unit, "draft")
    change(unit, draft, ENTRY, TEA, WALK, version=1)
    change(unit, draft, ENTRY, WALK, version=2)
    move_edition(unit, draft, "rehearsal", version=3)
    change(unit, draft, LONGER, WALK, version=4, **WHY)
    move_edition(unit, draft, "live", version=5)
    unit.session.commit()
    assert (phases_of(unit.session, draft.id), phases_of(unit.session, other.id)) == ((LONGER, WALK), before)


def test_a_draft_keeps_no_reason_on_record(unit_for) -> None:
    unit = unit_for(actor=ADA)
    change(unit, made(unit, "draft"), LONGER, WALK, version=1, **WHY)
    entry = unit.session.scalars(select(AuditEntry).where(AuditEntry.act == "programme.phases.changed")).one()
    assert entry.details["reason"] == {}
