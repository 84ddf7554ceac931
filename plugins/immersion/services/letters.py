"""Write the letters of an act, in its transaction; what they tell is in messages.py (IM-20)."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType

from core.database.join_order import joined_as_written
from core.messages.letter import Letter
from core.programme.mailing import Mailing, mailing_of
from core.programme.models import Edition
from core.programme.own.links import linked
from core.tenancy.unit import Unit
from plugins.immersion.enums import Pool
from plugins.immersion.matching import Refusal
from plugins.immersion.models import ImmersionRound
from plugins.immersion.queries.asking import Asking
from plugins.immersion.queries.letters.hosts import host_list_letters, host_nobody_letters, hosts_of_offers
from plugins.immersion.queries.letters.offers import refused_choices
from plugins.immersion.queries.letters.trainees import Refused, choose_again_letters, final_letters, placed_letters
from plugins.immersion.queries.released import to_choose_again
from plugins.immersion.queries.rounds import rounds_of
from plugins.immersion.rules import round_after


def round_letters(
    mailing: Mailing,
    round_: ImmersionRound,
    *,
    placed: Mapping[uuid.UUID, tuple[uuid.UUID, int]],
    unplaced: Collection[uuid.UUID],
    refusals: Mapping[uuid.UUID, Sequence[Refusal]],
) -> list[Letter]:
    """Return every letter that publishing a round writes, before its places are given; as many statements for any.

    So a preview reads what the publication writes. `placed` maps the registration of each trainee with a place to
    (offer, rank); `unplaced` are the registrations of the pool without one. `refusals` say why somebody did not get the
    choices they liked better. Before the last round those without a place are asked to choose again, and so are those
    whose place was released and who have not chosen since (IM-28), who were in no round; after it the pool is thanked,
    and so are the hosts that nobody comes to.
    """
    session = mailing.unit.session
    rounds = rounds_of(session, mailing.edition.id)
    with joined_as_written(session):
        refused = refused_choices(session, mailing.edition.id, refusals)
        return list(_of_round(mailing, round_, rounds, placed=placed, unplaced=unplaced, refused=refused))


def _of_round(
    mailing: Mailing,
    round_: ImmersionRound,
    rounds: Sequence[ImmersionRound],
    *,
    placed: Mapping[uuid.UUID, tuple[uuid.UUID, int]],
    unplaced: Collection[uuid.UUID],
    refused: Refused,
) -> Iterator[Letter]:
    """Yield the letters of a round, which is one of `rounds`, those of its edition in order."""
    cause, coming = f"round {round_.number}", {id_: offer_id for id_, (offer_id, _) in placed.items()}
    later = round_after(round_.number, [each.number for each in rounds])
    following = next((each for each in rounds if each.number == later), None)
    yield from placed_letters(mailing, placed, refused, cause=cause)
    yield from host_list_letters(mailing, set(coming.values()), coming=coming, cause=cause)
    if following is not None:
        released = to_choose_again(mailing.unit.session, mailing.edition.id, Pool(following.pool))
        yield from choose_again_letters(
            mailing,
            [*unplaced, *released],
            after_round=round_.number,
            before_round=following.number,
            next_round_on=following.planned_day,
            refused=refused,
            given=Counter(coming.values()),
            released=released,
        )
    else:
        yield from final_letters(mailing, unplaced, rounds=len(rounds), refused=refused, cause=cause)
        yield from host_nobody_letters(mailing, set(coming.values()))


def nobody_letters(mailing: Mailing) -> list[Letter]:
    """Return the letters to the hosts of an edition that expect nobody, without a round; nothing is written yet."""
    with joined_as_written(mailing.unit.session):
        return list(host_nobody_letters(mailing, ()))


def asking_letters(mailing: Mailing, round_: ImmersionRound, asked: Asking) -> list[Letter]:
    """Return the letters that ask the pool of a round that is still planned for new choices; nothing is written yet."""
    with joined_as_written(mailing.unit.session):
        return list(
            choose_again_letters(
                mailing,
                asked.pool,
                after_round=asked.after_round,
                before_round=round_.number,
                next_round_on=round_.planned_day,
                released=asked.released,
            )
        )


def write_host_lists(
    unit: Unit,
    edition: Edition,
    *,
    withdrawn: Mapping[uuid.UUID, Sequence[str]] = MappingProxyType({}),
    returned: Mapping[uuid.UUID, Sequence[str]] = MappingProxyType({}),
) -> None:
    """Tell the hosts whom they no longer expect, or expect after all; by offer, by name."""
    offers = withdrawn.keys() | returned.keys()
    if offers:
        mailing = linked(mailing_of(unit, edition), hosts_of_offers(unit.session, offers))
        with joined_as_written(unit.session):
            mailing.write(host_list_letters(mailing, offers, withdrawn=withdrawn, returned=returned))
