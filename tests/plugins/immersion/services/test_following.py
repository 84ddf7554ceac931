"""What trainees, hosts and staff say of places: kept as it was said, and what follows from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from core.audit.models import AuditEntry
from core.contract.acting import Actor, NotAllowedError, TakingPart
from core.programme.errors import (
    CannotSayError,
    DatesMovedError,
    NotOpenError,
    PlaceGoneError,
    RegistrationMovedError,
    UnknownRegistrationError,
)
from core.programme.following.rules import Oddness, Refusal, Said, Side, Step, Stretch
from core.programme.models import (
    Attendance,
    Edition,
    FollowUp,
    FollowUpStep,
    Occurrence,
    Participation,
    Registration,
)
from core.programme.registrations import Withdrawal
from core.programme.states import EditionState
from plugins.immersion.enums import SAID
from plugins.immersion.errors import OddDatesError
from plugins.immersion.models import ImmersionPlacement
from plugins.immersion.services.following import Statement, say_for, say_own, seen_by_staff
from plugins.immersion.services.withdrawals import take_back, withdraw_many
from tests.plugins.immersion.services.released import AFTER_2, free, give, version_of
from tests.together import while_locked

pytestmark = pytest.mark.requirement("IM-28")

#: The places of round 2 were given on 18 March, to be contacted by 1 April; immersions go on from then.
LATE = datetime(2024, 4, 3, 9, tzinfo=UTC)
DAY = Stretch(datetime(2024, 4, 22, 7, tzinfo=UTC), datetime(2024, 4, 22, 14, tzinfo=UTC))
OTHER_DAY = Stretch(datetime(2024, 4, 23, 7, tzinfo=UTC), datetime(2024, 4, 23, 14, tzinfo=UTC))
AFTER = datetime(2024, 4, 23, 15, tzinfo=UTC)


def registration_of(world, who: str) -> Registration:
    query = select(Registration).where(Registration.reference == who)
    return world.session.scalars(query.execution_options(populate_existing=True)).one()


def place_of(world, who: str) -> Participation:
    query = select(Participation).where(Participation.registration_id == world.trainees[who])
    return world.session.scalars(query.order_by(Participation.id.desc()).limit(1)).one()


def acting(world, who: str, now: datetime, make=None):
    """Return the unit of a trainee or host, as their own link lets them act."""
    row = registration_of(world, who)
    part = TakingPart(row.role, "immersion", row.person_id, row.id, ended=False)
    return replace((make or world.on)(now), actor=Actor(who, parts=(part,)))


def tell(
    world, who: str, step: Step, *, of: str = "S1", at: datetime = AFTER_2, unit=None, words=None, seen=None, **facts
):
    unit = unit or acting(world, who, at)
    side = Side.HOST if who.startswith("H") else Side.GUEST
    statement = Statement(Said(side, step, unit.today, **facts), words, seen)
    return say_own(unit, world.edition, registration_of(world, who), place_of(world, of).id, statement)


def called(world, who: str = "S1", **more):
    return tell(world, who, Step.CONTACTED, day=date(2024, 3, 19), **more)


def agreed(world, who: str = "S1", stretch: Stretch = DAY, **more):
    return tell(world, who, Step.AGREED, stretches=(stretch,), **more)


def stands(world, who: str = "S1") -> tuple[str, str | None] | None:
    query = select(FollowUp.stage, FollowUp.conflict).where(FollowUp.participation_id == place_of(world, who).id)
    row = world.session.execute(query).first()
    return tuple(row) if row else None


def steps(world) -> list[tuple[str, str, str | None]]:
    rows = world.session.execute(
        select(FollowUpStep.side, FollowUpStep.step, FollowUpStep.by).order_by(FollowUpStep.id)
    )
    return [tuple(row) for row in rows]


def dates(world) -> list[tuple[datetime, int, bool]]:
    query = select(Occurrence.starts_at, Occurrence.sequence, Occurrence.called_off_at.is_not(None))
    return [tuple(row) for row in world.session.execute(query.order_by(Occurrence.id))]


def outcomes(world) -> list[str]:
    return list(world.session.scalars(select(Attendance.outcome)))


def test_the_deadline_stands_on_the_place_as_the_letter_says(two_at_h1) -> None:
    found = two_at_h1.session.scalars(select(ImmersionPlacement.contact_by)).all()
    assert found == [date(2024, 4, 1)] * 2


def test_from_contact_to_what_became_of_it(two_at_h1) -> None:
    world = two_at_h1
    assert stands(world) is None
    called(world)
    assert (stands(world), stands(world, "S2")) == (("contacted", None), None)
    agreed(world, "H1")
    assert (stands(world), dates(world)) == (("agreed", None), [(DAY.starts_at, 0, False)])
    tell(world, "S1", Step.TOOK_PLACE, at=AFTER)
    assert (stands(world), outcomes(world)) == (("took_place", None), ["present"])
    assert steps(world) == [("guest", "contacted", None), ("host", "agreed", None), ("guest", "took_place", None)]
    acts = world.session.execute(select(AuditEntry.by_name, AuditEntry.details).where(AuditEntry.act == SAID))
    assert [(by, details["step"]) for by, details in acts] == [
        ("S1", "contacted"),
        ("H1", "agreed"),
        ("S1", "took_place"),
    ]


def test_a_second_press_says_nothing_twice(two_at_h1) -> None:
    world = two_at_h1
    called(world)
    called(world)
    agreed(world, seen=0)
    agreed(world, seen=0)
    assert [step for _, step, _ in steps(world)] == ["contacted", "agreed"]
    assert dates(world) == [(DAY.starts_at, 0, False)]


def test_another_date_moves_the_entry_of_the_calendar(two_at_h1) -> None:
    world = two_at_h1
    tell(world, "S1", Step.AGREED, stretches=(DAY, OTHER_DAY))
    uids = world.session.scalars(select(Occurrence.ics_uid).order_by(Occurrence.id)).all()
    agreed(world, "H1", OTHER_DAY)
    assert dates(world) == [(OTHER_DAY.starts_at, 1, False), (OTHER_DAY.starts_at, 1, True)]
    assert world.session.scalars(select(Occurrence.ics_uid).order_by(Occurrence.id)).all() == uids


def test_an_agreed_date_is_nobody_elses_time(two_at_h1) -> None:
    world = two_at_h1
    agreed(world)
    world.make_trainee("S3", "H2", institution="Z")
    world.live(3)
    assert world.session.scalars(select(Participation.during)).all() == [None] * 3


def test_who_looked_at_another_date_looks_again(two_at_h1) -> None:
    world = two_at_h1
    agreed(world, seen=0)
    with pytest.raises(DatesMovedError) as moved:
        agreed(world, "H1", OTHER_DAY, seen=0)
    assert moved.value.stretches == (DAY,)
    agreed(world, "H1", OTHER_DAY, seen=1)
    agreed(world, "S1", DAY, seen=2)
    assert stands(world) == ("agreed", "dates")


def test_two_at_once_see_each_other(two_at_h1, engine) -> None:
    world = two_at_h1
    world.commit()
    host = acting(world, "H1", AFTER_2, world.other)
    place = place_of(world, "S1").id
    row = host.session.scalars(select(Registration).where(Registration.reference == "H1")).one()
    world.session.rollback()
    edition = host.session.get(Edition, (world.unit.tenant.id, world.edition.id))
    said = Said(Side.HOST, Step.AGREED, host.today, stretches=(OTHER_DAY,))
    agreed(world, seen=0)
    outcome = while_locked(engine, world.commit, lambda: say_own(host, edition, row, place, Statement(said, seen=0)))
    assert isinstance(outcome, DatesMovedError)
    host.session.rollback()
    assert dates(world) == [(DAY.starts_at, 0, False)]


def test_no_news_after_the_trainee_said_that_contact_was_made_is_shown(two_at_h1) -> None:
    world = two_at_h1
    called(world)
    tell(world, "H1", Step.NO_NEWS, at=LATE)
    assert stands(world) == ("contacted", "contact")
    called(world, "H1", at=LATE)
    assert stands(world) == ("contacted", None)


def test_nobody_is_silent_before_the_day(two_at_h1) -> None:
    with pytest.raises(CannotSayError) as refusal:
        tell(two_at_h1, "H1", Step.NO_NEWS)
    assert refusal.value.refusal == Refusal.TOO_EARLY


def test_unusual_dates_need_a_word(two_at_h1) -> None:
    world = two_at_h1
    over = Stretch(datetime(2024, 1, 5, 9, tzinfo=UTC), datetime(2024, 1, 5, 12, tzinfo=UTC))
    with pytest.raises(OddDatesError) as odd:
        agreed(world, stretch=over)
    assert odd.value.oddness == {Oddness.PAST, Oddness.OUTSIDE}
    agreed(world, stretch=over, words="C’était convenu avant.")
    assert world.session.scalars(select(FollowUpStep.words)).all() == ["C’était convenu avant."]


def test_why_it_did_not_take_place_says_how_the_trainee_stood(two_at_h1) -> None:
    world = two_at_h1
    agreed(world)
    tell(world, "S1", Step.DID_NOT, reason="host_silent", at=AFTER)
    assert outcomes(world) == ["excused"]
    agreed(world, "H1", OTHER_DAY, seen=1, words="reporté", at=AFTER)
    assert (outcomes(world), stands(world)) == ([], ("agreed", None))
    tell(world, "H1", Step.DID_NOT, reason="nobody_came", at=AFTER)
    assert outcomes(world) == ["no_show"]
    tell(world, "S1", Step.TOOK_PLACE, at=AFTER)
    assert (outcomes(world), stands(world)) == ([], ("took_place", "outcome"))


@pytest.mark.requirement("IM-23")
def test_nobody_speaks_of_what_is_not_theirs(two_at_h1) -> None:
    world = two_at_h1
    with pytest.raises(UnknownRegistrationError):
        called(world, "S2")
    with pytest.raises(UnknownRegistrationError):
        called(world, "H2")
    with pytest.raises(UnknownRegistrationError):  # Their own registration, without being its owner.
        tell(world, "S1", Step.CONTACTED, day=date(2024, 3, 19), unit=acting(world, "S2", AFTER_2))
    with pytest.raises(NotAllowedError):
        called(world, unit=world.on(AFTER_2, world.reader()))
    assert steps(world) == []


def test_staff_write_down_what_they_were_told(two_at_h1) -> None:
    world = two_at_h1
    unit = world.on(LATE, world.referent("liege"))
    found = seen_by_staff(unit, world.trainees["S1"])
    said = Said(Side.HOST, Step.NO_NEWS, unit.today)
    say_for(unit, world.edition, found, Statement(said, "par téléphone"))
    assert steps(world) == [("host", "no_news", "referent liege")]
    assert seen_by_staff(world.on(LATE, world.referent("hainaut")), world.trainees["S1"]) is None
    with pytest.raises(NotAllowedError):
        say_for(world.on(LATE, world.reader()), world.edition, found, Statement(said))


def test_a_place_that_is_released_and_given_again_begins_anew(two_at_h1) -> None:
    world = two_at_h1
    agreed(world)
    stale = version_of(world, "S1") - 1
    with pytest.raises(RegistrationMovedError):  # Something was said since the referent looked.
        free(world, version=stale)
    free(world)
    place = place_of(world, "S1")
    with pytest.raises(UnknownRegistrationError):
        called(world)
    give(world, unit=world.on(LATE))
    assert stands(world) == ("waiting", None)
    assert dates(world) == [(DAY.starts_at, 1, True)]
    kept = select(ImmersionPlacement.contact_by).where(ImmersionPlacement.participation_id == place.id)
    assert world.session.scalar(kept) == date(2024, 4, 17)
    agreed(world, "H1", DAY, seen=1, at=LATE)
    assert dates(world) == [(DAY.starts_at, 2, False)]


def test_a_withdrawal_that_is_taken_back_begins_anew(two_at_h1) -> None:
    world = two_at_h1
    called(world)
    withdraw_many(world.on(AFTER_2), world.edition, [Withdrawal(world.trainees["S1"], AFTER_2, None)])
    take_back(world.on(LATE), world.edition, world.trainees["S1"], version=version_of(world, "S1"))
    assert stands(world) == ("waiting", None)


def test_a_place_that_goes_meanwhile_is_said_nothing_of(two_at_h1, engine) -> None:
    world = two_at_h1
    world.commit()
    host = acting(world, "H1", AFTER_2, world.other)
    place = place_of(world, "S1").id
    row = host.session.scalars(select(Registration).where(Registration.reference == "H1")).one()
    world.session.rollback()
    edition = host.session.get(Edition, (world.unit.tenant.id, world.edition.id))
    said = Said(Side.HOST, Step.CONTACTED, host.today, day=host.today)
    free(world)
    outcome = while_locked(engine, world.commit, lambda: say_own(host, edition, row, place, Statement(said)))
    assert isinstance(outcome, PlaceGoneError)
    host.session.rollback()
    assert steps(world) == []


def test_nothing_is_said_in_a_closed_edition(two_at_h1) -> None:
    world = two_at_h1
    world.session.get(Edition, (world.unit.tenant.id, world.edition.id)).state = EditionState.CLOSED
    world.session.flush()
    with pytest.raises(NotOpenError):
        called(world)
