"""The `[immersion]` table of a network's file: read whole, and every fault of it named."""

from __future__ import annotations

import copy
import tomllib
from datetime import date
from typing import Any

import pytest

from core.contract.module import PhaseDay, SettingsFault
from core.programme.rules import day_of_year, phases_of_year
from core.settings import PROJECT
from plugins.immersion.enums import ParticipantKind, Pool
from plugins.immersion.settings import ImmersionSettings, RoundPlan, read_settings


def table_of(slug: str) -> dict[str, Any]:
    return tomllib.loads((PROJECT / "tenants" / slug / "tenant.toml").read_text(encoding="utf-8"))["immersion"]


def faults_of(table: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(SettingsFault) as caught:
        read_settings(table, ("fr", "nl"))
    return dict(caught.value.faults)


@pytest.fixture
def table() -> dict[str, Any]:
    return copy.deepcopy(table_of("immersion-0-23"))


@pytest.mark.requirement("IM-01")
@pytest.mark.parametrize(("slug", "languages"), [("immersion-0-23", ("fr", "nl")), ("bruzel", ("nl", "fr"))])
def test_what_is_read_survives_json(slug: str, languages: tuple[str, ...]) -> None:
    plan = read_settings(table_of(slug), languages)
    settings = ImmersionSettings.from_json(plan.settings)
    assert settings.as_json() == plan.settings
    assert set(plan.title) == set(languages)
    assert set(settings.commitments_of_hosts) == set(settings.commitments_of_trainees) == set(languages)


@pytest.mark.requirement("IM-03")
def test_the_calendar_of_2024_follows_from_the_file(table: dict[str, Any]) -> None:
    plan = read_settings(table, ("fr", "nl"))
    phases = {phase.kind: (phase.first_day, phase.last_day) for phase in phases_of_year(plan.phases, 2024)}
    assert phases["host_registration"] == (date(2023, 12, 1), date(2024, 1, 31))
    assert phases["priority_registration"] == (date(2024, 2, 13), date(2024, 2, 18))
    assert phases["trainee_registration"] == (date(2024, 2, 20), date(2024, 3, 17))
    settings = ImmersionSettings.from_json(plan.settings)
    assert [(each.number, day_of_year(each.day, 2024), each.pool) for each in settings.rounds] == [
        (1, date(2024, 2, 19), Pool.PRIORITY),
        (2, date(2024, 3, 18), Pool.EVERYBODY),
        (3, date(2024, 4, 2), Pool.EVERYBODY),
    ]
    assert settings.rounds[0] == RoundPlan(1, PhaseDay(2, 19, 0), Pool.PRIORITY)


@pytest.mark.requirement("IM-11")
def test_the_numbers_of_the_edition(table: dict[str, Any]) -> None:
    settings = ImmersionSettings.from_json(read_settings(table, ("fr", "nl")).settings)
    assert (settings.max_choices, settings.objective, settings.contact_days) == (3, "priority", 14)
    assert settings.prefixes == {ParticipantKind.HOST: "H", ParticipantKind.TRAINEE: "S"}


def test_every_fault_is_named_at_once(table: dict[str, Any]) -> None:
    table["max_choices"] = 0
    table["objective"] = "luck"
    del table["title"]
    table["surprise"] = 1
    assert set(faults_of(table)) == {"max_choices", "objective", "title", "surprise"}


def change(table: dict[str, Any], path: str, value: Any) -> None:
    *above, last = path.split(".")
    here: Any = table
    for part in above:
        here = here[int(part)] if part.isdigit() else here[part]
    here[int(last) if last.isdigit() else last] = value


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        ("phase.1.kind", "lunch", "phase[2].kind"),
        ("phase.1.kind", "host_registration", "phase[2].kind"),
        ("phase.0.kind", "evaluation", "phase"),
        ("phase.0.first.year_offset", 0, "phase[1].last"),
        ("phase.0.last.day", 32, "phase[1].last.day"),
        ("phase.1.last.month", 13, "phase[2].last.month"),
        ("rounds", 4, "rounds"),
        ("round.1.number", 3, "round[2].number"),
        ("round.1.pool", "nobody", "round[2].pool"),
        ("round.0.date.day", 18, "round[1].date"),
        ("round.2.date", {"month": 3, "day": 17, "year_offset": 0}, "round[3].date"),
        ("reference_prefix.host", "h", "reference_prefix.host"),
        ("reference_prefix.host", "S", "reference_prefix"),
        ("commitments.host.nl", ["Eén zin."], "commitments.host.nl"),
        ("commitments.host.nl", [], "commitments.host.nl"),
        ("commitments.trainee", {"fr": ["Une phrase."]}, "commitments.trainee.nl"),
        ("contact_days", 0, "contact_days"),
    ],
)
def test_a_fault_names_its_key_and_a_remedy(table: dict[str, Any], path: str, value: Any, key: str) -> None:
    change(table, path, value)
    faults = faults_of(table)
    assert key in faults
    assert " — " in faults[key]
