"""An edition goes from draft to closed, each step once, by who looked at it; and nothing changes in one not open."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from lunch.menus import LunchMenu
from lunch.models import LunchEntry
from lunch.services import note_entry
from sqlalchemy import func, select

from core.audit.models import AuditEntry
from core.contract.acting import SYSTEM, Actor, Grant, NotAllowedError
from core.programme.contents import contents_of, is_empty
from core.programme.errors import (
    EditionExistsError,
    EditionMovedError,
    EditionMoveError,
    EditionNotEmptyError,
    EditionTitleError,
    NotOpenError,
    ReasonMissingError,
    UnknownEditionError,
)
from core.programme.holding import hold_open
from core.programme.lifecycle import delete_edition, edit_edition, move_edition
from core.programme.models import Edition, Phase
from core.programme.queries import find_edition
from core.programme.services import create_edition
from core.tenancy.unit import Unit
from tests.core.programme import lunches
from tests.core.programme.lunches import ADA, BEA, PLAN
from tests.together import at_once, while_locked


def made(unit: Unit, code: str = "2024", state: str = "draft") -> Edition:
    return lunches.made(unit, code, state=state)


def note(unit: Unit, edition: Edition) -> None:
    note_entry(replace(unit, actor=SYSTEM), edition, name="Ada", email="ada@x.example", language="fr")
    unit.session.commit()


@pytest.mark.requirement("IM-01")
def test_an_edition_is_a_draft_then_open_then_closed_and_open_again_with_a_reason(unit_for) -> None:
    unit = unit_for(actor=ADA)
    edition = made(unit)
    states = [edition.state]
    for state, reason in (("live", ""), ("closed", ""), ("live", "a host answered late")):
        move_edition(unit, edition, state, version=edition.version, reason=reason)
        unit.session.commit()
        states.append(edition.state)
    assert (states, edition.version) == (["draft", "live", "closed", "live"], 4)
    acts = select(AuditEntry.act, AuditEntry.details).where(AuditEntry.subject_id == edition.id)
    assert [tuple(row) for row in unit.session.execute(acts.order_by(AuditEntry.id))] == [
        ("programme.edition.created", {"module": "lunch", "code": "2024", "state": "draft"}),
        ("programme.edition.opened", {"version": 1, "old": "draft", "new": "live"}),
        ("programme.edition.closed", {"version": 2, "old": "live", "new": "closed"}),
        (
            "programme.edition.reopened",
            {"version": 3, "old": "closed", "new": "live", "reason": "a host answered late"},
        ),
    ]


def test_a_closed_edition_is_not_opened_again_without_a_reason(unit_for) -> None:
    unit = unit_for(actor=ADA)
    edition = made(unit, state="closed")
    with pytest.raises(ReasonMissingError):
        move_edition(unit, edition, "live", version=1, reason="  ")
    assert edition.state == "closed"


@pytest.mark.parametrize(
    ("old", "new"), [("draft", "closed"), ("closed", "draft"), ("rehearsal", "closed"), ("live", "rehearsal")]
)
def test_there_are_no_other_ways(unit_for, old: str, new: str) -> None:
    unit = unit_for(actor=ADA)
    edition = made(unit, state=old)
    with pytest.raises(EditionMoveError):
        move_edition(unit, edition, new, version=1, reason="x")


def test_the_second_press_of_a_button_finds_the_act_done(unit_for) -> None:
    unit = unit_for(actor=ADA)
    edition = made(unit)
    for _press in range(2):
        move_edition(unit, edition, "live", version=1)
        unit.session.commit()
    assert (edition.state, edition.version) == ("live", 2)
    opened = select(func.count()).where(AuditEntry.act == "programme.edition.opened")
    assert unit.session.scalar(opened) == 1


def test_two_who_press_at_the_same_moment_do_it_once(unit_for) -> None:
    edition = made(unit_for(actor=ADA))

    def press() -> str:
        unit = unit_for(actor=ADA)
        move_edition(unit, find_edition(unit.session, "lunch", "2024"), "live", version=1)
        unit.session.commit()
        return "fine"

    assert at_once(press, press) == ["fine", "fine"]
    unit = unit_for()
    assert unit.session.get_one(Edition, (unit.tenant.id, edition.id)).version == 2


def test_somebody_elses_change_is_not_taken_for_ones_own(unit_for) -> None:
    unit, other = unit_for(actor=ADA), unit_for(actor=BEA)
    edition = made(unit)
    move_edition(unit, edition, "live", version=1)
    unit.session.commit()
    seen = find_edition(other.session, "lunch", "2024")
    with pytest.raises(EditionMovedError):
        move_edition(other, seen, "live", version=1)
    with pytest.raises(EditionMovedError):
        delete_edition(other, seen, version=1)


def test_only_who_manages_editions_moves_one(unit_for) -> None:
    edition = made(unit_for(actor=ADA))
    unit = unit_for(actor=Actor("R", grants=(Grant("referent"),)))
    with pytest.raises(NotAllowedError):
        move_edition(unit, edition, "live", version=1)


@pytest.mark.requirement("IM-25")
def test_a_trial_is_wiped_before_it_is_opened_and_loses_its_clock(unit_for) -> None:
    unit = unit_for(actor=ADA)
    edition = made(unit, state="rehearsal")
    edition.clock_offset = timedelta(days=-30)
    note(unit, edition)
    for state in ("live", "draft"):
        with pytest.raises(EditionNotEmptyError):
            move_edition(unit, edition, state, version=1)
    unit.session.rollback()
    empty = made(unit, "2025", state="rehearsal")
    empty.clock_offset = timedelta(days=-30)
    move_edition(unit, empty, "live", version=1)
    unit.session.commit()
    assert (empty.state, empty.clock_offset) == ("live", None)


def test_what_is_in_an_edition_is_counted_whosever_it_is(unit_for) -> None:
    unit = unit_for()
    edition = made(unit, state="live")
    assert (contents_of(unit, edition), is_empty(unit, edition)) == ((), True)
    note(unit, edition)
    assert [figure.value for figure in contents_of(unit, edition)] == [1, 1]
    assert not is_empty(unit, edition)


def test_an_edition_is_deleted_with_its_calendar_while_it_is_empty(unit_for) -> None:
    unit = unit_for(actor=ADA)
    one, other = made(unit), made(unit, "2025", state="live")
    note(unit, other)
    delete_edition(unit, one, version=1)
    unit.session.commit()
    with pytest.raises(EditionNotEmptyError):
        delete_edition(unit, other, version=1)
    unit.session.rollback()
    left = [unit.session.scalars(select(column)).all() for column in (Edition.id, Phase.edition_id)]
    assert left == [[other.id], [other.id]]
    assert unit.session.scalars(select(LunchMenu.edition_id)).all() == [other.id]


def test_a_title_is_that_of_one_edition_in_every_language(unit_for) -> None:
    unit = unit_for(actor=ADA)
    made(unit)
    plan = replace(PLAN, title={"fr": "Autre", "nl": "LUNCHES  2024"})
    with pytest.raises(EditionTitleError) as caught:
        create_edition(unit, module="walks", code="2024", year=2024, plan=plan)
    assert (caught.value.language, caught.value.code) == ("nl", "2024")


def test_names_and_settings_are_changed_on_record(unit_for) -> None:
    unit = unit_for(actor=ADA)
    edition, other = made(unit), made(unit, "2025")
    title = {"fr": "Tables 2024", "nl": "Tafels 2024"}
    for _press in range(2):
        edit_edition(unit, edition, version=1, title=title, code="2024-test", settings={"seats": 8})
        unit.session.commit()
    assert (edition.title, edition.code, edition.settings, edition.version) == (title, "2024-test", {"seats": 8}, 2)
    edit_edition(unit, edition, version=2, title=title, code="2024-test", settings={})
    assert edition.version == 2
    with pytest.raises(EditionTitleError):
        edit_edition(unit, edition, version=2, title=other.title, code="2024-test", settings={})
    with pytest.raises(EditionExistsError):
        edit_edition(unit, edition, version=2, title=title, code="2025", settings={})


def test_the_code_stays_once_somebody_is_in_the_edition(unit_for) -> None:
    unit = unit_for(actor=ADA)
    edition = made(unit, state="live")
    note(unit, edition)
    with pytest.raises(EditionNotEmptyError):
        edit_edition(unit, edition, version=1, title=edition.title, code="2024-x", settings={})


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_nobody_acts_in_an_edition_that_is_not_open(unit_for, state: str) -> None:
    unit = unit_for()
    edition = made(unit, state=state)
    with pytest.raises(NotOpenError, match=state):
        note(unit, edition)
    assert unit.session.scalar(select(func.count()).select_from(LunchEntry)) == 0


def test_whoever_closes_waits_for_those_who_act(unit_for, engine) -> None:
    edition = made(unit_for(), state="live")
    acting, closing = unit_for(), unit_for(actor=ADA)
    assert hold_open(acting, edition.id).state == "live"

    def close() -> str:
        row = find_edition(closing.session, "lunch", "2024")
        move_edition(closing, row, "closed", version=1)
        closing.session.commit()
        return str(row.state)

    assert while_locked(engine, acting.session.commit, close) == "closed"
    with pytest.raises(NotOpenError):
        hold_open(acting, edition.id)


def test_an_edition_that_is_gone_is_held_by_nobody(unit_for) -> None:
    unit = unit_for()
    edition = made(unit)
    delete_edition(unit, edition, version=1)
    unit.session.commit()
    with pytest.raises(UnknownEditionError):
        hold_open(unit, edition.id)


def test_an_answer_from_another_tab_is_not_taken_for_a_second_press(unit_for) -> None:
    unit = unit_for(actor=ADA)
    edition = made(unit)
    names = {"title": {"fr": "Repas 2024"}, "code": "2024", "settings": {}}
    for _press in range(2):
        edit_edition(unit, edition, version=1, **names)
    with pytest.raises(EditionMovedError):
        edit_edition(unit, edition, version=1, **{**names, "title": {"fr": "Tables 2024"}})
    for state in ("live", "closed"):
        move_edition(unit, edition, state, version=edition.version)
    with pytest.raises(EditionMovedError):
        move_edition(unit, edition, "live", version=2, reason="x")
