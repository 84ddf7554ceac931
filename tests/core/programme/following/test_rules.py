"""What may be said of a place, where it stands by it, and where the two sides contradict each other."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.language.dates import BELGIUM
from core.programme.following.rules import (
    Conflict,
    Followed,
    Oddness,
    Refusal,
    Said,
    Side,
    Stage,
    Step,
    Stretch,
    Terms,
    followed,
    has_begun,
    refused,
    repeats,
    unusual,
)

pytestmark = pytest.mark.requirement("IM-28")

GIVEN, DUE = date(2024, 3, 18), date(2024, 4, 1)
GUEST, HOST, TEAM = Side.GUEST, Side.HOST, Side.TEAM


def day(number: int) -> Stretch:
    """Return the whole of a day in April, as the clock in Belgium has it."""
    begins = datetime(2024, 4, number, tzinfo=BELGIUM)
    return Stretch(begins.astimezone(UTC), datetime(2024, 4, number + 1, tzinfo=BELGIUM).astimezone(UTC))


def called(side: Side = GUEST, on: date = date(2024, 3, 20), *, of: date | None = None) -> Said:
    return Said(side, Step.CONTACTED, on, of or on)


def agreed(side: Side, number: int = 15) -> Said:
    return Said(side, Step.AGREED, date(2024, 3, 25), stretches=(day(number),))


def silent(on: date = date(2024, 4, 2)) -> Said:
    return Said(HOST, Step.NO_NEWS, on)


def took(side: Side) -> Said:
    return Said(side, Step.TOOK_PLACE, date(2024, 4, 16))


def failed(side: Side, reason: str = "no_date") -> Said:
    return Said(side, Step.DID_NOT, date(2024, 4, 16), reason=reason)


def terms(now: date = date(2024, 4, 20)) -> Terms:
    return Terms(GIVEN, DUE, datetime(now.year, now.month, now.day, 12, tzinfo=UTC))


ANEW = Said(TEAM, Step.ANEW, date(2024, 4, 5))
CONTACT, DATES, OUTCOME = Conflict.CONTACT, Conflict.DATES, Conflict.OUTCOME


@pytest.mark.parametrize(
    ("steps", "stage", "conflict"),
    [
        ([], Stage.WAITING, None),
        ([called()], Stage.CONTACTED, None),
        ([silent()], Stage.NO_NEWS, None),
        # The host says that it has no news although the trainee had called before; then it hears of it.
        ([called(), silent()], Stage.CONTACTED, CONTACT),
        ([silent(), called(on=date(2024, 4, 3), of=date(2024, 3, 20))], Stage.CONTACTED, CONTACT),
        ([called(), silent(), called(HOST)], Stage.CONTACTED, None),
        ([called(), silent(), agreed(TEAM)], Stage.AGREED, None),
        # No news, and then there is some: nobody contradicts anybody.
        ([silent(), called(on=date(2024, 4, 2))], Stage.CONTACTED, None),
        ([silent(), agreed(HOST)], Stage.AGREED, None),
        # A date is changed by whoever enters it; who insists on the one before disagrees.
        ([agreed(GUEST), agreed(HOST, 16)], Stage.AGREED, None),
        ([agreed(GUEST), agreed(HOST, 16), agreed(GUEST)], Stage.AGREED, DATES),
        ([agreed(GUEST), agreed(HOST, 16), agreed(GUEST, 17)], Stage.AGREED, None),
        ([agreed(GUEST), agreed(HOST, 16), agreed(GUEST), agreed(HOST)], Stage.AGREED, None),
        ([agreed(GUEST), agreed(HOST, 16), agreed(GUEST), agreed(TEAM, 18)], Stage.AGREED, None),
        # Whether it took place.
        ([agreed(GUEST), took(HOST)], Stage.TOOK_PLACE, None),
        ([agreed(GUEST), took(HOST), failed(GUEST)], Stage.DID_NOT, OUTCOME),
        ([agreed(GUEST), took(HOST), failed(GUEST), took(GUEST)], Stage.TOOK_PLACE, None),
        ([agreed(GUEST), took(HOST), failed(GUEST), took(TEAM)], Stage.TOOK_PLACE, None),
        ([agreed(GUEST), took(HOST), failed(GUEST), took(TEAM), failed(GUEST)], Stage.DID_NOT, OUTCOME),
        ([failed(HOST), agreed(GUEST)], Stage.AGREED, None),
        # What was said before the place was given again is history.
        ([called(), silent(), ANEW], Stage.WAITING, None),
        ([agreed(GUEST), took(HOST), ANEW, called(HOST, date(2024, 4, 6))], Stage.CONTACTED, None),
    ],
)
def test_where_a_place_stands(steps: list[Said], stage: Stage, conflict: Conflict | None) -> None:
    found = followed(steps)
    assert (found.stage, found.conflict) == (stage, conflict)


@pytest.mark.parametrize(
    ("steps", "new", "why"),
    [
        ([], Said(GUEST, Step.NO_NEWS, DUE), Refusal.NOT_THEIRS),
        ([], Said(TEAM, Step.ANEW, DUE), Refusal.NOT_THEIRS),
        ([], silent(), None),
        ([called(HOST)], silent(), Refusal.CONFIRMED),
        ([took(GUEST)], silent(), Refusal.OVER),
        ([failed(HOST)], called(), Refusal.OVER),
        ([], called(of=date(2024, 3, 17)), Refusal.NO_SUCH_DAY),
        ([], called(of=GIVEN), None),
        ([], called(of=date(2024, 4, 21)), Refusal.NO_SUCH_DAY),
        ([], Said(GUEST, Step.CONTACTED, DUE), Refusal.NO_SUCH_DAY),
        ([], Said(GUEST, Step.AGREED, DUE), Refusal.NO_DATES),
        ([], Said(GUEST, Step.AGREED, DUE, stretches=(day(16), day(15))), Refusal.UNORDERED),
        ([], Said(GUEST, Step.AGREED, DUE, stretches=(day(15), day(15))), Refusal.UNORDERED),
        ([], Said(GUEST, Step.AGREED, DUE, stretches=tuple(map(day, range(1, 7)))), Refusal.UNORDERED),
        ([], Said(GUEST, Step.AGREED, DUE, stretches=(day(15), day(16))), None),
        ([took(HOST)], agreed(GUEST), Refusal.OVER),
        ([agreed(HOST), took(HOST), failed(GUEST)], agreed(GUEST), Refusal.OVER),
        ([failed(HOST)], agreed(GUEST), None),
        ([], took(GUEST), Refusal.NO_DATES),
        ([agreed(GUEST, 20)], took(GUEST), None),
        ([agreed(GUEST, 21)], took(GUEST), Refusal.TOO_EARLY),
        ([agreed(GUEST, 21)], failed(HOST), None),
    ],
)
def test_what_may_be_said(steps: list[Said], new: Said, why: Refusal | None) -> None:
    assert refused(steps, new, terms()) == why


@pytest.mark.parametrize(("today", "why"), [(DUE, Refusal.TOO_EARLY), (DUE + timedelta(days=1), None)])
def test_nobody_is_silent_before_the_day_is_over(today: date, why: Refusal | None) -> None:
    assert refused([], silent(today), terms(today)) == why
    assert refused([called()], silent(today), terms(today)) is None


def test_dates_that_are_over_or_outside_are_unusual() -> None:
    usual = (date(2024, 4, 10), date(2024, 4, 20))
    assert unusual([day(15)], usual, date(2024, 4, 15)) == set()
    assert unusual([day(14), day(15)], usual, date(2024, 4, 15)) == {Oddness.PAST}
    assert unusual([day(9)], usual, date(2024, 4, 1)) == {Oddness.OUTSIDE}
    assert unusual([day(21)], usual, date(2024, 4, 22)) == {Oddness.PAST, Oddness.OUTSIDE}
    assert unusual([day(9)], None, date(2024, 4, 1)) == set()


def test_a_whole_day_ends_on_that_day_also_when_the_clocks_change() -> None:
    begins = datetime(2024, 3, 31, tzinfo=BELGIUM)
    whole = Stretch(begins.astimezone(UTC), datetime(2024, 4, 1, tzinfo=BELGIUM).astimezone(UTC))
    assert (whole.ends_at - whole.starts_at, whole.day, whole.last_day) == (
        timedelta(hours=23),
        date(2024, 3, 31),
        date(2024, 3, 31),
    )


def test_whether_it_took_place_is_asked_once_the_last_day_has_come() -> None:
    known = followed([Said(GUEST, Step.AGREED, DUE, stretches=(day(15), day(17)))])
    assert [has_begun(known, day(number).starts_at) for number in (15, 16, 17)] == [False, False, True]
    assert not has_begun(Followed(), day(15).starts_at)


def test_the_first_contact_is_kept_and_what_is_said_twice_changes_nothing() -> None:
    steps = [called(), called(HOST, date(2024, 3, 22))]
    assert followed(steps).contacted_on == date(2024, 3, 20)
    assert repeats(steps, called(HOST, date(2024, 4, 1), of=date(2024, 3, 22)))
    assert not repeats(steps, called(HOST, date(2024, 4, 1)))
    assert not repeats([agreed(GUEST), agreed(HOST, 16)], agreed(GUEST))


SPOKEN = [
    *(called(side, DUE + timedelta(days=days)) for side, days in product(Side, (0, 3))),
    silent(),
    silent(DUE + timedelta(days=4)),
    *(agreed(side, number) for side, number in product(Side, (15, 16))),
    *(took(side) for side in Side),
    *(failed(side) for side in Side),
    ANEW,
]
HISTORIES = st.lists(st.sampled_from(SPOKEN), max_size=8)
SWAPPED = {GUEST: HOST, HOST: GUEST, TEAM: TEAM}


def swapped(each: Said) -> Said:
    return Said(SWAPPED[each.side], each.step, each.on, each.day, each.stretches, each.reason)


def outcome_conflict_by_hand(steps: list[Said]) -> bool:
    """Say it anew, word by word: the latest outcome of each side since the last date, and since the team's."""
    latest: dict[Side, Step] = {}
    for each in steps:
        if each.step in (Step.ANEW, Step.AGREED):
            latest = {}
        elif each.step in (Step.TOOK_PLACE, Step.DID_NOT):
            latest = {each.side: each.step} if each.side is TEAM else {**latest, each.side: each.step}
    return Step.TOOK_PLACE in latest.values() and Step.DID_NOT in latest.values()


