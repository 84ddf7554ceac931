"""Something is said of a place after it was given: kept as it was said, and shown where it leaves the place (IM-28)."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, select

from core.audit.services import record
from core.contract.standing import AttendanceOutcome, PlaceStanding
from core.database.base import uuid7
from core.programme.errors import CannotSayError, DatesMovedError, PlaceGoneError
from core.programme.following.queries import said_of
from core.programme.following.rules import (
    Conflict,
    Followed,
    Said,
    Stage,
    Step,
    Stretch,
    Terms,
    followed,
    refused,
    repeats,
)
from core.programme.holding import hold_registration, note_change
from core.programme.models import Attendance, FollowUp, FollowUpStep, Occurrence, Participation
from core.tenancy.unit import Unit


@dataclass(frozen=True, slots=True)
class Word:
    """Something that is said of a place, as a form brings it."""

    said: Said
    #: What was said besides, in somebody's own words.
    words: str | None = None
    #: Whether one of the staff writes it down for the side.
    by_staff: bool = False
    #: How often dates had been said when these were agreed (Followed.dates_said); None when nobody looked.
    seen: int | None = None
    #: Of what did not take place: how the guest stands at it.
    outcome: AttendanceOutcome = AttendanceOutcome.EXCUSED


def say(
    unit: Unit,
    edition_id: uuid.UUID,
    place: Participation,
    word: Word,
    terms: Terms,
    *,
    among: ColumnElement[bool],
    act: str,
) -> tuple[Followed, Followed] | None:
    """Keep what a side says of a place, on record as `act`, and return where the place stood and stands now.

    An act of a module's service, which has checked the right and says `among` which registrations it may be done.
    Return None when the side has said just this already. Raises DatesMovedError when other dates were said meanwhile
    than those that were looked at, CannotSayError, PlaceGoneError when the place is no longer theirs,
    UnknownRegistrationError, NotOpenError.
    """
    row = hold_registration(unit, edition_id, place.registration_id, among)
    unit.session.refresh(place)
    if place.standing != PlaceStanding.HOLDING:
        raise PlaceGoneError()
    steps = said_of(unit.session, [place.id]).get(place.id, ())
    if repeats(steps, word.said):
        return None
    before = followed(steps)
    if word.said.step is Step.AGREED and word.seen is not None and word.seen != before.dates_said:
        raise DatesMovedError(before.stretches)
    if found := refused(steps, word.said, terms):
        raise CannotSayError(found)
    after = followed([*steps, word.said])
    _keep(unit, place.id, word)
    _stand(unit, place.id, after)
    if word.said.stretches:
        _enter_dates(unit, place, word.said.stretches)
    _note_attendance(unit, place.id, after, word.outcome)
    record(unit, act, row.id, reference=row.reference, side=word.said.side.value, step=word.said.step.value)
    note_change(unit, row.id)
    return before, after


def begin_anew(unit: Unit, participation_ids: Collection[uuid.UUID]) -> None:
    """Let places that were given again begin anew: what was said of them before is history."""
    known = said_of(unit.session, participation_ids)
    for participation_id in sorted(known):
        anew = Said(known[participation_id][-1].side, Step.ANEW, unit.today)
        _keep(unit, participation_id, Word(anew, by_staff=True))
        _stand(unit, participation_id, Followed())
        _call_off(unit, _occurrences(unit, participation_id))
        _note_attendance(unit, participation_id, Followed(), AttendanceOutcome.EXCUSED)


def _keep(unit: Unit, participation_id: uuid.UUID, word: Word) -> None:
    said = word.said
    stretches = [[each.starts_at.isoformat(), each.ends_at.isoformat()] for each in said.stretches]
    unit.session.add(
        FollowUpStep(
            id=uuid7(),
            participation_id=participation_id,
            side=said.side.value,
            step=said.step.value,
            at=unit.now,
            said_on=said.on,
            by=unit.actor.name if word.by_staff else None,
            day=said.day,
            stretches=stretches or None,
            reason=said.reason,
            words=word.words,
        )
    )
    unit.session.flush()


def _stand(unit: Unit, participation_id: uuid.UUID, known: Followed) -> None:
    """Let the row of a place say where it stands."""
    row = unit.session.scalar(select(FollowUp).where(FollowUp.participation_id == participation_id))
    if row is None:
        row = FollowUp(participation_id=participation_id)
        unit.session.add(row)
    row.stage = known.stage.value
    row.conflict = known.conflict.value if known.conflict else None
    row.contacted_on = known.contacted_on
    row.first_day = known.stretches[0].day if known.stretches else None
    row.last_day = known.stretches[-1].last_day if known.stretches else None
    row.reason = known.reason
    unit.session.flush()


def _occurrences(unit: Unit, participation_id: uuid.UUID) -> Sequence[Occurrence]:
    query = select(Occurrence).where(Occurrence.participation_id == participation_id).order_by(Occurrence.id)
    return unit.session.scalars(query.execution_options(populate_existing=True)).all()


def _enter_dates(unit: Unit, place: Participation, stretches: Sequence[Stretch]) -> None:
    """Let the occurrences of a place be at these times: those there are move, so that calendars follow them."""
    known = _occurrences(unit, place.id)
    for row, stretch in zip(known, stretches, strict=False):
        if (row.starts_at, row.ends_at, row.called_off_at) != (stretch.starts_at, stretch.ends_at, None):
            row.starts_at, row.ends_at, row.called_off_at = stretch.starts_at, stretch.ends_at, None
            row.sequence += 1
    for stretch in stretches[len(known) :]:
        unit.session.add(
            Occurrence(
                id=uuid7(),
                opening_id=place.opening_id,
                participation_id=place.id,
                starts_at=stretch.starts_at,
                ends_at=stretch.ends_at,
                ics_uid=f"{uuid.uuid4()}@liaison",
            )
        )
    _call_off(unit, known[len(stretches) :])
    unit.session.flush()


def _call_off(unit: Unit, rows: Sequence[Occurrence]) -> None:
    for row in rows:
        if row.called_off_at is None:
            row.called_off_at = unit.now
            row.sequence += 1
    unit.session.flush()


def _note_attendance(unit: Unit, participation_id: uuid.UUID, known: Followed, absent: AttendanceOutcome) -> None:
    """Let attendance say what became of somebody at what was agreed; nothing while that is open or disputed."""
    unit.session.execute(delete(Attendance).where(Attendance.participation_id == participation_id))
    if known.conflict is Conflict.OUTCOME or known.stage not in (Stage.TOOK_PLACE, Stage.DID_NOT):
        return
    outcome = AttendanceOutcome.PRESENT if known.stage is Stage.TOOK_PLACE else absent
    unit.session.add_all(
        Attendance(participation_id=participation_id, occurrence_id=row.id, outcome=outcome.value)
        for row in _occurrences(unit, participation_id)
        if row.called_off_at is None
    )
    unit.session.flush()
