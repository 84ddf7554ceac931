"""Write the letters of an act, in its transaction; the texts are in messages.py (IM-20)."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cache

from sqlalchemy import select

from core.contract.module import LetterKind
from core.messages.letter import Letter
from core.messages.services import write_letters
from core.programme.models import Edition
from core.tenancy.unit import Unit
from plugins.immersion import messages
from plugins.immersion.matching import Refusal
from plugins.immersion.models import ImmersionRound
from plugins.immersion.queries.join_order import joined_as_written
from plugins.immersion.queries.letters.hosts import host_list_facts, host_nobody_facts
from plugins.immersion.queries.letters.mailing import Mailing, mailing_of
from plugins.immersion.queries.letters.offers import refused_choices
from plugins.immersion.queries.letters.trainees import Refused, choose_again_facts, final_facts, placed_facts
from plugins.immersion.rules import is_last_round

_KEYS = (
    messages.PLACED,
    messages.NOT_PLACED_CHOOSE_AGAIN,
    messages.NOT_PLACED_FINAL,
    messages.HOST_LIST,
    messages.HOST_NOBODY,
)


def write_round_letters(
    unit: Unit,
    edition: Edition,
    round_: ImmersionRound,
    *,
    placed: Mapping[uuid.UUID, tuple[uuid.UUID, int]],
    unplaced: Collection[uuid.UUID],
    refusals: Mapping[uuid.UUID, Sequence[Refusal]],
) -> int:
    """Write every letter of a round that is published, and return how many; the same number of statements for any.

    `placed` maps the registration of each trainee with a place to (offer, rank); `unplaced` are the registrations of
    the pool without one. `refusals` say why somebody did not get the choices they liked better. Before the last round
    those without a place are asked to choose again; after it they are thanked, and so are the hosts that nobody comes
    to.
    """
    mailing = mailing_of(unit, edition)
    days = _days_by_number(unit, edition)
    with joined_as_written(unit.session):
        refused = refused_choices(unit.session, edition.id, refusals)
        letters = _of_round(mailing, round_, days, placed=placed, unplaced=unplaced, refused=refused)
    return _write(unit, edition, letters)


def _of_round(
    mailing: Mailing,
    round_: ImmersionRound,
    days: Mapping[int, date],
    *,
    placed: Mapping[uuid.UUID, tuple[uuid.UUID, int]],
    unplaced: Collection[uuid.UUID],
    refused: Refused,
) -> list[Letter]:
    """Return the letters of a round; `days` are the days of all rounds by number."""
    next_round_on = next((day for number, day in sorted(days.items()) if number > round_.number), None)
    letters: list[Letter] = [messages.placed(*each) for each in placed_facts(mailing, placed, refused)]
    letters += _to_hosts(mailing, {offer_id for offer_id, _ in placed.values()}, new=frozenset(placed))
    if next_round_on is not None:
        again = choose_again_facts(
            mailing, unplaced, after_round=round_.number, next_round_on=next_round_on, refused=refused
        )
        letters += [messages.not_placed_choose_again(*each) for each in again]
    else:
        final = final_facts(mailing, unplaced, rounds=len(days), refused=refused)
        letters += [messages.not_placed_final(*each) for each in final]
    if is_last_round(round_.number, days):
        letters += [messages.host_nobody(*each) for each in host_nobody_facts(mailing)]
    return letters


def write_choose_again(
    unit: Unit,
    edition: Edition,
    round_: ImmersionRound,
    registration_ids: Collection[uuid.UUID],
    *,
    after_round: int | None,
) -> int:
    """Ask these trainees for new choices before the round `round_`, and return how many letters that makes."""
    mailing = mailing_of(unit, edition)
    with joined_as_written(unit.session):
        facts = choose_again_facts(mailing, registration_ids, after_round=after_round, next_round_on=round_.planned_day)
        letters = [messages.not_placed_choose_again(*each) for each in facts]
    return _write(unit, edition, letters)


def write_host_lists(unit: Unit, edition: Edition, withdrawn: Mapping[uuid.UUID, Sequence[str]]) -> int:
    """Tell the hosts whom they no longer expect, by name; `withdrawn` is by offer. Return how many letters it makes."""
    if not withdrawn:
        return 0
    mailing = mailing_of(unit, edition)
    with joined_as_written(unit.session):
        letters = list(_to_hosts(mailing, withdrawn.keys(), withdrawn=withdrawn))
    return _write(unit, edition, letters)


def _to_hosts(
    mailing: Mailing,
    offer_ids: Collection[uuid.UUID],
    *,
    new: Collection[uuid.UUID] = (),
    withdrawn: Mapping[uuid.UUID, Sequence[str]] | None = None,
) -> Iterator[Letter]:
    for facts, language in host_list_facts(mailing, offer_ids, new=new, withdrawn=withdrawn):
        yield messages.host_list(facts, language)


def _days_by_number(unit: Unit, edition: Edition) -> dict[int, date]:
    query = select(ImmersionRound.number, ImmersionRound.planned_day).where(ImmersionRound.edition_id == edition.id)
    return {number: day for number, day in unit.session.execute(query)}


def _write(unit: Unit, edition: Edition, letters: Sequence[Letter]) -> int:
    return write_letters(unit, _kinds(), letters, captured=edition.state == "rehearsal")


@cache
def _kinds() -> dict[str, LetterKind]:
    """Return the letters by key; their labels are for pages, and none is shown here."""
    return {kind.key: kind for kind in messages.letter_kinds({key: key for key in _KEYS})}
