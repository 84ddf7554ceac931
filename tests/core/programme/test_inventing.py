"""Invented people: recognised as such, at places of the network, the same each time."""

from __future__ import annotations

import pytest

from core.programme.inventing import INSTITUTIONS, PEOPLE, Place, in_turn, invent, wishes
from core.tenancy.geography import municipality_of
from core.tenancy.queries import territory_by_municipality

pytestmark = pytest.mark.requirement("IM-25")


def test_invented_people_say_so_and_have_addresses_that_do_not_exist(unit_for) -> None:
    invented = invent(unit_for())
    assert (len(invented.institutions), len(invented.people)) == (INSTITUTIONS, PEOPLE)
    assert [person.name for person in invented.people[:2]] == ["Alix Fictif-01", "Sacha Fictif-02"]
    assert len({person.email for person in invented.people}) == PEOPLE
    assert {person.email.partition("@")[2] for person in invented.people} == {"invented.example"}
    assert all(person.institution.name.startswith("Institution fictive ") for person in invented.people)
    assert invented.people[INSTITUTIONS].institution is invented.institutions[0]
    assert invent(unit_for()) == invented


def test_they_speak_the_language_of_the_network(unit_for) -> None:
    invented = invent(unit_for("orchard"))
    assert (invented.people[0].last_name, invented.institutions[0].name) == ("Verzonnen-01", "Verzonnen organisatie 01")


def test_each_territory_of_the_network_has_some(unit_for) -> None:
    unit = unit_for()
    territories = territory_by_municipality(unit.session)
    found = [
        territories[municipality_of(each.place.postal_code, each.place.municipality).nis]
        for each in invent(unit).institutions
    ]
    assert {found.count(territory) for territory in set(territories.values())} == {INSTITUTIONS // 2}


@pytest.mark.parametrize(
    ("lists", "found"),
    [([], []), ([[]], []), ([[1, 2, 3], [4]], [1, 4, 2, 3]), ([[1], [], [2, 3]], [1, 2, 3])],
)
def test_places_are_taken_in_turn(lists: list[list[int]], found: list[int]) -> None:
    places = [[Place(str(number), "") for number in numbers] for numbers in lists]
    assert [int(place.postal_code) for place in in_turn(places)] == found


@pytest.mark.parametrize("most", [1, 3, 6])
def test_nobody_wishes_what_is_their_own_or_the_same_twice(most: int) -> None:
    for number in range(PEOPLE):
        wished = wishes(number, 12, most, own=number % 12)
        assert (len(wished), len(set(wished))) == (most, most)
        assert number % 12 not in wished
    asked = [wishes(number, 12, 1, own=-1)[0] for number in range(PEOPLE)]
    assert max(map(asked.count, asked)) > 2 * PEOPLE / 12
