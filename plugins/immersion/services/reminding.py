"""Reminders, as time goes by: to who has not acted, each once, in the transaction of a chore (IM-28, IM-33)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from core.contract.module import EditionChore
from core.programme.mailing import mailing_of
from core.programme.models import Edition, Participation
from core.programme.own.links import linked
from core.tenancy.unit import Unit
from plugins.immersion.queries.following import days_of_immersions
from plugins.immersion.queries.letters.following import (
    choices_letters,
    open_sides,
    reminder_letters,
    to_be_reminded,
    without_new_choices,
)
from plugins.immersion.queries.released import next_rounds
from plugins.immersion.reminding import choices_due, letters_leave
from plugins.immersion.rules import last_day_for_new_choices


def remind(unit: Unit, edition: Edition) -> int:
    """Write the reminders that are due today in an edition, and return how many.

    Done again it finds nothing: what was told is told by its cause. Whom no letter reaches stands in the queue of the
    staff; who wants no reminders gets none. The number of statements does not depend on how many there are.
    """
    if not letters_leave(unit.now, rehearsal=edition.rehearsal):
        return 0
    return _about_places(unit, edition) + _about_choices(unit, edition)


def _about_places(unit: Unit, edition: Edition) -> int:
    days = days_of_immersions(unit.session, edition.id)
    last_day = days[1] if days else None
    places = open_sides(unit.session, Participation.edition_id == edition.id)
    ids = to_be_reminded(places, unit.today, last_day)
    if not ids:
        return 0
    mailing = linked(mailing_of(unit, edition), ids)
    return mailing.write(reminder_letters(mailing, places, last_day))


def _about_choices(unit: Unit, edition: Edition) -> int:
    round_ = next(iter(next_rounds(unit.session, edition.id)), None)
    if round_ is None or not choices_due(last_day_for_new_choices(round_.planned_day), unit.today):
        return 0
    people = without_new_choices(unit.session, edition.id)
    if not people:
        return 0
    mailing = linked(mailing_of(unit, edition), [side.id for side, _ in people])
    return mailing.write(choices_letters(mailing, people, round_))


CHORE: Final = EditionChore("immersion.remind", timedelta(hours=1), remind)
