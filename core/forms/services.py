"""The questions that a network adds to a form, version by version, and what people answered (IM-07, FD-03)."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from core.audit.services import record
from core.database.base import refers, uuid7
from core.database.bulk import update_rows
from core.database.session import TenantSession
from core.forms.errors import FormMovedError, MisplacedQuestionError
from core.forms.models import Form, FormAnswer, FormVersion
from core.forms.questions import Answers, Question, asked, emptied, misplaced, question_of
from core.tenancy.unit import Unit

CHANGED: Final = "forms.questions.changed"
#: A month of retention.
_MONTH: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class FormOwner:
    """Whose questions are meant: of what kind of thing and which one, and for which part of it."""

    kind: str
    id: uuid.UUID
    part: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions of a form as they are asked now; version 0 is that of a form to which nothing was ever added."""

    owner: FormOwner
    form_id: uuid.UUID | None
    version: int
    questions: tuple[Question, ...]

    @property
    def now(self) -> list[Question]:
        """Those that are asked, in their order."""
        return asked(self.questions)


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered for a subject, and the questions as they were read then."""

    subject_id: uuid.UUID
    questions: tuple[Question, ...]
    answers: Answers


def questions_of(unit: Unit, owner: FormOwner) -> Asked:
    """Return the questions of a form as they are asked now; one statement."""
    query = (
        select(Form.id, Form.current, FormVersion.questions)
        .join(FormVersion, and_(refers(FormVersion.form_id, Form), FormVersion.number == Form.current))
        .where(Form.owner_kind == owner.kind, Form.owner_id == owner.id, Form.part == owner.part)
    )
    row = unit.session.execute(query).first()
    if row is None:
        return Asked(owner, None, 0, ())
    return Asked(owner, row.id, row.current, tuple(map(question_of, row.questions)))


def change_questions(unit: Unit, owner: FormOwner, questions: Sequence[Question], *, version: int) -> Asked:
    """Ask these questions from now on, as the next version; what was answered before stays under its own.

    `version` is the one that was looked at. The same questions again change nothing. Raises FormMovedError when
    somebody else changed them meanwhile, MisplacedQuestionError when one waits for an answer that nobody can give
    before it. Whoever calls this has checked the right.
    """
    if misplaced(questions):
        raise MisplacedQuestionError
    key = func.hashtextextended(f"form:{unit.tenant.id}:{owner.kind}:{owner.id}:{owner.part}", 0)
    unit.session.execute(select(func.pg_advisory_xact_lock(key)))
    now = questions_of(unit, owner)
    if now.questions == tuple(questions):
        return now
    if now.version != version:
        raise FormMovedError
    form_id, number = now.form_id or uuid7(), version + 1
    if now.form_id is None:
        unit.session.add(Form(id=form_id, owner_kind=owner.kind, owner_id=owner.id, part=owner.part, current=number))
        unit.session.flush()
    else:
        unit.session.execute(update(Form).where(Form.id == form_id).values(current=number))
    unit.session.add(
        FormVersion(
            form_id=form_id,
            number=number,
            questions=[question.as_json() for question in questions],
            made_at=unit.now,
            made_by=unit.actor.name,
        )
    )
    unit.session.flush()
    record(unit, CHANGED, owner.id, part=owner.part, version=number)
    return Asked(owner, form_id, number, tuple(questions))


def keep_answers(unit: Unit, form: Asked, subject_id: uuid.UUID, answers: Answers) -> None:
    """Keep what was answered for a subject, in place of what was there, under the version that was read; a statement.

    Nothing is kept of a form without questions. Whoever calls this has checked the right.
    """
    if form.form_id is None:
        return
    told = {"number": form.version, "content": dict(answers), "answered_at": unit.now}
    row = {"tenant_id": unit.session.tenant_id, "id": uuid7(), "form_id": form.form_id, "subject_id": subject_id}
    statement = insert(FormAnswer).values(**row, **told)
    unit.session.execute(
        statement.on_conflict_do_update(index_elements=["tenant_id", "form_id", "subject_id"], set_=told)
    )


def answers_for(unit: Unit, subject_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Given]:
    """Return what was answered for subjects, each under the version that was read; one statement, whatever the number.

    Whoever calls this has checked that the subjects may be seen.
    """
    query = (
        select(FormAnswer.subject_id, FormAnswer.content, FormVersion.questions)
        .join(
            FormVersion,
            and_(FormVersion.form_id == FormAnswer.form_id, FormVersion.number == FormAnswer.number),
        )
        .where(FormAnswer.subject_id.in_(subject_ids))
        .order_by(FormAnswer.id)
    )
    return {
        subject_id: Given(subject_id, tuple(map(question_of, questions)), content)
        for subject_id, content, questions in unit.session.execute(query)
    }


def answer_count(unit: Unit, form: Asked) -> int:
    """Return for how many subjects a form was answered."""
    query = select(func.count()).select_from(FormAnswer).where(FormAnswer.form_id == form.form_id)
    return unit.session.scalar(query) or 0


def forget_answers(session: TenantSession, subject_ids: Collection[uuid.UUID]) -> None:
    """Empty what subjects answered about a person: the questions that are personal, and no other; two statements."""
    query = (
        select(FormAnswer.id, FormAnswer.content, FormVersion.questions)
        .join(
            FormVersion,
            and_(FormVersion.form_id == FormAnswer.form_id, FormVersion.number == FormAnswer.number),
        )
        .where(FormAnswer.subject_id.in_(subject_ids))
    )
    left = {
        answer_id: {"content": emptied(map(question_of, questions), content)}
        for answer_id, content, questions in session.execute(query)
    }
    update_rows(session, FormAnswer, left)


def let_answers_go(unit: Unit) -> None:
    """Empty the answers that were kept as long as their questions say; a statement for each such question."""
    forms = unit.session.execute(
        select(Form.id, FormVersion.questions).join(
            FormVersion, and_(refers(FormVersion.form_id, Form), FormVersion.number == Form.current)
        )
    ).all()
    for form_id, questions in forms:
        for question in map(question_of, questions):
            if question.months is not None:
                unit.session.execute(
                    update(FormAnswer)
                    .where(
                        FormAnswer.form_id == form_id,
                        FormAnswer.answered_at < unit.now - question.months * _MONTH,
                        FormAnswer.content.has_key(question.code),
                    )
                    .values(content=FormAnswer.content - question.code)
                    .execution_options(synchronize_session=False)
                )


def drop_answers(session: TenantSession, subject_ids: Collection[uuid.UUID]) -> None:
    """Delete everything that was answered for subjects which are deleted themselves."""
    session.execute(delete(FormAnswer).where(FormAnswer.subject_id.in_(subject_ids)))


def drop_forms(session: TenantSession, owner_id: uuid.UUID) -> None:
    """Delete the questions of what is deleted itself, with every version and answer."""
    forms = select(Form.id).where(Form.owner_id == owner_id)
    for table in (FormAnswer, FormVersion):
        session.execute(delete(table).where(table.form_id.in_(forms)))
    session.execute(delete(Form).where(Form.owner_id == owner_id))
