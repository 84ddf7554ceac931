"""Every municipality has its place on the map, inside the drawing, and near those of its province."""

from __future__ import annotations

import re
from math import hypot
from statistics import mean

import pytest

from core.catalogue.mapping import HEIGHT, WIDTH, outlines, point, points, radius
from core.tenancy.geography import load_municipalities

pytestmark = pytest.mark.requirement("IM-35")


def test_every_municipality_lies_inside_the_drawing() -> None:
    assert set(points()) == {row.nis for row in load_municipalities()}
    assert all(0 < each.x < WIDTH and 0 < each.y < HEIGHT for each in points().values())


def test_the_municipalities_of_a_province_lie_together() -> None:
    for province in {row.province for row in load_municipalities()}:
        own = [points()[row.nis] for row in load_municipalities() if row.province == province]
        middle = (mean(each.x for each in own), mean(each.y for each in own))
        # A hundredth of a degree is about a kilometre: no province reaches farther.
        assert max(hypot(each.x - middle[0], each.y - middle[1]) for each in own) < 75


def test_known_places_lie_where_they_are() -> None:
    brussels, liege, ostend, arlon = (points()[nis] for nis in ("21004", "62063", "35013", "81001"))
    assert ostend.x < brussels.x < liege.x < arlon.x
    assert ostend.y < brussels.y < liege.y < arlon.y


def test_the_ground_is_drawn_of_paths_inside_the_drawing() -> None:
    assert len(outlines()) == 12
    for path in outlines():
        assert re.fullmatch(r"(M\d+,\d+l[-\d, ]+z)+", path)


def test_a_dot_grows_with_the_number_as_far_as_it_covers_no_other() -> None:
    assert [radius(count) for count in (1, 4, 10_000)] == [2.2, 4.4, 7.0]
    assert point(2.5, 51.55).x == point(2.5, 51.55).y == 0
