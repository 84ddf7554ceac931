"""What the tables of all modules have in common: phases, days, prefixes, golden rules, and every fault of them."""

from __future__ import annotations

from typing import Any

import pytest

from core.contract.module import PhaseDay, PhasePlan, SettingsFault
from core.programme.tenant_table import commitments, day, day_as_json, phases, place_in_year, prefixes, read_table
from core.tenancy.strict_toml import Table

ORDER = ("cooking", "eating", "washing")
MARCH = {"month": 3, "day": 1}
APRIL = {"month": 4, "day": 30, "year_offset": 1}


def take(key: str, value: Any, read) -> Any:
    return read_table({key: value}, read)


def faults_of(key: str, value: Any, read) -> dict[str, str]:
    with pytest.raises(SettingsFault) as caught:
        take(key, value, read)
    return dict(caught.value.faults)


def some_phases(table: Table) -> tuple[PhasePlan, ...]:
    return phases(table, ORDER, ["eating"])


def test_phases_are_read_in_their_order() -> None:
    said = [{"kind": "eating", "first": MARCH, "last": APRIL}, {"kind": "washing", "first": APRIL, "last": APRIL}]
    assert take("phase", said, some_phases) == (
        PhasePlan("eating", PhaseDay(3, 1), PhaseDay(4, 30, 1)),
        PhasePlan("washing", PhaseDay(4, 30, 1), PhaseDay(4, 30, 1)),
    )


@pytest.mark.parametrize(
    ("kinds", "faults"),
    [
        (("cooking",), {"phase": "there is no phase 'eating' — add it with its first and last day"}),
        (("eating", "eating"), {"phase[2].kind": "'eating' is there twice — remove one of the two"}),
        (
            ("washing", "eating"),
            {"phase[2].kind": "'eating' stands after 'washing' — keep the order cooking, eating, washing"},
        ),
    ],
)
def test_a_phase_that_is_wrong_is_named(kinds: tuple[str, ...], faults: dict[str, str]) -> None:
    said = [{"kind": kind, "first": MARCH, "last": APRIL} for kind in kinds]
    assert faults_of("phase", said, some_phases) == faults


def test_a_phase_ends_after_it_began() -> None:
    said = [{"kind": "eating", "first": APRIL, "last": MARCH}]
    assert faults_of("phase", said, some_phases) == {
        "phase[1].last": "the last day lies before the first — correct one (look at year_offset too)"
    }


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ({"month": 2, "day": 30}, "day.day"),
        ({"month": 13, "day": 1}, "day.month"),
        ({"month": 1, "day": 1, "year_offset": 3}, "day.year_offset"),
        ({"month": 1}, "day.day"),
        ({"month": 1, "day": 1, "hour": 9}, "day.hour"),
    ],
)
def test_a_day_that_no_year_has_is_a_fault(said: dict[str, int], key: str) -> None:
    assert list(faults_of("day", said, lambda table: day(table, "day"))) == [key]


def test_a_day_survives_json_and_days_have_an_order() -> None:
    found = take("day", APRIL, lambda table: day(table, "day"))
    assert PhaseDay(**day_as_json(found)) == found
    assert sorted([found, PhaseDay(5, 1), PhaseDay(4, 30)], key=place_in_year) == [
        PhaseDay(4, 30),
        PhaseDay(5, 1),
        found,
    ]


def test_prefixes_are_capitals_and_different() -> None:
    def read(table: Table) -> dict[str, str]:
        return prefixes(table, ("cook", "guest"))

    assert take("reference_prefix", {"cook": "C", "guest": "GA"}, read) == {"cook": "C", "guest": "GA"}
    assert list(faults_of("reference_prefix", {"cook": "c", "guest": "G"}, read)) == ["reference_prefix.cook"]
    assert faults_of("reference_prefix", {"cook": "C", "guest": "C"}, read) == {
        "reference_prefix": "cooks and guests have the same prefix — give each its own"
    }


def test_golden_rules_say_as_much_in_each_language() -> None:
    def read(table: Table) -> dict[str, dict[str, tuple[str, ...]]]:
        return commitments(table, ("cook",), ("fr", "nl"))

    assert take("commitments", {"cook": {"fr": ["Salez."], "nl": ["Zout."]}}, read) == {
        "cook": {"fr": ("Salez.",), "nl": ("Zout.",)}
    }
    assert faults_of("commitments", {"cook": {"fr": ["Salez."], "nl": ["Zout.", "Roer."]}}, read) == {
        "commitments.cook.nl": "2 sentences, and 1 in 'fr' — say the same in each language"
    }
    assert "commitments.cook.nl" in faults_of("commitments", {"cook": {"fr": ["Salez."], "nl": [" "]}}, read)


def test_a_key_that_nobody_takes_is_a_fault() -> None:
    with pytest.raises(SettingsFault) as caught:
        read_table({"salt": 1}, lambda _table: None)
    assert [key for key, _ in caught.value.faults] == ["salt"]
