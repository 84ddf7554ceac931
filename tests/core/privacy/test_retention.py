"""What is kept for how long: until its last moment and no longer, and never what still waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError

from core.audit.models import AuditEntry
from core.audit.retention import forget_acts
from core.database.base import utc_now, uuid7
from core.jobs.models import JobRun
from core.messages.models import CapturedMail, Message
from core.privacy.retention import let_go
from core.privacy.rules import DAYS_KEPT, Kept
from core.programme.models import FieldChange, FollowUpStep, Registration, StatusChange
from core.staff.models import Invitation, InvitedRole
from tests.core.privacy.conftest import WRITTEN, Known, letter

#: How many of each the fixture has.
THERE = {Kept.LETTERS: 3, Kept.CAPTURED_MAIL: 3, Kept.RUNS: 1, Kept.INVITATIONS: 1, Kept.REASONS: 5}


def period(kind: Kept) -> timedelta:
    return timedelta(days=DAYS_KEPT[kind])


def left(known: Known) -> dict[Kept, int]:
    """Return how many of each there are still; of reasons, those that are not empty."""
    count = func.count
    queries = {
        Kept.LETTERS: select(count()).select_from(Message),
        Kept.CAPTURED_MAIL: select(count()).select_from(CapturedMail),
        Kept.RUNS: select(count()).select_from(JobRun),
        Kept.INVITATIONS: select(count()).select_from(Invitation),
        Kept.REASONS: select(
            select(count(StatusChange.reason)).scalar_subquery()
            + select(count(Registration.withdrawal_reason)).scalar_subquery()
            + select(count(FieldChange.new)).scalar_subquery()
            + select(count(FollowUpStep.words)).scalar_subquery()
        ),
    }
    return {kind: known.unit.session.scalar(query) or 0 for kind, query in queries.items()}


@pytest.mark.parametrize("kind", list(THERE))
def test_each_is_kept_to_its_last_moment_and_no_longer(known: Known, kind: Kept) -> None:
    let_go(replace(known.unit, now=WRITTEN + period(kind)))
    assert left(known)[kind] == THERE[kind]
    later = replace(known.unit, now=WRITTEN + period(kind) + timedelta(milliseconds=1))
    assert let_go(later)[kind] == THERE[kind]
    assert left(known)[kind] == 0
    assert set(let_go(later).values()) == {0}


@pytest.mark.parametrize("ended", ["accepted_at", "withdrawn_at"])
def test_an_invitation_is_kept_from_the_day_it_ended(known: Known, ended: str) -> None:
    invitation = known.unit.session.scalars(select(Invitation)).one()
    later = WRITTEN + timedelta(days=5)
    setattr(invitation, ended, later)
    known.unit.session.flush()
    let_go(replace(known.unit, now=later + period(Kept.INVITATIONS)))
    assert left(known)[Kept.INVITATIONS] == 1
    let_go(replace(known.unit, now=later + period(Kept.INVITATIONS) + timedelta(milliseconds=1)))
    assert (left(known)[Kept.INVITATIONS], known.unit.session.scalars(select(InvitedRole)).all()) == (0, [])


def test_a_letter_that_waits_is_not_touched(known: Known) -> None:
    known.unit.session.add(letter(None, "ada@example.org", state="queued"))
    known.unit.session.flush()
    let_go(replace(known.unit, now=WRITTEN + timedelta(days=10_000)))
    assert left(known)[Kept.LETTERS] == 1


def test_what_a_rehearsal_wrote_is_as_old_as_it_really_is(known: Known) -> None:
    """Its clock may stand years ago: a letter of this morning is none that was kept for years."""
    known.unit.session.add(letter(None, "zoe@example.org", id=uuid7()))
    known.unit.session.flush()
    let_go(replace(known.unit, now=utc_now()))
    assert known.unit.session.scalars(select(Message.to_address)).all() == ["zoe@example.org"]


def test_the_trail_keeps_the_act_and_its_day(known: Known) -> None:
    session = known.unit.session
    stays = select(AuditEntry.act, AuditEntry.subject_id, AuditEntry.at).order_by(AuditEntry.id)
    acts = session.execute(stays).all()
    emptied = let_go(replace(known.unit, now=utc_now() + period(Kept.TRAIL) + timedelta(minutes=1)))
    assert emptied[Kept.TRAIL] == len(acts) == 2
    session.expire_all()
    assert session.execute(stays).all() == acts
    named = session.execute(select(AuditEntry.by_name, AuditEntry.by_account_id, AuditEntry.details)).all()
    assert [tuple(row) for row in named] == [("—", None, {})] * 2


def test_the_trail_is_emptied_in_the_network_of_the_session_alone(known: Known, unit_for) -> None:
    known.unit.session.commit()
    other = unit_for("orchard")
    assert forget_acts(other.session, before=utc_now() + timedelta(days=1)) == 0
    assert forget_acts(other.session, subjects=[known.registration.id]) == 0


def test_the_application_itself_cannot_change_an_act(known: Known) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        known.unit.session.execute(text("UPDATE audit_entry SET act = 'nothing'"))
