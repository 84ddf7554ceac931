"""Trainees, hosts and staff say what became of a place: contact, date, whether it took place (IM-28)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Final

from sqlalchemy import and_, true, update

from core.contract.acting import require
from core.contract.standing import AttendanceOutcome
from core.programme.errors import UnknownRegistrationError
from core.programme.following.rules import Followed as Standing
from core.programme.following.rules import Oddness, Said, Side, Step, unusual
from core.programme.following.services import Word, begin_anew, say
from core.programme.mailing import mailing_of
from core.programme.models import Edition, Offer, Participation, Registration
from core.programme.own.links import linked
from core.tenancy.unit import Unit
from plugins.immersion.access import FOLLOW, SAY_OWN, visible_placements
from plugins.immersion.enums import SAID, ParticipantKind, WhyNot
from plugins.immersion.errors import OddDatesError
from plugins.immersion.models import ImmersionPlacement
from plugins.immersion.queries.following import Placed, contact_by_of, days_of_immersions, placed
from plugins.immersion.queries.letters.following import dates_letters, open_sides

_SIDES: Final = {ParticipantKind.TRAINEE: Side.GUEST, ParticipantKind.HOST: Side.HOST}


@dataclass(frozen=True, slots=True)
class Statement:
    """What a form brings: the step with its facts, words, and how often dates had been said when it was opened."""

    said: Said
    words: str | None = None
    seen: int | None = None


def own_places(unit: Unit, registration: Registration) -> list[Placed]:
    """Return the places of a registration of the actor's own: a trainee's one, or all those at a host's offers."""
    if registration.role == ParticipantKind.HOST:
        return list(placed(unit.session, Offer.registration_id == registration.id))
    return list(placed(unit.session, Participation.registration_id == registration.id))


def side_of(registration: Registration) -> Side:
    """Return for which side somebody speaks."""
    return _SIDES[ParticipantKind(registration.role)]


def say_own(
    unit: Unit, edition: Edition, registration: Registration, place_id: uuid.UUID, statement: Statement
) -> Placed:
    """Let a trainee or a host say something of a place of their own; return it as it stood.

    Said a second time it is answered likewise. Raises UnknownRegistrationError for a place that is none of theirs,
    OddDatesError for unusual dates without a word of why, what core.programme.following.services.say raises, and
    NotAllowedError without the right.
    """
    require(unit.actor, SAY_OWN)
    own = own_places(unit, registration) if registration.id in unit.actor.own(SAY_OWN) else ()
    found = next((each for each in own if each.place.id == place_id), None)
    if found is None:
        raise UnknownRegistrationError(1)
    _say(unit, edition, found, statement, by_staff=False)
    return found


def say_for(unit: Unit, edition: Edition, found: Placed, statement: Statement) -> None:
    """Let staff write down what a side told them, or what they know; raises what say_own raises."""
    require(unit.actor, FOLLOW)
    _say(unit, edition, found, statement, by_staff=True)


def seen_by_staff(unit: Unit, registration_id: uuid.UUID) -> Placed | None:
    """Return the place of a trainee, if they have one that exists for the actor; two statements."""
    visible = visible_placements(unit.actor)
    return next(iter(placed(unit.session, and_(Participation.registration_id == registration_id, visible))), None)


def follow_anew(unit: Unit, edition: Edition, participation_ids: list[uuid.UUID]) -> None:
    """Let places that are theirs again begin anew: contact is made by another day, as the letters say."""
    begin_anew(unit, participation_ids)
    unit.session.execute(
        update(ImmersionPlacement)
        .where(ImmersionPlacement.participation_id.in_(participation_ids))
        .values(contact_by=contact_by_of(edition, unit.today)),
        execution_options={"synchronize_session": False},
    )


def _say(unit: Unit, edition: Edition, found: Placed, statement: Statement, *, by_staff: bool) -> None:
    said = statement.said
    odd = unusual(said.stretches, days_of_immersions(unit.session, edition.id), unit.today)
    if said.step is Step.TOOK_PLACE:
        odd -= {Oddness.PAST}
    if odd and not statement.words:
        raise OddDatesError(odd)
    absent = AttendanceOutcome.NO_SHOW if said.reason == WhyNot.NOBODY_CAME else AttendanceOutcome.EXCUSED
    word = Word(said, statement.words, by_staff=by_staff, seen=statement.seen, outcome=absent)
    # Which places exist for the actor was asked when this one was found.
    stood = say(unit, edition.id, found.place, word, found.terms(unit), among=true(), act=SAID)
    if stood and said.step is Step.AGREED:
        _tell_dates(unit, edition, found, said.side, stood, by_staff=by_staff)


def _tell_dates(
    unit: Unit, edition: Edition, found: Placed, side: Side, stood: tuple[Standing, Standing], *, by_staff: bool
) -> None:
    """Tell the side that did not say it when the immersion is: both of them what the team said."""
    before, after = stood
    [place] = open_sides(unit.session, Participation.id == found.place.id)
    ids = {Side.GUEST: place.trainee.id, Side.HOST: place.host.id}
    sides = [each for each in ids if each is not side]
    mailing = linked(mailing_of(unit, edition), [ids[each] for each in sides])
    changed = bool(before.stretches) and before.stretches != after.stretches
    mailing.write(dates_letters(mailing, place, after, sides, changed=changed, by_staff=by_staff))
