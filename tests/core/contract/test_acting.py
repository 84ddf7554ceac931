"""Rights against a reading by brute force: every combination of grants, and what taking part gives."""

from __future__ import annotations

import uuid
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.contract.acting import SYSTEM, Actor, Grant, NotAllowedError, Permission, TakingPart, owner_of, require

HERE, THERE = uuid.UUID(int=1), uuid.UUID(int=2)
ADA, BEA = uuid.UUID(int=11), uuid.UUID(int=12)
MINE = uuid.UUID(int=21)
MODULES = ("this", "other")
TERRITORIES = (HERE, THERE)
OWN = Permission("this.thing.read", frozenset({"coordinator", "guest"}))
NETWORK = Permission("room.thing.manage", frozenset({"coordinator"}))
BY_MODULE = Permission("room.letter.read", frozenset({"coordinator"}), by_module=True)
GRANTS = [
    Grant(role, module, territory)
    for role, module, territory in product(("coordinator", "reader"), (None, *MODULES), (None, *TERRITORIES))
]


def gives(grant: Grant, permission: Permission, module: str, territory: uuid.UUID) -> bool:
    """Say, one place at a time, whether a grant gives a right over what is of `module` and lies in `territory`."""
    if grant.role not in permission.roles:
        return False
    if grant.territory_id is not None and grant.territory_id != territory:
        return False
    if permission.by_module:
        return grant.module is None or grant.module == module
    if permission.name.startswith("this."):
        return module == "this" and (grant.module is None or grant.module == "this")
    return grant.module is None


def places(actor: Actor, permission: Permission, module: str) -> set[uuid.UUID]:
    return {place for place in TERRITORIES if any(gives(grant, permission, module, place) for grant in actor.grants)}


ACTORS = [Actor("A", grants=held) for size in range(3) for held in combinations(GRANTS, size)]


@pytest.mark.requirement("IM-23")
def test_every_pair_of_grants_gives_what_each_gives() -> None:
    """All 172 actors with at most two grants, each asked for every kind of right in every module."""
    for actor in ACTORS:
        for module in MODULES:
            by_module = places(actor, BY_MODULE, module)
            found = actor.territories(BY_MODULE, module)
            assert (actor.may(BY_MODULE, module), found if found is not None else set(TERRITORIES)) == (
                bool(by_module),
                by_module,
            )
        assert actor.may(BY_MODULE) == any(places(actor, BY_MODULE, module) for module in MODULES)
        for permission in (OWN, NETWORK):
            wanted = places(actor, permission, "this")
            found = actor.territories(permission)
            assert (actor.may(permission), found if found is not None else set(TERRITORIES)) == (bool(wanted), wanted)


@given(st.lists(st.sampled_from(GRANTS), max_size=6))
def test_everywhere_is_every_module_and_every_territory_by_one_grant(grants: list[Grant]) -> None:
    actor = Actor("A", grants=tuple(grants))
    assert actor.everywhere(BY_MODULE) == (Grant("coordinator") in grants)


@given(st.lists(st.sampled_from(GRANTS), max_size=4), st.sampled_from([None, *MODULES]))
def test_more_grants_never_give_less(grants: list[Grant], module: str | None) -> None:
    more, fewer = Actor("A", grants=tuple(grants)), Actor("A", grants=tuple(grants[:-1]))
    for permission in (OWN, NETWORK, BY_MODULE):
        assert set(fewer.holds(permission, module)) <= set(more.holds(permission, module))


@pytest.mark.parametrize(
    ("actor", "there"),
    [
        (Actor("A", grants=(Grant("coordinator", "this", HERE),)), (True, False, False)),
        (Actor("A", grants=(Grant("coordinator", "this"),)), (True, True, True)),
        (Actor("A", grants=(Grant("coordinator", "other"),)), (False, False, False)),
        (Actor("A", system=True), (True, True, True)),
    ],
)
def test_a_right_in_a_territory_is_none_elsewhere_and_one_everywhere_is_one_of_no_territory_too(
    actor: Actor, there: tuple[bool, bool, bool]
) -> None:
    assert tuple(actor.may_at(OWN, territory) for territory in (HERE, THERE, None)) == there


def test_a_right_by_module_has_no_territories_before_a_module_is_named() -> None:
    with pytest.raises(ValueError, match=r"^room\.letter\.read is held by module: say in which one$"):
        Actor("A", grants=(Grant("coordinator", "this", HERE),)).territories(BY_MODULE)


@pytest.mark.parametrize(
    ("part", "own"),
    [
        (TakingPart("guest", "this", ADA, MINE), {MINE}),
        (TakingPart("guest", "other", ADA, MINE), set()),
        (TakingPart("cook", "this", ADA, MINE), set()),
    ],
)
def test_taking_part_gives_a_right_over_what_is_ones_own_alone(part: TakingPart, own: set[uuid.UUID]) -> None:
    actor = Actor("A", parts=(part,))
    assert (actor.may(OWN), actor.own(OWN), actor.territories(OWN), actor.everywhere(OWN)) == (
        bool(own),
        own,
        frozenset(),
        False,
    )


def test_a_role_in_which_people_take_part_is_none_that_staff_holds() -> None:
    actor = Actor("A", grants=(Grant("coordinator", "this", HERE),), parts=(TakingPart("guest", "this", BEA, MINE),))
    assert (actor.territories(OWN), actor.own(OWN)) == ({HERE}, {MINE})


@pytest.mark.parametrize(
    ("actor", "belongs"),
    [
        (Actor("A"), (False, False, False)),
        (Actor("A", grants=(Grant("reader"),)), (True, True, True)),
        (Actor("A", grants=(Grant("reader", "this"),)), (True, True, False)),
        (Actor("A", parts=(TakingPart("guest", "other", ADA, MINE),)), (True, False, True)),
        (Actor("A", parts=(TakingPart("guest", "other", ADA, MINE, ended=True),)), (False, False, False)),
        (SYSTEM, (True, True, True)),
    ],
)
def test_who_belongs_to_the_network_and_to_a_module(actor: Actor, belongs: tuple[bool, bool, bool]) -> None:
    assert (actor.belongs(), actor.belongs("this"), actor.belongs("other")) == belongs


def test_liaison_itself_may_everything() -> None:
    assert [SYSTEM.may(each) and SYSTEM.everywhere(each) for each in (OWN, NETWORK, BY_MODULE)] == [True] * 3
    assert SYSTEM.territories(BY_MODULE, "this") is None


def test_a_missing_right_is_named() -> None:
    actor = Actor("A", grants=(Grant("coordinator", "other"),))
    require(actor, BY_MODULE, "other")
    with pytest.raises(NotAllowedError, match=r"^missing right: room\.letter\.read$"):
        require(actor, BY_MODULE, "this")


def test_what_is_named_belongs_to_the_first_part_of_its_name() -> None:
    assert (owner_of("this.thing.read"), OWN.owner) == ("this", "this")
