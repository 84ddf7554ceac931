"""What a person can do with entries: one function an act, which checks the right, decides, writes and records."""

from __future__ import annotations

import uuid

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from core.audit.services import record
from core.contract.acting import require
from core.contract.module import JobReport
from core.database.base import uuid7
from core.jobs.models import JobRun
from core.jobs.services import start_job
from core.language.folding import email_key
from core.programme.holding import hold_open
from core.programme.mailing import mailing_of
from core.programme.models import Edition
from core.tenancy.unit import Unit
from lunch.access import MANAGE
from lunch.enums import EntryState
from lunch.errors import EntryExistsError
from lunch.messages import NOTED, NotedFacts
from lunch.models import LunchEntry

#: The job that confirms every entry of an edition.
CONFIRM = "lunch.confirm"


def note_entry(unit: Unit, edition: Edition, *, name: str, email: str, language: str) -> LunchEntry:
    """Note somebody in an edition, and tell them by letter, once.

    Raises EntryExistsError for somebody who is noted already, NotOpenError in an edition that is not open,
    NotAllowedError without the right.
    """
    require(unit.actor, MANAGE)
    hold_open(unit, edition.id)
    entry = LunchEntry(
        id=uuid7(),
        edition_id=edition.id,
        name=name,
        email=email,
        email_key=email_key(email),
        language=language,
        noted_at=unit.now,
    )
    try:
        with unit.session.begin_nested():
            unit.session.add(entry)
    except IntegrityError as error:
        raise EntryExistsError(email) from error
    mailing = mailing_of(unit, edition)
    envelope = mailing.envelope(name, email, language, about_id=entry.id, territory_id=None)
    mailing.write([envelope.letter(NOTED, NotedFacts(edition.title))])
    record(unit, "lunch.entry.noted", entry.id)
    return entry


def start_confirming(unit: Unit, edition: Edition) -> JobRun:
    """Let the worker confirm every entry of an edition. Raises NotAllowedError without the right."""
    require(unit.actor, MANAGE)
    return start_job(unit, CONFIRM, edition.id)


def confirm_now(unit: Unit, edition_id: uuid.UUID, report: JobReport) -> int:
    """Confirm every entry of an edition that is noted, and return how many; done again it finds none.

    Raises NotOpenError in an edition that is not open, NotAllowedError without the right.
    """
    require(unit.actor, MANAGE)
    hold_open(unit, edition_id)
    noted = select(LunchEntry.id).where(LunchEntry.edition_id == edition_id, LunchEntry.state == EntryState.NOTED)
    ids = unit.session.scalars(noted.order_by(LunchEntry.id).with_for_update()).all()
    report(0, len(ids))
    unit.session.execute(update(LunchEntry).where(LunchEntry.id.in_(ids)).values(state=EntryState.CONFIRMED))
    report(len(ids), len(ids))
    record(unit, "lunch.entries.confirmed", edition_id, entries=len(ids))
    return len(ids)
