"""The rules of rounds and places, as the field says them."""

from __future__ import annotations

import hashlib
from datetime import date
from itertools import product
from random import Random
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.programme.rules import PhaseDates
from plugins.immersion.enums import Pool, RoundState
from plugins.immersion.matching import Instance, solve
from plugins.immersion.matching.rows import Offer, Request
from plugins.immersion.rules import (
    ROUND_MOVES,
    asks,
    commitment,
    given_again,
    has_priority,
    is_a_move,
    is_in_pool,
    last_day_for_new_choices,
    last_registration_day,
    opened_on,
    own_institutions,
    registrations_closed_for,
    released,
    round_after,
    unpublished_before,
)

PHASES = (
    PhaseDates("host_registration", date(2023, 12, 1), date(2024, 1, 31)),
    PhaseDates("priority_registration", date(2024, 2, 13), date(2024, 2, 18)),
    PhaseDates("trainee_registration", date(2024, 2, 20), date(2024, 3, 17)),
)
ROUND_STATES = [state.value for state in RoundState]
ALLOWED = {
    ("planned", "open"),
    ("open", "proposed"),
    ("open", "planned"),
    ("proposed", "planned"),
    ("proposed", "published"),
}


@pytest.mark.requirement("IM-15")
@pytest.mark.parametrize(("old", "new"), list(product(ROUND_STATES, ROUND_STATES)))
def test_a_round_moves_step_by_step_and_never_from_published(old: str, new: str) -> None:
    assert is_a_move(ROUND_MOVES, old, new) == ((old, new) in ALLOWED)


@pytest.mark.requirement("IM-17")
def test_who_hosts_comes_first() -> None:
    hosting = {"La Source", "Le Quai"}
    assert [has_priority(name, hosting) for name in ("La Source", "Le Quai", "Les Coquelicots")] == [True, True, False]


@pytest.mark.requirement("IM-17")
@pytest.mark.parametrize(
    ("pool", "priority", "has_place", "asking", "expected"),
    [
        (Pool.PRIORITY, True, False, True, True),
        (Pool.PRIORITY, False, False, True, False),
        (Pool.PRIORITY, True, True, True, False),
        (Pool.PRIORITY, True, False, False, False),
        (Pool.EVERYBODY, True, False, True, True),
        (Pool.EVERYBODY, False, False, True, True),
        (Pool.EVERYBODY, False, True, True, False),
        (Pool.EVERYBODY, False, False, False, False),
    ],
)
def test_a_round_is_for_people_without_a_place_who_ask_for_one(
    pool: Pool, priority: bool, has_place: bool, asking: bool, expected: bool
) -> None:
    assert is_in_pool(pool, priority=priority, has_place=has_place, asks=asking) == expected


@pytest.mark.requirement("IM-20")
def test_a_round_is_the_last_when_none_has_a_higher_number() -> None:
    assert [round_after(number, (1, 4, 2)) for number in (0, 1, 2, 3, 4)] == [1, 2, 4, 4, None]


@pytest.mark.requirement("IM-28")
@pytest.mark.parametrize(
    ("current", "ever_chose", "expected"),
    [(["H1"], True, True), (None, True, False), ([], True, False), (None, False, True)],
)
def test_whose_choices_are_all_history_asks_for_nothing(
    current: list[str] | None, ever_chose: bool, expected: bool
) -> None:
    assert asks(current, ever_chose=ever_chose) == expected


@pytest.mark.requirement("IM-28")
def test_a_round_was_opened_on_a_place_when_it_froze_it_as_nobodys_or_its_holder_elsewhere() -> None:
    assert [opened_on("H1", frozen) for frozen in ("H1", None, "H2")] == [False, True, True]


@pytest.mark.requirement("IM-28")
def test_each_release_and_each_return_of_a_place_is_a_reason_of_its_own() -> None:
    place, other = uuid4(), uuid4()
    reasons = [why(each, version) for why in (released, given_again) for each in (place, other) for version in (1, 2)]
    assert len(set(reasons)) == 8


