"""The map of the catalogue: where municipalities lie, drawn from data of our own and by no map service; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import sqrt
from typing import Final

#: The measures of the drawing. A degree east is shorter than one north, so that the country keeps its shape.
WIDTH, HEIGHT = 256, 212
_WEST: Final = 2.5
_NORTH: Final = 51.55
_UNITS: Final = 100
_SHORTER: Final = 0.643
#: How large a dot is: of one entry, and at most.
_LEAST: Final = 2.2
_MOST: Final = 7.0


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the drawing."""

    x: float
    y: float


@cache
def points() -> Mapping[str, Point]:
    """Return where each municipality lies, by its NIS code."""
    found = {}
    for line in _lines("municipalities.csv"):
        nis, east, north = line.split(",")
        found[nis] = point(float(east), float(north))
    return found


@cache
def outlines() -> tuple[str, ...]:
    """Return the districts of the country as paths of SVG, in half units, for the ground of the map."""
    return tuple(_lines("outlines.paths"))


def point(east: float, north: float) -> Point:
    """Return where degrees stand on the drawing."""
    return Point(round((east - _WEST) * _UNITS * _SHORTER, 1), round((_NORTH - north) * _UNITS, 1))


def radius(count: int) -> float:
    """Return how large a dot is: its area grows with the number, as far as it covers no other."""
    return round(min(_LEAST * sqrt(count), _MOST), 1)


def _lines(name: str) -> list[str]:
    text = files("core.catalogue").joinpath("data", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
