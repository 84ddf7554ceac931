"""Trainees change their choices and what they said, and withdraw: their own alone, until a round is opened on them."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import select

from core.contract.acting import Actor, NotAllowedError
from core.language.dates import BELGIUM
from core.messages.models import Message
from core.programme.errors import UnknownRegistrationError
from core.programme.importing.services import import_file
from core.programme.models import FieldChange, Participation, Registration
from core.programme.services import create_edition
from plugins.immersion import matching
from plugins.immersion.choosing import NoChoosing, WrongChoice
from plugins.immersion.entering_errors import CannotChooseError, ChoicesRefusedError
from plugins.immersion.enums import Pool
from plugins.immersion.queries.instance import Draw, instance_of
from plugins.immersion.services.own_changes import change_said, choose, leave
from plugins.immersion.services.rounds import open_round
from plugins.immersion.settings import read_settings
from tests.plugins.immersion.conftest import ROUND_DAYS, World
from tests.plugins.immersion.importing.sheets import KINDS, TRAINEE, sheet_of
from tests.plugins.immersion.newcomers import OPEN, chosen_in, newcomer_of
from tests.together import at_once, while_locked

LATER = datetime(2024, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def mine(nora):
    return nora.register()


def changed(nora, mine, *chosen: str, moment: datetime = LATER) -> bool:
    unit = nora.on(moment, mine)
    try:
        done = choose(unit, nora.world.edition, mine.id, chosen)
        unit.session.commit()
    finally:
        unit.session.close()
    return done


def why_not(nora, mine, *chosen: str, moment: datetime = LATER) -> NoChoosing:
    with pytest.raises(CannotChooseError) as caught:
        changed(nora, mine, *chosen, moment=moment)
    return caught.value.why


@pytest.mark.requirement("IM-11")
def test_another_order_is_a_new_wave_and_the_old_one_is_history(nora, mine, hosting) -> None:
    assert changed(nora, mine, "H2", "H1")
    assert chosen_in(hosting, "S001") == [
        (1, 1, "H1", False),
        (1, 2, "H2", False),
        (2, 1, "H2", True),
        (2, 2, "H1", True),
    ]
    assert not changed(nora, mine, "H2", "H1", moment=datetime(2024, 3, 2, tzinfo=UTC))
    assert len(chosen_in(hosting, "S001")) == 4


def test_two_presses_at_once_are_one_wave(nora, mine, hosting) -> None:
    done = at_once(*[lambda: changed(nora, mine, "H2")] * 3)
    assert sorted(done) == [False, False, True]
    assert [line for line in chosen_in(hosting, "S001") if line[3]] == [(2, 1, "H2", True)]


@pytest.mark.requirement("IM-11")
def test_what_cannot_be_chosen_is_refused_by_place(nora, mine, hosting) -> None:
    hosting.make_host("H3", 0)
    hosting.commit()
    with pytest.raises(ChoicesRefusedError) as caught:
        changed(nora, mine, "H1", "H3", "H1")
    assert caught.value.wrong == {1: WrongChoice.FULL, 2: WrongChoice.TWICE}


@pytest.mark.requirement("IM-15")
def test_a_round_that_is_open_keeps_the_choices(nora, mine, hosting) -> None:
    hosting.propose(2)
    hosting.commit()
    assert why_not(nora, mine, "H2", moment=ROUND_DAYS[2]) is NoChoosing.FROZEN


@pytest.mark.requirement("IM-15")
def test_a_round_that_is_opened_between_form_and_press_is_waited_for(nora, mine, hosting, engine) -> None:
    unit = hosting.on(2)
    open_round(unit, hosting.round(2).id)
    outcome = while_locked(engine, unit.session.commit, lambda: changed(nora, mine, "H2", moment=ROUND_DAYS[2]))
    assert isinstance(outcome, CannotChooseError)
    assert outcome.why is NoChoosing.FROZEN
    assert len(chosen_in(hosting, "S001")) == 2


@pytest.mark.requirement("IM-16")
def test_who_has_a_place_chooses_no_more(nora, mine, hosting) -> None:
    hosting.live(2)
    hosting.commit()
    assert why_not(nora, mine, "H2", moment=ROUND_DAYS[2]) is NoChoosing.PLACED


@pytest.mark.requirement("IM-16")
def test_who_was_not_placed_chooses_again_until_the_day_before_the_next_round(nora, hosting) -> None:
    hosting.make_trainee("S050", "H1", institution="B")
    hosting.commit()
    mine = nora.register(choices=("H1",))
    hosting.live(1)  # Whose institution hosts comes first.
    hosting.live(2)
    hosting.commit()
    places = select(Participation.registration_id)
    placed = set(hosting.session.scalars(places))
    assert placed == {hosting.trainees["S050"]}
    assert changed(nora, mine, "H2", moment=datetime(2024, 4, 1, 9, tzinfo=UTC))
    assert why_not(nora, mine, "H2", "H1", moment=datetime(2024, 4, 2, 7, tzinfo=UTC)) is NoChoosing.TOO_LATE
    hosting.live(3)
    hosting.commit()
    assert set(hosting.session.scalars(places)) == {*placed, mine.id}


@pytest.mark.requirement("IM-39")
def test_what_was_said_is_changed_and_its_history_kept(nora, mine, hosting) -> None:
    unit = nora.on(LATER, mine)
    assert change_said(unit, hosting.edition, mine.id, phone=None, expectations="Plus de détails.")
    unit.session.commit()
    assert not change_said(nora.on(LATER, mine), hosting.edition, mine.id, phone=None, expectations="Plus de détails.")
    lines = hosting.session.scalars(select(FieldChange).where(FieldChange.field != "reference")).all()
    assert {(each.field, each.old, each.new, each.way) for each in lines} == {
        ("phone", "0470 11 22 33", "", "hand"),
        ("expectations", "Voir autrement.", "Plus de détails.", "hand"),
    }


@pytest.mark.requirement("IM-28")
def test_who_withdraws_gives_back_the_place_and_the_host_is_told(nora, mine, hosting) -> None:
    hosting.live(2)
    hosting.commit()
    unit = nora.on(datetime(2024, 3, 20, tzinfo=UTC), mine)
    assert leave(unit, hosting.edition, mine.id, reason="Un déménagement")
    assert not leave(unit, hosting.edition, mine.id, reason="Encore")
    unit.session.commit()
    row = hosting.session.get_one(Registration, (hosting.unit.tenant.id, mine.id), populate_existing=True)
    assert (row.status, row.withdrawal_reason) == ("withdrawn", "Un déménagement")
    letters = hosting.session.scalars(select(Message.kind).where(Message.about_id == mine.id)).all()
    assert letters.count("immersion.trainee_withdrew") == 1
    told = select(Message.body).where(Message.kind == "immersion.host_list").order_by(Message.id.desc()).limit(1)
    assert "Nora Claes" in hosting.session.scalars(told).one()


@pytest.mark.requirement("IM-28")
def test_who_withdrew_without_a_place_is_told_to_no_host_and_can_register_again(nora, mine, hosting) -> None:
    unit = nora.on(LATER, mine)
    leave(unit, hosting.edition, mine.id, reason=None)
    unit.session.commit()
    kinds = hosting.session.scalars(select(Message.kind).order_by(Message.id)).all()
    assert kinds == ["immersion.trainee_registered", "immersion.trainee_withdrew"]
    assert why_not(nora, mine, "H2") is NoChoosing.WITHDRAWN
    again = nora.register(LATER)
    assert (again.reference, again.new) == ("S002", True)


def test_nobody_changes_what_is_anothers(nora, mine, hosting) -> None:
    other = newcomer_of(hosting)("other@cpas.example")
    theirs = other.register(choices=("H2",))
    unit = nora.on(LATER, mine)
    with pytest.raises(UnknownRegistrationError):
        choose(unit, hosting.edition, theirs.id, ("H1",))
    with pytest.raises(UnknownRegistrationError):
        leave(unit, hosting.edition, theirs.id, reason=None)
    unit.session.rollback()
    with pytest.raises(NotAllowedError):
        choose(hosting.on(LATER, hosting.coordinator()), hosting.edition, mine.id, ("H1",))


def test_who_came_by_a_link_may_change_that_one(nora, mine, hosting) -> None:
    unit = nora.on(LATER, mine)
    unit = replace(unit, actor=Actor("Nora Claes", parts=unit.actor.parts))
    assert choose(unit, hosting.edition, mine.id, ("H2",))


def other_edition(world: World) -> World:
    """Return another edition of the same network with the same two hosts, in which nobody is registered."""
    other = World.left(world.unit_for, world.slug, world.known)
    plan = read_settings(other.unit.tenant.settings["immersion"], other.unit.tenant.languages)
    plan = replace(plan, title={"fr": "Une autre"})
    other.edition = create_edition(other.unit, module="immersion", code="other", year=2024, plan=plan, state="live")
    other.person = partial(_person_without_address, other)  # type: ignore[method-assign]
    other.make_host("H1", 1, institution="A")
    other.make_host("H2", 2, institution="B")
    other.commit()
    return other


def _person_without_address(world: World, first: str, last: str, _email: str | None, language: str) -> uuid.UUID:
    return World.person(world, first, last, None, language)


def frozen(world: World) -> str:
    """Return what a round would be opened on, as its file says it."""
    draw = Draw(pool=Pool.EVERYBODY, objective="priority", max_choices=3, seed="seed")
    return matching.canonical_json(instance_of(world.session, world.edition.id, draw, ROUND_DAYS[2]))


@pytest.mark.requirement("IM-15")
def test_a_round_on_what_people_typed_is_that_on_the_same_rows_imported(hosting, nora) -> None:
    make = newcomer_of(hosting)
    changed(nora, nora.register(), "H2", "H1")
    make("omar@spj.example", "Omar Diallo").register(institution="B", choices=("H1",))
    make("lise@imp.example", "Lise Maes").register(institution="École du Parc", choices=("H1", "H2"))
    rows = [
        {
            **TRAINEE,
            "N° demande": reference,
            "E-mail": f"{reference}@typed.example",
            "Institution": institution,
            "Service hôte": None,
            "Choix 1": first,
            "Choix 2": second,
            "Inscrit le": OPEN.astimezone(BELGIUM).replace(tzinfo=None),
        }
        for reference, institution, first, second in (
            ("S001", "CPAS de Mons", "H2", "H1"),
            ("S002", "B", "H1", None),
            ("S003", "École du Parc", "H1", "H2"),
        )
    ]
    imported = other_edition(hosting)
    report = import_file(imported.on(OPEN), imported.edition, KINDS["trainees"], sheet_of(*rows))
    assert (report.imported, report.faults) == (3, ())
    hosting.session.rollback()
    assert frozen(hosting) == frozen(imported)
    assert '"S003"' in frozen(hosting)
