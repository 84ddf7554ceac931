"""An edition in rehearsal: filled with invented people, and wiped, so that nothing of it is left (IM-25).

Each is done to the edition as somebody looked at it (`version`), once, in one transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Final, cast

from flask_babel import lazy_ngettext
from sqlalchemy import ColumnElement, ScalarSelect, Select, Table, delete, func, or_, select

from core.accounts.models import Person
from core.audit.services import record
from core.contract.hooks import EditionView, Figure
from core.directory.models import Organisation
from core.jobs.models import Dispatch, JobRun
from core.messages.models import CapturedMail, Message
from core.programme.contents import contents_of, is_empty
from core.programme.errors import EditionMovedError, EditionNotEmptyError, NotRehearsedError
from core.programme.holding import hold_to_change
from core.programme.inventing import invent
from core.programme.models import Edition, Phase
from core.programme.services import tell_created
from core.programme.wiping import delete_rows, ids_in
from core.tenancy.unit import Unit

FILLED: Final = "programme.rehearsal.filled"
WIPED: Final = "programme.rehearsal.wiped"
_KEPT: Final = (cast("Table", Phase.__table__),)


def fill_rehearsal(unit: Unit, edition: Edition, *, version: int) -> None:
    """Let the module of an edition in rehearsal enter invented people, hosts and what else it needs.

    Raises NotRehearsedError, EditionNotEmptyError while anybody is in it, and what hold_to_change raises.
    """
    if not hold_to_change(unit, edition, {FILLED}, version):
        if is_empty(unit, edition):
            raise EditionMovedError()
        return
    _require_rehearsal(edition)
    if not is_empty(unit, edition):
        raise EditionNotEmptyError()
    here = unit.inside(edition)
    unit.events.rehearsal_filled(here, EditionView(edition.id, edition.module, edition.code, here.today), invent(unit))
    _changed(unit, edition, FILLED, version)


def wipe_rehearsal(unit: Unit, edition: Edition, *, version: int) -> None:
    """Delete everybody and everything of a rehearsal, so that it is as one that was just made, with its calendar.

    People and institutions that it entered go with it, and those of the network and of the directory stay as they are.
    Its clock is that of the world again, and what its module makes with an edition is made anew. The trail of acts
    stays. Raises NotRehearsedError, and what hold_to_change raises.
    """
    if not hold_to_change(unit, edition, {WIPED}, version):
        if not is_empty(unit, edition):
            raise EditionMovedError()
        return
    _require_rehearsal(edition)
    people, organisations, test_mails = _counted(unit, edition)
    _delete_work(unit, edition)
    _delete_letters(unit, edition)
    delete_rows(unit, edition, keeping=_KEPT)
    edition.clock_offset = None
    unit.session.flush()
    tell_created(unit, edition)
    _changed(unit, edition, WIPED, version, people=people, organisations=organisations, test_mails=test_mails)


def vanishing(unit: Unit, edition: Edition) -> tuple[Figure, ...]:
    """Return how much of what goes when a rehearsal is wiped, each kind that there is any of."""
    people, institutions, mails = _counted(unit, edition)
    own = (
        Figure(people, lazy_ngettext("person of this trial", "people of this trial", people)),
        Figure(institutions, lazy_ngettext("institution of this trial", "institutions of this trial", institutions)),
        Figure(mails, lazy_ngettext("test mail", "test mails", mails)),
    )
    return (*contents_of(unit, edition), *(figure for figure in own if figure.value))


def _require_rehearsal(edition: Edition) -> None:
    if not edition.rehearsal:
        raise NotRehearsedError(edition.code, edition.state)


def _counted(unit: Unit, edition: Edition) -> tuple[int, int, int]:
    """Return how many people, institutions and services, and test mails are of a rehearsal; one statement."""
    query = select(
        _count(Person, Person.rehearsal_id == edition.id),
        _count(Organisation, Organisation.rehearsal_id == edition.id),
        _count(CapturedMail, CapturedMail.message_id.in_(_letters(edition))),
    )
    people, organisations, test_mails = unit.session.execute(query).one()
    return people, organisations, test_mails


def _count(table: type[Person | Organisation | CapturedMail], criterion: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(table).where(criterion).scalar_subquery()


def _letters(edition: Edition) -> Select[str]:
    return select(Message.message_id).where(Message.edition_id == edition.id)


def _delete_work(unit: Unit, edition: Edition) -> None:
    """Delete the work that is due or done for anything in the edition, before that is gone."""
    subjects = or_(JobRun.subject_id == edition.id, *(JobRun.subject_id.in_(ids) for ids in ids_in(unit, edition)))
    _forget_due(unit, unit.session.scalars(delete(JobRun).where(subjects).returning(JobRun.id)).all())


def _delete_letters(unit: Unit, edition: Edition) -> None:
    """Delete the letters of the edition, on which no key says where they belong, and the test mails they became."""
    letters = delete(Message).where(Message.edition_id == edition.id).returning(Message.id, Message.message_id)
    gone = unit.session.execute(letters).all()
    unit.session.execute(delete(CapturedMail).where(CapturedMail.message_id.in_([row.message_id for row in gone])))
    _forget_due(unit, [row.id for row in gone])


def _forget_due(unit: Unit, ids: Collection[uuid.UUID]) -> None:
    """Take back what is due, but for what a worker has in hand: it finds nothing to do."""
    due = select(Dispatch.id).where(Dispatch.tenant_id == unit.tenant.id, Dispatch.ref_id.in_(ids))
    free = unit.session.scalars(due.with_for_update(skip_locked=True)).all()
    unit.session.execute(delete(Dispatch).where(Dispatch.id.in_(free)))


def _changed(unit: Unit, edition: Edition, act: str, version: int, **details: int) -> None:
    edition.version += 1
    record(unit, act, edition.id, version=version, **details)
