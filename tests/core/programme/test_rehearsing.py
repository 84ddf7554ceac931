"""A rehearsal is filled with invented people and wiped: nothing of it is left, and nothing else is touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from lunch.models import LunchEntry
from lunch.services import note_entry, start_confirming
from lunch.statuses import GUESTS
from sqlalchemy import func, select, text

from core.accounts.models import Person
from core.accounts.people import add_people
from core.accounts.rules import PersonFacts
from core.audit.models import AuditEntry
from core.contract.acting import SYSTEM, Actor, Grant, NotAllowedError
from core.database.base import Base
from core.database.session import SharedSession
from core.directory.models import Organisation
from core.directory.rules import OrganisationKey, SaidOrganisation
from core.directory.services import enter_organisations, plan_organisations
from core.exchange.services import keep_file
from core.forms.drafts import keep_draft
from core.forms.rules import DraftPlace
from core.jobs.models import Dispatch, JobRun
from core.messages.models import CapturedMail, Message
from core.programme.contents import is_empty
from core.programme.errors import EditionMovedError, EditionNotEmptyError, NotRehearsedError
from core.programme.lifecycle import move_edition
from core.programme.models import Edition, Registration
from core.programme.rehearsing import fill_rehearsal, vanishing, wipe_rehearsal
from core.programme.services import set_clock
from core.tenancy.unit import Unit
from tests.core.programme import lunches
from tests.core.programme.lunches import ADA, BEA
from tests.together import at_once

pytestmark = pytest.mark.requirement("IM-25")
REAL = PersonFacts("Ada", "Dupont", "ada@mons.example")


def made(unit: Unit, code: str = "2024", state: str = "rehearsal") -> Edition:
    return lunches.made(unit, code, state=state)


def register(unit: Unit, edition: Edition) -> UUID:
    """Register somebody of an institution, as an import inside the edition does, and return who it is."""
    here = unit.inside(edition)
    known = enter_organisations(here, plan_organisations(here, [SaidOrganisation("Le Gué", "Équipe")], corrects=True))
    organisation = known[OrganisationKey("le gue", "equipe")]
    (person,) = add_people(here, [(REAL, organisation.id)], language="fr")
    unit.session.add(
        Registration(
            edition_id=edition.id,
            role="guest",
            reference="G001",
            person_id=person,
            organisation_id=organisation.id,
            registered_at=here.now,
            **GUESTS[0].columns,
        )
    )
    unit.session.flush()
    return person


def live(unit: Unit, edition: Edition) -> None:
    """Let there be somebody of every kind in an edition: people, letters, captured mail, files and work."""
    here = unit.inside(edition)
    register(unit, edition)
    note_entry(replace(here, actor=SYSTEM), edition, name="Bea", email="bea@x.example", language="fr")
    (letter,) = unit.session.scalars(select(Message).where(Message.edition_id == edition.id)).all()
    unit.session.add(
        CapturedMail(
            message_id=letter.message_id, from_address="l@x.example", to_address="b@x.example", subject="", source=""
        )
    )
    keep_file(
        here,
        module="lunch",
        purpose="import",
        kind="dishes",
        state="new",
        name="x",
        content=b"x",
        edition_id=edition.id,
    )
    start_confirming(replace(here, actor=SYSTEM), edition)
    unit.session.commit()


def counts(unit: Unit) -> dict[str, int]:
    """Return how many rows every table has, but for the trail."""
    unit.session.rollback()
    tables = [table.name for table in Base.metadata.sorted_tables if table.name != "audit_entry"]
    session = unit.session
    return {
        name: session.scalar(text(f"SELECT count(*) FROM {name}"))
        for name in tables
        if session.scalar(text("SELECT has_table_privilege(:name, 'SELECT')"), {"name": name})
    }


def test_a_trial_is_filled_once_with_people_of_its_own(unit_for) -> None:
    unit = unit_for(actor=ADA)
    edition = made(unit)
    for _press in range(2):
        fill_rehearsal(unit, edition, version=1)
        unit.session.commit()
    entries = unit.session.scalars(select(LunchEntry.email).order_by(LunchEntry.email)).all()
    assert entries == [f"person-0{number}@invented.example" for number in (1, 2, 3)]
    assert unit.session.scalars(select(Message.captured)).all() == [True] * 3
    acts = select(AuditEntry.act).where(AuditEntry.subject_id == edition.id).order_by(AuditEntry.id)
    assert unit.session.scalars(acts).all() == ["programme.edition.created", "programme.rehearsal.filled"]
    assert edition.version == 2


@pytest.mark.parametrize("act", [fill_rehearsal, wipe_rehearsal])
@pytest.mark.parametrize("state", ["draft", "live", "closed"])
def test_only_a_trial_is_filled_or_wiped(unit_for, act, state: str) -> None:
    unit = unit_for(actor=ADA)
    edition = made(unit, state=state)
    with pytest.raises(NotRehearsedError):
        act(unit, edition, version=1)


@pytest.mark.parametrize("act", [fill_rehearsal, wipe_rehearsal])
def test_only_who_manages_editions_fills_and_wipes(unit_for, act) -> None:
    unit = unit_for(actor=ADA)
    edition = made(unit)
    with pytest.raises(NotAllowedError):
        act(replace(unit, actor=Actor("R", grants=(Grant("referent"),))), edition, version=1)


def test_a_trial_with_somebody_in_it_is_not_filled(unit_for) -> None:
    unit = unit_for(actor=ADA)
    edition = made(unit)
    register(unit, edition)
    with pytest.raises(EditionNotEmptyError):
        fill_rehearsal(unit, edition, version=1)


def test_a_wiped_trial_is_as_one_that_was_just_made(unit_for) -> None:
    unit = unit_for(actor=ADA)
    edition = made(unit)
    fresh = counts(unit)
    set_clock(unit, edition, date(2024, 3, 1))
    live(unit, edition)
    registrations = unit.session.scalars(select(Registration.id).where(Registration.edition_id == edition.id))
    for owner in (edition.id, *registrations):
        keep_draft(unit, DraftPlace("lunch.guest", owner, "", "/x"), (("name", "Ada"),), known=0)
    assert {str(figure.label): figure.value for figure in vanishing(unit, edition)} == {
        "registration": 1,
        "letter": 1,
        "entry": 1,
        "person of this trial": 1,
        "institutions of this trial": 2,
        "test mail": 1,
    }
    for _press in range(2):
        wipe_rehearsal(unit, edition, version=1)
        unit.session.commit()
    assert (counts(unit), vanishing(unit, edition), edition.clock_offset) == (fresh, (), None)
    entry = unit.session.scalars(select(AuditEntry).where(AuditEntry.act == "programme.rehearsal.wiped")).one()
    assert entry.details == {"version": 1, "people": 1, "organisations": 2, "test_mails": 1}
    fill_rehearsal(unit, edition, version=2)
    wipe_rehearsal(unit, edition, version=3)
    move_edition(unit, edition, "live", version=4)
    unit.session.commit()
    assert (counts(unit), edition.state) == (fresh, "live")


def test_the_network_its_other_editions_and_the_directory_are_not_touched(unit_for) -> None:
    unit, other = unit_for(actor=ADA), unit_for("orchard")
    live(unit, made(unit, "2023", "live"))
    live(unit, made(unit, "2022"))
    enter_organisations(other, plan_organisations(other, [SaidOrganisation("Le Gué", "Équipe")], corrects=True))
    other.session.commit()
    before = counts(unit)
    people = unit.session.execute(select(Person.id, Person.last_name, Person.rehearsal_id).order_by(Person.id)).all()
    edition = made(unit)
    live(unit, edition)
    wipe_rehearsal(unit, edition, version=1)
    unit.session.commit()
    after = counts(unit)
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        "edition": 1,
        "phase": 1,
        "lunch_menu": 1,
    }
    assert unit.session.execute(select(Person.id, Person.last_name, Person.rehearsal_id).order_by(Person.id)).all() == (
        people
    )


def test_a_real_person_with_the_same_address_stays_as_they_are(unit_for) -> None:
    unit = unit_for(actor=ADA)
    real = register(unit, made(unit, "2023", "live"))
    edition = made(unit)
    assert register(unit, edition) != real
    wipe_rehearsal(unit, edition, version=1)
    unit.session.commit()
    assert unit.session.scalars(select(Person.id)).all() == [real]
    assert unit.session.scalars(select(Organisation.name).order_by(Organisation.name)).all() == ["Le Gué", "Équipe"]


def test_what_was_cut_short_left_everything_as_it_was(unit_for, monkeypatch: pytest.MonkeyPatch) -> None:
    unit = unit_for(actor=ADA)
    edition = made(unit)
    live(unit, edition)
    before = counts(unit)
    monkeypatch.setattr("core.programme.rehearsing.tell_created", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        wipe_rehearsal(unit, edition, version=1)
    assert counts(unit) == before


def test_what_somebody_else_did_meanwhile_is_looked_at_first(unit_for) -> None:
    unit, other = unit_for(actor=ADA), unit_for(actor=BEA)
    edition = made(unit)
    fill_rehearsal(unit, edition, version=1)
    unit.session.commit()
    with pytest.raises(EditionMovedError):
        wipe_rehearsal(other, other.session.merge(edition), version=1)
    other.session.rollback()
    wipe_rehearsal(unit, edition, version=2)
    fill_rehearsal(unit, edition, version=3)
    with pytest.raises(EditionMovedError):
        wipe_rehearsal(unit, edition, version=2)


def test_two_presses_at_once_wipe_once(unit_for) -> None:
    unit = unit_for(actor=ADA)
    edition_id = made(unit).id
    live(unit, unit.session.get_one(Edition, (unit.tenant.id, edition_id)))

    def press() -> None:
        mine = unit_for(actor=ADA)
        wipe_rehearsal(mine, mine.session.get_one(Edition, (mine.tenant.id, edition_id)), version=1)
        mine.session.commit()

    assert at_once(press, press) == [None, None]
    unit.session.rollback()
    assert is_empty(unit, unit.session.get_one(Edition, (unit.tenant.id, edition_id), populate_existing=True))
    wiped = select(func.count()).select_from(AuditEntry).where(AuditEntry.act == "programme.rehearsal.wiped")
    assert unit.session.scalar(wiped) == 1


def test_no_work_of_a_wiped_trial_is_left_to_do(unit_for) -> None:
    unit = unit_for(actor=ADA)
    edition = made(unit)
    live(unit, edition)
    wipe_rehearsal(unit, edition, version=1)
    unit.session.commit()
    assert [unit.session.scalar(select(func.count()).select_from(table)) for table in (JobRun, Dispatch)] == [0, 0]


def test_a_second_press_on_fill_after_somebody_emptied_it_is_told_so(unit_for) -> None:
    unit = unit_for(actor=ADA)
    edition = made(unit)
    fill_rehearsal(unit, edition, version=1)
    wipe_rehearsal(unit, edition, version=2)
    with pytest.raises(EditionMovedError):
        fill_rehearsal(unit, edition, version=1)


def test_work_on_what_is_in_a_trial_goes_with_it_and_work_elsewhere_stays(unit_for) -> None:
    unit = unit_for(actor=ADA)
    edition, other = made(unit), made(unit, "2023")
    register(unit, edition)
    registration = unit.session.scalars(select(Registration.id)).one()
    subjects = [edition.id, registration, other.id]
    unit.session.add_all(
        JobRun(kind="lunch.confirm", subject_id=each, state="done", by_name="Ada") for each in subjects
    )
    unit.session.flush()
    wipe_rehearsal(unit, edition, version=1)
    assert unit.session.scalars(select(JobRun.subject_id)).all() == [other.id]


def test_what_a_worker_has_in_hand_keeps_nobody_waiting(unit_for) -> None:
    """It finds nothing to do once it goes on."""
    unit = unit_for(actor=ADA)
    edition = made(unit)
    live(unit, edition)
    with SharedSession(unit.session.get_bind()) as worker:
        held = worker.scalars(select(Dispatch.id).order_by(Dispatch.id).limit(1).with_for_update()).one()
        unit.session.execute(text("SET LOCAL lock_timeout = '1s'"))
        wipe_rehearsal(unit, edition, version=1)
        unit.session.commit()
    assert unit.session.scalars(select(Dispatch.id)).all() == [held]
