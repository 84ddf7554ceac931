"""The letters to somebody who registers by themselves, or withdraws."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from core.database.rows import AnyRow
from core.messages.letter import Letter
from core.programme.mailing import Mailing
from plugins.immersion import messages
from plugins.immersion.messages import ChosenOffer, TraineeRegisteredFacts, TraineeWithdrewFacts
from plugins.immersion.queries.letters.trainees import envelope, people_to_write_to
from plugins.immersion.queries.own import own_choices
from plugins.immersion.queries.registering import registering_now
from plugins.immersion.queries.released import has_priority, next_round_of
from plugins.immersion.settings import ImmersionSettings


def registered_letters(mailing: Mailing, registration_id: uuid.UUID) -> Iterator[Letter]:
    """Yield the letter that confirms a registration; none to somebody without an address."""
    session = mailing.unit.session
    following = next_round_of(session, mailing.edition.id, registration_id)
    choices = own_choices(session, registration_id)
    for row in _reached(mailing, registration_id):
        facts = TraineeRegisteredFacts(
            reference=row.reference,
            choices=[ChosenOffer(each.reference, each.title, each.institution, each.municipality) for each in choices],
            priority=has_priority(session, registration_id),
            # A round that is late has no day that can be told.
            next_round_on=following.planned_day if following and following.planned_day >= mailing.today else None,
            commitments=ImmersionSettings.from_json(mailing.edition.settings).commitments_of_trainees,
            phases=mailing.phases,
            today=mailing.today,
        )
        yield envelope(mailing, row).letter(messages.TRAINEE_REGISTERED, facts, cause="registered")


def withdrawn_letters(
    mailing: Mailing, registration_id: uuid.UUID, *, version: int, had_place: bool
) -> Iterator[Letter]:
    """Yield the letter that confirms a withdrawal; none to somebody without an address.

    `version` is that of the registration before, so that a withdrawal after one that was taken back is told as well.
    """
    now = registering_now(mailing.unit, mailing.edition)
    for row in _reached(mailing, registration_id):
        facts = TraineeWithdrewFacts(row.reference, had_place, now.until)
        cause = f"withdrawal at version {version}"
        yield envelope(mailing, row).letter(messages.TRAINEE_WITHDREW, facts, cause=cause)


def _reached(mailing: Mailing, registration_id: uuid.UUID) -> Iterator[AnyRow]:
    return (row for row in people_to_write_to(mailing.unit.session, [registration_id]) if row.email)
