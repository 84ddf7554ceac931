"""Let go of what has been kept long enough, in one tenant; each in one statement, however much there is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import ColumnElement, CursorResult, and_, delete, update
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.dml import Delete, Update

from core.audit.retention import forget_acts
from core.database.base import TenantOwned, first_uuid7
from core.jobs.models import JobRun
from core.messages.models import CapturedMail, Message
from core.privacy.rules import Kept, kept_since
from core.programme.models import FieldChange, FollowUpStep, Registration, StatusChange
from core.staff.retention import forget_ended_invitations
from core.tenancy.unit import Unit


def let_go(unit: Unit) -> Mapping[Kept, int]:
    """Delete, or empty, what the tenant of `unit` has kept long enough at its `now`; return how many of each.

    What an edition in rehearsal wrote carries the day on its own clock; the real one is in the row's id, and both must
    be past. Done again at once it finds nothing. What waits to be sent or done is never touched.
    """
    since = {kind: kept_since(kind, unit.now) for kind in Kept}
    letters = delete(Message).where(
        _before(Message, Message.written_at, since[Kept.LETTERS]), Message.state != "queued"
    )
    mails = delete(CapturedMail).where(CapturedMail.received_at < since[Kept.CAPTURED_MAIL])
    runs = delete(JobRun).where(JobRun.finished_at < since[Kept.RUNS])
    steps = (
        update(StatusChange)
        .where(_before(StatusChange, StatusChange.at, since[Kept.REASONS]), StatusChange.reason.is_not(None))
        .values(reason=None)
    )
    withdrawals = (
        update(Registration)
        .where(
            _before(Registration, Registration.withdrawn_at, since[Kept.REASONS]),
            Registration.withdrawal_reason.is_not(None),
        )
        .values(withdrawal_reason=None)
    )
    fields = (
        update(FieldChange)
        .where(_before(FieldChange, FieldChange.at, since[Kept.REASONS]), FieldChange.new.is_not(None))
        .values(old=None, new=None, reason=None)
    )
    said = (
        update(FollowUpStep)
        .where(_before(FollowUpStep, FollowUpStep.at, since[Kept.REASONS]), FollowUpStep.words.is_not(None))
        .values(words=None)
    )
    return MappingProxyType(
        {
            Kept.LETTERS: _done(unit, letters),
            Kept.CAPTURED_MAIL: _done(unit, mails),
            Kept.RUNS: _done(unit, runs),
            Kept.INVITATIONS: forget_ended_invitations(unit.session, before=since[Kept.INVITATIONS]),
            Kept.REASONS: sum(_done(unit, each) for each in (steps, withdrawals, fields, said)),
            Kept.TRAIL: forget_acts(unit.session, before=since[Kept.TRAIL]),
        }
    )


def _before(
    table: type[TenantOwned],
    column: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None],
    moment: datetime,
) -> ColumnElement[bool]:
    return and_(column < moment, table.id < first_uuid7(moment))


def _done(unit: Unit, statement: Delete | Update) -> int:
    result = unit.session.execute(statement.execution_options(synchronize_session=False))
    return result.rowcount if isinstance(result, CursorResult) else 0
