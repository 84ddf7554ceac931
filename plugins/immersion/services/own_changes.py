"""Trainees change what is their own: their choices, what they said, whether they take part (IM-11, IM-16, IM-39)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, select

from core.accounts.models import Person
from core.audit.services import record
from core.contract.acting import Actor, require
from core.contract.importing import Subject
from core.contract.standing import Standing
from core.exchange.changes import Change, only_changed
from core.exchange.reading import Sheet
from core.programme.by_hand.services import sheet_of_one
from core.programme.holding import hold_registration
from core.programme.models import Edition, Registration
from core.programme.own.entering import hold_own, keep_own, write_own
from core.programme.registrations import Withdrawal, withdraw
from core.tenancy.unit import Unit
from plugins.immersion.access import CHANGE_OWN
from plugins.immersion.choosing import NoChoosing, fewest_choices, why_not_choose, wrong_choices
from plugins.immersion.entering_errors import CannotChooseError, ChoicesRefusedError
from plugins.immersion.enums import CHANGED_SELF, CHOSE_SELF, WITHDREW, ParticipantKind
from plugins.immersion.importing.columns import choice_column
from plugins.immersion.models import ImmersionTrainee
from plugins.immersion.queries.choosing import (
    chosen_references,
    institution_of,
    judged_by,
    offers_to_choose_from,
    stand_of,
)
from plugins.immersion.queries.importing import known_for_own
from plugins.immersion.queries.registering import hold_rounds
from plugins.immersion.services.import_choices import choices_plan
from plugins.immersion.services.importing import CHOICES, TRAINEES
from plugins.immersion.services.letters import tell_withdrawn
from plugins.immersion.services.withdrawals import tell_hosts_of
from plugins.immersion.settings import ImmersionSettings
from plugins.immersion.statuses import GIVEN_BACK, WITHDRAWN


def choose(unit: Unit, edition: Edition, registration_id: uuid.UUID, choices: Sequence[str]) -> bool:
    """Change the choices of the reader's own registration; return False when they are so already (IM-11, IM-16).

    They are a wave of their own, after which the earlier ones are history. No round opens meanwhile. Raises
    CannotChooseError, ChoicesRefusedError, UnknownRegistrationError for what is not the reader's own, NotOpenError,
    NotAllowedError without the right.
    """
    row = _hold(unit, edition, registration_id)
    had = chosen_references(unit.session, row.id)
    why = why_not_choose(stand_of(unit.session, row), unit.today)
    if tuple(choices) == had and why is not NoChoosing.WITHDRAWN:
        return False
    if why is not None:
        raise CannotChooseError(why)
    offers = judged_by(offers_to_choose_from(unit.session, edition.id))
    institution = institution_of(unit.session, row)
    wrong = wrong_choices(choices, offers, institution, had)
    fewest = fewest_choices(ImmersionSettings.from_json(edition.settings).fewest_choices, offers, institution)
    too_few = fewest if len(choices) < fewest else None
    if wrong or too_few:
        raise ChoicesRefusedError(wrong, too_few)
    plan = choices_plan(unit, _choices_sheet(unit, row, choices), known_for_own(unit, edition, row))
    if plan.checked.faults:
        raise ChoicesRefusedError({}, None)
    write_own(unit, edition, CHOICES, plan)
    record(unit, CHOSE_SELF, row.id, reference=row.reference)
    return True


def change_said(
    unit: Unit, edition: Edition, registration_id: uuid.UUID, *, phone: str | None, expectations: str | None
) -> bool:
    """Change the phone and the expectations of the reader's own registration; return False when they are so already.

    Their history keeps what they were. Raises CannotChooseError once they have withdrawn, and what `choose` raises.
    """
    row = _hold(unit, edition, registration_id)
    if row.standing == Standing.ENDED:
        raise CannotChooseError(NoChoosing.WITHDRAWN)
    person = unit.session.get_one(Person, (unit.tenant.id, row.person_id), populate_existing=True)
    said = unit.session.scalars(select(ImmersionTrainee).where(ImmersionTrainee.registration_id == row.id)).one()
    told = only_changed({"phone": Change(person.phone, phone), "expectations": Change(said.expectations, expectations)})
    if not told:
        return False
    person.phone, said.expectations = phone, expectations
    unit.session.flush()
    subject = Subject(registration_id=row.id, person_id=row.person_id)
    keep_own(unit, edition, TRAINEES, subject, {name: change.texts() for name, change in told.items()})
    record(unit, CHANGED_SELF, row.id, reference=row.reference)
    return True


def leave(unit: Unit, edition: Edition, registration_id: uuid.UUID, *, reason: str | None) -> bool:
    """Withdraw the reader's own registration; their place is free at once, and its host is told (IM-28).

    Return False when they had withdrawn already. Raises what `choose` raises.
    """
    row = _hold(unit, edition, registration_id)
    version, withdrawal = row.version, Withdrawal(row.id, unit.now, reason)
    done = withdraw(*(unit, edition.id, [withdrawal], WITHDRAWN, GIVEN_BACK), among=_own(unit.actor), act=WITHDREW)
    if not done.registration_ids:
        return False
    tell_hosts_of(unit, edition, done.places)
    tell_withdrawn(unit, edition, row.id, version=version, had_place=bool(done.places))
    return True


def _hold(unit: Unit, edition: Edition, registration_id: uuid.UUID) -> Registration:
    require(unit.actor, CHANGE_OWN)
    hold_own(unit, edition.id, registration_id)
    hold_rounds(unit.session, edition.id)
    return hold_registration(unit, edition.id, registration_id, _own(unit.actor))


def _own(actor: Actor) -> ColumnElement[bool]:
    return and_(Registration.role == ParticipantKind.TRAINEE, Registration.id.in_(actor.own(CHANGE_OWN)))


def _choices_sheet(unit: Unit, row: Registration, choices: Sequence[str]) -> Sheet:
    ranks = {choice_column(rank): choice for rank, choice in enumerate(choices, start=1)}
    return sheet_of_one(CHOICES, {"reference": row.reference, **ranks, "received_at": unit.now})
