"""Roles are given, ended on a day and taken, by who coordinates them; nobody takes the last role that coordinates."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from core.accounts.models import AccountSession
from core.accounts.services import sign_in
from core.accounts.sessions import token_hash
from core.audit.models import AuditEntry
from core.contract.acting import NotAllowedError
from core.database.base import utc_now
from core.messages.rendering import check_text
from core.staff.errors import HasRoleError, LastCoordinatorError, MovedError, UnfitDayError, UnknownColleagueError
from core.staff.messages import INVITED, ROLE_GIVEN
from core.staff.queries import colleague
from core.staff.rules import RoleWish
from core.staff.services import change_last_day, give_role, take_all_roles, take_role
from core.tenancy.queries import territories
from core.tenancy.unit import Unit
from tests.core.staff.conftest import PASSWORD, SOON
from tests.core.staff.seen import version_of_colleague
from tests.together import at_once


@pytest.fixture
def ada(join) -> uuid.UUID:
    return join("ada", "reader")


@pytest.fixture
def do(acting) -> Callable[..., object]:
    """Do an act on a colleague in a transaction of its own: do(who, act, whom, *what, version=as it is)."""

    def done(who: uuid.UUID, act: Callable[..., object], whom: uuid.UUID, *what: object, version: str = "") -> object:
        unit = acting(who)
        with unit.session:  # What is refused keeps nobody waiting.
            outcome = act(unit, whom, *what, version=version or version_of_colleague(unit, whom))
            unit.session.commit()
        return outcome

    return done


def test_the_letters_have_a_text_that_fits_in_every_language() -> None:
    for kind in (INVITED, ROLE_GIVEN):
        for written in kind.texts.values():
            check_text(kind, written)
    assert (INVITED.secret, ROLE_GIVEN.secret) == (True, False)


def test_one_more_role_is_told_by_letter_in_the_colleagues_language(do, claire, ada, grants, outbox, places) -> None:
    assert do(claire, give_role, ada, RoleWish("referent", "lunch", places["north"], SOON))
    assert [(row.role, row.module, row.territory_id, row.until) for row in grants(ada)] == [
        ("reader", None, None, None),
        ("referent", "lunch", places["north"], SOON),
    ]
    [letter] = outbox()
    assert (letter.to_address, letter.language, letter.secret) == ("ada@harbour.example", "fr", False)
    assert letter.subject == "Un nouveau rôle dans Le Port 7-9"
    assert "Claire vous a donné un rôle" in letter.body
    assert " · Nord · " in letter.body
    assert "https://liaison.example/harbour/" in letter.body


def test_the_same_role_pressed_twice_is_given_and_told_once(do, claire, ada, grants, outbox, acting) -> None:
    version = version_of_colleague(acting(claire), ada)
    wish = RoleWish("referent", until=SOON)
    assert [do(claire, give_role, ada, wish, version=version) for _ in range(2)] == [True, False]
    assert (len(grants(ada)), len(outbox())) == (2, 1)


def test_a_role_that_is_there_until_another_day_is_not_given_again(do, claire, ada, grants) -> None:
    with pytest.raises(HasRoleError):
        do(claire, give_role, ada, RoleWish("reader", until=SOON))
    with pytest.raises(HasRoleError):  # Else the last to coordinate would end by being given a role.
        do(claire, give_role, claire, RoleWish("coordinator", until=SOON))
    assert [row.until for row in grants()] == [None, None]


@pytest.mark.parametrize("until", [date(2020, 1, 1), date(9999, 12, 31)])
def test_no_role_ends_in_the_past_or_in_another_age(do, claire, ada, grants, until: date) -> None:
    with pytest.raises(UnfitDayError):
        do(claire, give_role, ada, RoleWish("referent", until=until))
    with pytest.raises(UnfitDayError):
        do(claire, change_last_day, ada, grants(ada)[0].id, until)


def test_a_last_day_is_changed_and_taken_away_again(do, claire, ada, grants, unit_for) -> None:
    [grant] = grants(ada)
    assert [do(claire, change_last_day, ada, grant.id, day) for day in (SOON, SOON, None)] == [True, False, True]
    query = select(AuditEntry.details["until"].as_string(), AuditEntry.details["before"].as_string()).where(
        AuditEntry.act == "accounts.role.until_changed"
    )
    acts = unit_for().session.execute(query.order_by(AuditEntry.id)).all()
    assert acts == [(SOON.isoformat(), None), (None, SOON.isoformat())]


def test_a_role_is_taken_once_and_on_record(do, claire, ada, grants, unit_for, acting) -> None:
    do(claire, give_role, ada, RoleWish("referent"))
    first, second = grants(ada)
    version = version_of_colleague(acting(claire), ada)
    assert [do(claire, take_role, ada, first.id, version=version) for _ in range(2)] == [True, False]
    assert [row.id for row in grants(ada)] == [second.id]
    query = select(AuditEntry.subject_id, AuditEntry.by_account_id, AuditEntry.details).where(
        AuditEntry.act == "accounts.role.taken"
    )
    details = {"grant": str(first.id), "role": "reader", "module": None, "territory": None, "until": None}
    assert unit_for().session.execute(query).all() == [(ada, claire, details)]


def test_what_moved_since_it_was_looked_at_is_not_confirmed(do, claire, ada, grants, acting) -> None:
    version = version_of_colleague(acting(claire), ada)
    [grant] = grants(ada)
    do(claire, give_role, ada, RoleWish("referent"))
    for act, what in (
        (take_role, (grant.id,)),
        (take_all_roles, ()),
        (change_last_day, (grant.id, SOON)),
        (give_role, (RoleWish("coordinator"),)),
    ):
        with pytest.raises(MovedError):
            do(claire, act, ada, *what, version=version)
    assert len(grants(ada)) == 2


def test_the_last_who_coordinates_stays(do, claire, ada, grants, join) -> None:
    [grant] = grants(claire)
    join("bea", "coordinator", module="lunch")
    for act, what in ((take_role, (grant.id,)), (take_all_roles, ()), (change_last_day, (grant.id, SOON))):
        with pytest.raises(LastCoordinatorError):
            do(claire, act, claire, *what)
    assert len(grants(claire)) == 1


def test_with_somebody_else_who_coordinates_one_may_go(do, claire, grants, join) -> None:
    join("bea", "coordinator")
    [grant] = grants(claire)
    assert do(claire, change_last_day, claire, grant.id, SOON)
    assert do(claire, take_role, claire, grant.id)


def test_somebody_who_goes_first_is_nobody_to_rely_on(do, claire, grants, join) -> None:
    """Bea coordinates until a day: Claire may go today, and not on a day after Bea."""
    join("bea", "coordinator", until=SOON)
    [grant] = grants(claire)
    with pytest.raises(LastCoordinatorError):
        do(claire, change_last_day, claire, grant.id, SOON + timedelta(days=1))
    with pytest.raises(LastCoordinatorError):
        do(claire, change_last_day, claire, grant.id, SOON)
    assert do(claire, change_last_day, claire, grant.id, SOON - timedelta(days=1))


def test_two_who_take_each_others_role_at_once_leave_one(acting, claire, grants, join) -> None:
    """Both were let in, and looked at the other, before either acts."""
    bea = join("bea", "coordinator")
    looked = [(acting(who), whom, grants(whom)[0].id) for who, whom in ((claire, bea), (bea, claire))]
    versions = [version_of_colleague(unit, whom) for unit, whom, _ in looked]

    def take(unit: Unit, whom: uuid.UUID, grant_id: uuid.UUID, version: str) -> bool:
        with unit.session:  # What is refused keeps nobody waiting.
            outcome = take_role(unit, whom, grant_id, version=version)
            unit.session.commit()
        return outcome

    for unit, _, _ in looked:
        unit.session.commit()
    outcomes = at_once(*(partial(take, *each, version) for each, version in zip(looked, versions, strict=True)))
    assert sorted(str(type(each).__name__) for each in outcomes) == ["LastCoordinatorError", "bool"]
    assert len(grants()) == 1


def test_all_roles_end_in_this_network_and_none_in_another(do, claire, ada, grants, join) -> None:
    do(claire, give_role, ada, RoleWish("referent"))
    join("ada", "reader", slug="orchard")
    assert [do(claire, take_all_roles, ada), do(claire, take_all_roles, ada, version="x")] == [2, 0]
    assert (grants(ada), len(grants(ada, slug="orchard"))) == ([], 1)


@pytest.fixture
def open_sessions_of(owner_engine, unit_for) -> Callable[[str], int]:
    """Sign somebody in, and say how many of their sessions go on: open_sessions_of(address)."""
    tokens: dict[str, str] = {}

    def count(address: str) -> int:
        if address not in tokens:
            session = unit_for().session
            tokens[address] = token_hash(
                sign_in(session, email=address, password=PASSWORD, now=utc_now(), label="", cost="cheap")
            )
            session.commit()
        query = select(AccountSession.token_hash).where(
            AccountSession.ended_at.is_(None), AccountSession.token_hash == tokens[address]
        )
        with owner_engine.connect() as connection:
            return len(connection.scalars(query).all())

    return count


def test_the_last_role_of_all_ends_the_sessions(do, claire, ada, join, open_sessions_of) -> None:
    bea = join("bea", "reader")
    join("bea", "reader", slug="orchard")
    addresses = ("ada@harbour.example", "bea@harbour.example", "claire@harbour.example")
    assert [open_sessions_of(address) for address in addresses] == [1, 1, 1]
    do(claire, take_all_roles, ada)
    do(claire, take_all_roles, bea)
    assert [open_sessions_of(address) for address in addresses] == [0, 1, 1]


def test_a_role_that_stays_keeps_the_sessions(do, claire, ada, grants, open_sessions_of) -> None:
    do(claire, give_role, ada, RoleWish("referent"))
    assert open_sessions_of("ada@harbour.example") == 1
    do(claire, take_role, ada, grants(ada)[0].id)
    assert open_sessions_of("ada@harbour.example") == 1


def test_who_coordinates_one_module_in_one_territory_gives_and_takes_that_alone(
    do, claire, ada, grants, join, places, *, acting
) -> None:
    north, south = places["north"], places["south"]
    bea = join("bea", "coordinator", module="lunch", territory_id=north)
    join("ada", "cook", module="lunch", territory_id=north)
    assert [role.role for role in colleague(acting(bea).session, acting(bea).actor, ada).roles] == ["cook"]
    assert do(bea, give_role, ada, RoleWish("reader", "lunch", north))
    for role in (
        RoleWish("reader"),
        RoleWish("reader", "lunch"),
        RoleWish("reader", "lunch", south),
        RoleWish("coordinator", None, north),
        RoleWish("coordinator"),
    ):
        with pytest.raises(NotAllowedError):
            do(bea, give_role, ada, role)
    general = grants(ada)[0]
    for act, what in ((take_role, (general.id,)), (change_last_day, (general.id, SOON))):
        with pytest.raises(UnknownColleagueError):
            do(bea, act, ada, *what)
    with pytest.raises(UnknownColleagueError):
        do(bea, take_all_roles, claire, version="x")
    assert do(bea, take_all_roles, ada) == 2
    assert [row.role for row in grants(ada)] == ["reader"]


@pytest.mark.parametrize("role", ["referent", "reader"])
def test_who_does_not_coordinate_changes_nothing(acting, ada, claire, join, grants, role: str) -> None:
    unit = acting(join("eve", role))
    [grant] = grants(ada)
    for act in (
        lambda: give_role(unit, ada, RoleWish("reader"), version=""),
        lambda: change_last_day(unit, ada, grant.id, SOON, version=""),
        lambda: take_role(unit, ada, grant.id, version=""),
        lambda: take_all_roles(unit, ada, version=""),
    ):
        with pytest.raises(NotAllowedError):
            act()


def test_a_role_lies_in_a_territory_of_the_network(do, claire, ada, unit_for) -> None:
    other = unit_for("orchard")
    [place] = territories(other.session)
    for territory_id in (place.id, uuid.UUID(int=1)):
        with pytest.raises(NotAllowedError):
            do(claire, give_role, ada, RoleWish("reader", None, territory_id))


def test_nobody_of_another_network_is_there(acting, do, claire, join) -> None:
    gardener = join("gus", "reader", slug="orchard")
    for act, what in ((give_role, (RoleWish("reader"),)), (take_all_roles, ()), (take_role, (uuid.UUID(int=1),))):
        with pytest.raises(UnknownColleagueError):
            do(claire, act, gardener, *what, version="x")