@pytest.mark.requirement("IM-03")
@pytest.mark.parametrize(
    ("pool", "day", "closed"),
    [
        (Pool.PRIORITY, date(2024, 2, 18), False),
        (Pool.PRIORITY, date(2024, 2, 19), True),
        (Pool.EVERYBODY, date(2024, 2, 19), False),
        (Pool.EVERYBODY, date(2024, 3, 17), False),
        (Pool.EVERYBODY, date(2024, 3, 18), True),
    ],
)
def test_a_round_waits_for_the_end_of_its_pools_registration(pool: Pool, day: date, closed: bool) -> None:
    assert registrations_closed_for(pool, PHASES, day) == closed


def test_the_last_day_of_registration_is_that_of_the_pool() -> None:
    assert last_registration_day(Pool.PRIORITY, PHASES) == date(2024, 2, 18)
    assert last_registration_day(Pool.EVERYBODY, PHASES) == date(2024, 3, 17)
    assert last_registration_day(Pool.PRIORITY, PHASES[:1]) is None


@pytest.mark.parametrize(
    ("number", "states", "expected"),
    [
        (1, {1: "planned", 2: "planned"}, None),
        (2, {1: "proposed", 2: "planned"}, 1),
        (2, {1: "published", 2: "planned"}, None),
        (3, {1: "published", 2: "open", 3: "planned"}, 2),
        (4, {2: "planned", 1: "planned"}, 1),
    ],
)
def test_a_round_sees_what_the_earlier_ones_left(number: int, states: dict[int, str], expected: int | None) -> None:
    assert unpublished_before(number, states) == expected


def test_new_choices_count_until_the_day_before() -> None:
    assert last_day_for_new_choices(date(2024, 3, 1)) == date(2024, 2, 29)


@pytest.mark.requirement("IM-15")
def test_the_commitment_is_the_hash_of_the_seed() -> None:
    seed = "immersion-0-23|2024|1|démo"
    assert commitment(seed) == hashlib.sha256(seed.encode("utf-8")).hexdigest()


#: Offers with their institutions, and trainees with theirs and the offers they choose.
WORLDS = st.tuples(
    st.fixed_dictionaries({f"H{number}": st.sampled_from("abc") for number in range(4)}),
    st.dictionaries(
        st.from_regex(r"S[0-9]", fullmatch=True),
        st.tuples(st.sampled_from("abcd"), st.lists(st.sampled_from(["H0", "H1", "H2", "H3", "H9"]), unique=True)),
        max_size=6,
    ),
)
Trainees = dict[str, tuple[str, list[str]]]


def decided(offers: dict[str, str | None], trainees: Trainees, institutions: dict[str, str | None]) -> object:
    """Return what a round decides for everybody, when the file names these institutions."""
    solved = solve(
        Instance(
            offers=tuple(Offer(offer, 1, offers[offer]) for offer in offers),
            requests=tuple(
                Request(name, name < "S4", tuple(chosen), institutions.get(name))
                for name, (_, chosen) in trainees.items()
            ),
            seed="x",
        )
    )
    return solved.assignment, solved.vector


@given(WORLDS)
def test_a_round_decides_the_same_whether_its_file_names_all_institutions_or_those_that_a_rule_needs(world) -> None:
    """Finding M7 of the attack: pages say whose an offer is, so a file with all of them says where people work."""
    offers, trainees = world
    needed = own_institutions(offers, trainees)
    theirs = {name: institution for name, (institution, _) in trainees.items()}
    sparse = decided({offer: needed.get(offer) for offer in offers}, trainees, needed)
    assert sparse == decided(offers, trainees, theirs)
    for name, (institution, chosen) in trainees.items():
        assert (name in needed) == any(offers.get(offer) == institution for offer in chosen)
    for offer, institution in offers.items():
        assert (offer in needed) == any(
            offer in chosen and institution == theirs[name] for name, (_, chosen) in trainees.items()
        )


@given(WORLDS, st.randoms())
def test_the_numbers_of_a_round_say_nothing_of_the_institutions_but_which_are_the_same(world, random: Random) -> None:
    offers, trainees = world
    shuffled = list(trainees.items())
    random.shuffle(shuffled)
    renamed = {name: (f"another {institution}", chosen) for name, (institution, chosen) in shuffled}
    assert own_institutions({each: f"another {name}" for each, name in offers.items()}, renamed) == own_institutions(
        offers, trainees
    )
