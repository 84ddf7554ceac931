"""What a host says when they register: plain values (IM-07, IM-09, IM-10, IX-28)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from core.directory.proposing import SaidInstitution

#: So many offers are made at a time; more can be made afterwards, in the same registration.
MOST_OFFERS: Final = 10
MOST_PLACES: Final = 50
#: What to expect is said in so many signs at least (IM-32): two sentences.
LEAST_EXPECT: Final = 80


@dataclass(frozen=True, slots=True)
class SaidOffer:
    """One offer, as its host describes it."""

    title: str
    description: str
    discover: str
    expect: str
    places: int
    #: Suggested days, ISO dates, each with how many may come or None where that is not said (IM-30).
    dates: Mapping[str, int | None]
    weekdays: tuple[int, ...]
    modality: str | None
    duration_days: Decimal | None
    professions: tuple[str, ...]
    ages: str | None
    languages: tuple[str, ...]
    conditions: str | None
    access: str | None


@dataclass(frozen=True, slots=True)
class Deputy:
    """Who stands in for the reference person."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class SaidHost:
    """A registration as a host, with its offers."""

    first_name: str
    last_name: str
    phone: str | None
    language: str
    institution: SaidInstitution
    deputy: Deputy
    offers: tuple[SaidOffer, ...]
    #: The seal of the golden rules that were read.
    rules_seen: str
    #: What tells one sending of a form from another.
    entry: str