@given(HISTORIES)
def test_sides_contradict_each_other_as_said_word_by_word(steps: list[Said]) -> None:
    assert (followed(steps).conflict is OUTCOME) == outcome_conflict_by_hand(steps)


@given(HISTORIES.map(lambda steps: [each for each in steps if each.step is not Step.NO_NEWS]))
def test_neither_side_counts_more_than_the_other(steps: list[Said]) -> None:
    found, other = followed(steps), followed(list(map(swapped, steps)))
    assert (found.stage, found.conflict, found.stretches) == (other.stage, other.conflict, other.stretches)


@given(HISTORIES, st.sampled_from([took(TEAM), failed(TEAM), agreed(TEAM, 18)]))
def test_the_team_settles_it(steps: list[Said], word: Said) -> None:
    found = followed([*steps, word])
    assert (found.stage, found.conflict) == (Stage(word.step), None)


@given(HISTORIES)
def test_no_step_is_lost_and_what_is_anew_begins_at_nothing(steps: list[Said]) -> None:
    anew = followed([*steps, ANEW])
    assert (anew.stage, anew.conflict, anew.contacted_on, anew.stretches) == (Stage.WAITING, None, None, ())
    assert anew.dates_said == followed(steps).dates_said


@given(HISTORIES, st.sampled_from(SPOKEN))
def test_what_repeats_itself_changes_nothing(steps: list[Said], new: Said) -> None:
    if repeats(steps, new):
        was, found = followed(steps), followed([*steps, new])
        assert (found.stage, found.conflict, found.stretches) == (was.stage, was.conflict, was.stretches)
        assert new in [Said(each.side, each.step, new.on, each.day, each.stretches, each.reason) for each in steps]


@given(HISTORIES, st.sampled_from(SPOKEN))
def test_after_it_did_not_take_place_nothing_is_asked(steps: list[Said], new: Said) -> None:
    known = followed(steps)
    if known.stage is Stage.DID_NOT and refused(steps, new, terms()) is None:
        assert new.step in (Step.AGREED, Step.TOOK_PLACE, Step.DID_NOT)
