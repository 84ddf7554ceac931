"""What a network's file says of its immersions: the `[immersion]` table, checked and read (IM-01, IM-03, IM-11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from core.contract.module import EditionPlan, PhaseDay, PhasePlan
from core.programme.tenant_table import commitments, day, day_as_json, phases, place_in_year, prefixes, read_table
from core.tenancy.strict_toml import Table
from plugins.immersion.enums import ParticipantKind, PhaseCode, Pool
from plugins.immersion.matching import Objective
from plugins.immersion.matching.instance import OBJECTIVES

MOST_CHOICES: Final = 20
MOST_ROUNDS: Final = 20
MOST_CONTACT_DAYS: Final = 60
NEEDED_PHASES: Final = (PhaseCode.HOST_REGISTRATION.value, PhaseCode.TRAINEE_REGISTRATION.value)
_ORDER: Final = tuple(code.value for code in PhaseCode)
_KINDS: Final = tuple(ParticipantKind)


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """A round that every edition has: its number from 1, its day in the year, and whom it serves."""

    number: int
    day: PhaseDay
    pool: Pool


@dataclass(frozen=True, slots=True)
class ImmersionSettings:
    """The module's settings of one edition, typed; what `Edition.settings` holds as JSON."""

    #: What the network calls an immersion, by language.
    name: Mapping[str, str]
    #: The first letters of printed references, by role (H004, S077).
    prefixes: Mapping[ParticipantKind, str]
    max_choices: int
    #: How many choices whoever registers by themselves makes at least.
    min_choices: int
    objective: Objective
    #: Within how many days after the letter a trainee calls the host.
    contact_days: int
    rounds: tuple[RoundPlan, ...]
    #: The golden rules, by role and language.
    commitments: Mapping[ParticipantKind, Mapping[str, tuple[str, ...]]]

    @property
    def fewest_choices(self) -> int:
        """How many choices somebody makes at least, who can make no more than there may be."""
        return min(self.min_choices, self.max_choices)

    @property
    def commitments_of_hosts(self) -> Mapping[str, tuple[str, ...]]:
        """The golden rules for hosts, by language."""
        return self.commitments.get(ParticipantKind.HOST, {})

    @property
    def commitments_of_trainees(self) -> Mapping[str, tuple[str, ...]]:
        """The golden rules for trainees, by language."""
        return self.commitments.get(ParticipantKind.TRAINEE, {})

    @classmethod
    def from_json(cls, settings: Mapping[str, Any]) -> ImmersionSettings:
        """Read what `read_settings` wrote; `settings` is `Edition.settings`."""
        return cls(
            name=dict(settings["name"]),
            prefixes={kind: settings["reference_prefix"][kind.value] for kind in ParticipantKind},
            max_choices=settings["max_choices"],
            min_choices=settings.get("min_choices", 1),
            objective=settings["objective"],
            contact_days=settings["contact_days"],
            rounds=tuple(
                RoundPlan(round_["number"], PhaseDay(**round_["day"]), Pool(round_["pool"]))
                for round_ in settings["rounds"]
            ),
            commitments={
                kind: {language: tuple(lines) for language, lines in settings["commitments"][kind.value].items()}
                for kind in ParticipantKind
            },
        )

    def as_json(self) -> dict[str, Any]:
        """Write the settings as JSON keeps them; `ImmersionSettings.from_json(value.as_json()) == value`."""
        return {
            "name": dict(self.name),
            "reference_prefix": {kind.value: prefix for kind, prefix in self.prefixes.items()},
            "max_choices": self.max_choices,
            "min_choices": self.min_choices,
            "objective": self.objective,
            "contact_days": self.contact_days,
            "rounds": [
                {"number": round_.number, "day": day_as_json(round_.day), "pool": round_.pool.value}
                for round_ in self.rounds
            ],
            "commitments": {
                kind.value: {language: list(lines) for language, lines in by_language.items()}
                for kind, by_language in self.commitments.items()
            },
        }


def read_settings(table: Mapping[str, Any], languages: tuple[str, ...]) -> EditionPlan:
    """Read the `[immersion]` table of a network's file; texts must exist in each of `languages`.

    Raises SettingsFault with every fault. The keys are described in docs/tenants.md.
    """
    return read_table(table, lambda top: _plan(top, languages))


def _plan(top: Table, languages: tuple[str, ...]) -> EditionPlan:
    title = top.texts("title", languages)
    planned = phases(top, _ORDER, NEEDED_PHASES)
    settings = ImmersionSettings(
        name=top.texts("name", languages).as_json(),
        prefixes=prefixes(top, _KINDS),
        max_choices=top.number("max_choices", 1, MOST_CHOICES),
        min_choices=top.number("min_choices", 1, MOST_CHOICES, default=1),
        objective=cast(Objective, top.choice("objective", OBJECTIVES, default="priority")),
        contact_days=top.number("contact_days", 1, MOST_CONTACT_DAYS),
        rounds=_rounds(top, planned),
        commitments=commitments(top, _KINDS, languages),
    )
    return EditionPlan(title=title.as_json(), phases=planned, settings=settings.as_json())


def _rounds(top: Table, phases: tuple[PhasePlan, ...]) -> tuple[RoundPlan, ...]:
    said = top.number("rounds", 1, MOST_ROUNDS)
    plans: list[RoundPlan] = []
    for position, table in enumerate(top.tables("round"), start=1):
        number = table.number("number", 1, MOST_ROUNDS)
        plan = RoundPlan(number, day(table, "date"), Pool(table.choice("pool", [pool.value for pool in Pool])))
        table.end()
        if number != position:
            table.fault("number", f"round {number} stands at place {position}", "number the rounds 1, 2, 3 in order")
        if plans and place_in_year(plan.day) < place_in_year(plans[-1].day):
            table.fault("date", f"it lies before the day of round {plans[-1].number}", "give a later day")
        closing = next((phase.last for phase in phases if phase.kind == plan.pool.registration), None)
        if closing and place_in_year(plan.day) <= place_in_year(closing):
            table.fault("date", "registration is still open for this pool", "give a day after the last of registration")
        plans.append(plan)
    if len(plans) != said:
        top.fault("rounds", f"it says {said}, and {len(plans)} are described", "write one [[immersion.round]] for each")
    return tuple(plans)
