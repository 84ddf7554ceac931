"""A trainee's place is released, who stays registered: the next round sees it free; undone while nothing followed."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, and_, func, select, update

from core.contract.acting import require
from core.database.join_order import joined_as_written
from core.messages.letter import Letter
from core.programme.booking import Left
from core.programme.holding import hold_open
from core.programme.mailing import Mailing, mailing_of
from core.programme.models import Edition, Registration
from core.programme.own.links import linked
from core.programme.queries import names_of_registered
from core.programme.releasing import release
from core.programme.returning import GivenBack, bring_back
from core.tenancy.unit import Unit
from plugins.immersion.access import WITHDRAW, visible_trainees
from plugins.immersion.enums import RELEASED_PLACE, ParticipantKind
from plugins.immersion.models import ImmersionChoice, ImmersionRound
from plugins.immersion.queries.letters.hosts import host_list_letters, hosts_of_offers
from plugins.immersion.queries.letters.released import given_again_letters, released_letters
from plugins.immersion.queries.released import next_round_of, what_followed
from plugins.immersion.returning import RELEASE
from plugins.immersion.rules import given_again, released
from plugins.immersion.services.following import follow_anew
from plugins.immersion.statuses import RELEASED


def release_place(unit: Unit, edition: Edition, registration_id: uuid.UUID, *, reason: str, version: int) -> None:
    """Release the place of a trainee who stays registered: the host and the trainee are told (IM-28).

    Their choices become history, so that no round gives them this place again unasked: they take part in one once they
    have chosen again. Answered likewise a second time. Raises what release raises, NotAllowedError without the right.
    """
    require(unit.actor, WITHDRAW)
    places = release(
        *(unit, edition.id, registration_id, RELEASED),
        among=_trainees(unit),
        act=RELEASED_PLACE,
        version=version,
        reason=reason,
    )
    if places:
        _end_choices(unit, registration_id)
        mailing = _with_links(mailing_of(unit, edition), registration_id, [place.offer_id for place in places])
        with joined_as_written(unit.session):
            mailing.write(_letters_of_release(mailing, places, version))


def give_place_again(unit: Unit, edition: Edition, registration_id: uuid.UUID, *, version: int) -> None:
    """Undo the release of a place while nothing followed: it is theirs again, and both sides are told (IM-28).

    Their latest choices count again. Answered likewise a second time. Raises what bring_back raises, NotAllowedError
    without the right.
    """
    require(unit.actor, WITHDRAW)
    hold_open(unit, edition.id)
    _hold_rounds(unit, edition.id)
    places = bring_back(
        *(unit, edition.id, registration_id, RELEASE),
        among=_trainees(unit),
        version=version,
        followed=what_followed,
    )
    if places:
        _let_choices_count(unit, registration_id)
        follow_anew(unit, edition, [place.participation_id for place in places])
        mailing = _with_links(mailing_of(unit, edition), registration_id, [place.offer_id for place in places])
        with joined_as_written(unit.session):
            mailing.write(_letters_of_return(mailing, registration_id, places, version))


def _trainees(unit: Unit) -> ColumnElement[bool]:
    return and_(Registration.role == ParticipantKind.TRAINEE, visible_trainees(unit.actor, WITHDRAW))


def _end_choices(unit: Unit, registration_id: uuid.UUID) -> None:
    of_them = (ImmersionChoice.registration_id == registration_id, ImmersionChoice.current)
    unit.session.execute(
        update(ImmersionChoice).where(*of_them).values(current=False),
        execution_options={"synchronize_session": False},
    )


def _let_choices_count(unit: Unit, registration_id: uuid.UUID) -> None:
    """Let the latest wave of choices be the current one, as it was."""
    of_them = ImmersionChoice.registration_id == registration_id
    latest = select(func.max(ImmersionChoice.wave)).where(of_them).scalar_subquery()
    unit.session.execute(
        update(ImmersionChoice).where(of_them, ImmersionChoice.wave == latest).values(current=True),
        execution_options={"synchronize_session": False},
    )


def _hold_rounds(unit: Unit, edition_id: uuid.UUID) -> None:
    """Let nobody open a round while it is looked whether one was opened; locked before registrations, as ever."""
    rounds = select(ImmersionRound.id).where(ImmersionRound.edition_id == edition_id).order_by(ImmersionRound.id)
    unit.session.execute(rounds.with_for_update(read=True)).all()


def _with_links(mailing: Mailing, registration_id: uuid.UUID, offer_ids: Sequence[uuid.UUID]) -> Mailing:
    """Let the letters lead both sides to what is their own."""
    return linked(mailing, [registration_id, *hosts_of_offers(mailing.unit.session, offer_ids)])


def _letters_of_release(mailing: Mailing, places: Sequence[Left], version: int) -> Iterator[Letter]:
    """Yield a letter to the trainee and one to each host; each tells of this release once."""
    session, edition_id = mailing.unit.session, mailing.edition.id
    for place in places:
        cause = released(place.participation_id, version)
        round_ = next_round_of(session, edition_id, place.registration_id)
        yield from released_letters(mailing, place.registration_id, place.offer_id, round_, cause=cause)
        names = {place.offer_id: list(names_of_registered(session, [place.registration_id]).values())}
        yield from host_list_letters(mailing, names, released=names, cause=cause)


def _letters_of_return(
    mailing: Mailing, registration_id: uuid.UUID, places: Sequence[GivenBack], version: int
) -> Iterator[Letter]:
    for place in places:
        cause = given_again(place.participation_id, version)
        yield from given_again_letters(mailing, registration_id, place, cause=cause)
        names = {place.offer_id: list(names_of_registered(mailing.unit.session, [registration_id]).values())}
        yield from host_list_letters(mailing, names, returned=names, cause=cause)
