"""Who is the last to coordinate, until when somebody does, and what somebody saw."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.staff.rules import (
    HeldRole,
    RoleWish,
    coordinated_until,
    is_fitting_end,
    lacks_territory,
    leaves_nobody,
    version_of,
)

TODAY = date(2026, 11, 28)
NORTH = uuid.UUID(int=9)


def held(number: int, role: str = "coordinator", until: date | None = None, **more: object) -> HeldRole:
    return replace(HeldRole(uuid.UUID(int=number), uuid.UUID(int=number), role, None, None, until), **more)


ADA, BEA = held(1), held(2)


@pytest.mark.parametrize(
    ("others", "lost"),
    [
        ((), True),
        ((BEA,), False),
        ((held(3, "reader"), held(4, module="lunch"), held(5, territory_id=NORTH)), True),
        ((held(3, until=TODAY),), False),
        ((held(3, until=TODAY - timedelta(days=1)),), True),
    ],
)
def test_somebody_has_to_coordinate_the_whole_network(others: tuple[HeldRole, ...], *, lost: bool) -> None:
    assert leaves_nobody((ADA, *others), {ADA.id}, TODAY) is lost


def test_what_is_lost_anyway_is_nobodys_to_keep() -> None:
    reader, over = held(3, "reader"), held(4, until=TODAY - timedelta(days=1))
    assert not leaves_nobody((reader, over), {reader.id, over.id}, TODAY)
    assert not leaves_nobody((ADA, reader), {reader.id}, TODAY)


def test_both_at_once_leave_nobody() -> None:
    assert leaves_nobody((ADA, BEA), {ADA.id, BEA.id}, TODAY)


@pytest.mark.parametrize(
    ("roles", "until"),
    [
        ((ADA, held(2, until=TODAY)), None),
        ((held(1, until=TODAY), held(2, until=TODAY + timedelta(days=9))), TODAY + timedelta(days=9)),
        ((held(1, until=TODAY - timedelta(days=1)), held(2, "reader")), None),
        ((), None),
    ],
)
def test_until_when_the_network_is_coordinated(roles: tuple[HeldRole, ...], until: date | None) -> None:
    assert coordinated_until(roles, TODAY) == until


def test_what_was_seen_is_another_once_a_role_comes_goes_or_ends_otherwise() -> None:
    seen = version_of([ADA, BEA])
    assert version_of([BEA, ADA]) == seen
    assert version_of([replace(ADA, last_used_on=TODAY), BEA]) == seen
    others = {version_of(roles) for roles in ([ADA], [], [ADA, replace(BEA, until=TODAY)], [ADA, BEA, held(3)])}
    assert len(others) == 4
    assert seen not in others


def test_a_role_lasts_as_long() -> None:
    dated = held(1, until=TODAY)
    assert [ADA.lasts_as_long_as(None), ADA.lasts_as_long_as(TODAY)] == [True, True]
    days = (None, TODAY + timedelta(days=1), TODAY, TODAY - timedelta(days=1))
    assert [dated.lasts_as_long_as(day) for day in days] == [False, False, True, True]
    assert dated.is_as(RoleWish("coordinator", until=None))


@pytest.mark.parametrize(
    ("day", "fits"),
    [
        (TODAY, True),
        (TODAY - timedelta(days=1), False),
        (TODAY + timedelta(days=3660), True),
        (TODAY + timedelta(days=3661), False),
        (date(9999, 12, 31), False),
    ],
)
def test_a_role_ends_today_or_within_ten_years(day: date, *, fits: bool) -> None:
    assert is_fitting_end(day, TODAY) is fits


@pytest.mark.parametrize(
    ("wish", "parted", "lacks"),
    [
        (RoleWish("referent"), True, True),
        (RoleWish("referent", "lunch"), True, True),
        (RoleWish("referent", territory_id=NORTH), True, False),
        (RoleWish("referent"), False, False),
        (RoleWish("reader"), True, False),
        (RoleWish("coordinator"), True, False),
    ],
)
def test_a_referent_is_told_for_which_territory_where_there_are_some(
    wish: RoleWish, *, parted: bool, lacks: bool
) -> None:
    assert lacks_territory(wish, parted=parted) is lacks


def test_a_role_is_the_same_whatever_its_last_day() -> None:
    wish = RoleWish("reader", "lunch", NORTH)
    others = (RoleWish("referent", "lunch", NORTH), RoleWish("reader", None, NORTH), RoleWish("reader", "lunch"))
    assert [wish.is_as(other) for other in (replace(wish, until=TODAY), *others)] == [True, False, False, False]
