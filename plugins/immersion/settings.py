"""What a network's file says of its immersions: the `[immersion]` table, checked and read (IM-01, IM-03, IM-11)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from core.contract.module import EditionPlan, PhaseDay, PhasePlan, SettingsFault
from core.tenancy.strict_toml import Faults, Table
from plugins.immersion.enums import ParticipantKind, PhaseCode, Pool
from plugins.immersion.matching import Objective

OBJECTIVES: Final = ("priority", "coverage", "serial")
MOST_CHOICES: Final = 20
MOST_ROUNDS: Final = 20
MOST_CONTACT_DAYS: Final = 60
NEEDED_PHASES: Final = (PhaseCode.HOST_REGISTRATION, PhaseCode.TRAINEE_REGISTRATION)
_PREFIX: Final = re.compile(r"[A-Z]{1,3}")
_LAST_DAY_OF_MONTH: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


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
    objective: Objective
    #: Within how many days after the letter a trainee calls the host.
    contact_days: int
    rounds: tuple[RoundPlan, ...]
    #: The golden rules, by role and language.
    commitments: Mapping[ParticipantKind, Mapping[str, tuple[str, ...]]]

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
            "objective": self.objective,
            "contact_days": self.contact_days,
            "rounds": [
                {"number": round_.number, "day": _day_as_json(round_.day), "pool": round_.pool.value}
                for round_ in self.rounds
            ],
            "commitments": {
                kind.value: {language: list(lines) for language, lines in by_language.items()}
                for kind, by_language in self.commitments.items()
            },
        }


def read_settings(table: Mapping[str, Any], languages: tuple[str, ...]) -> EditionPlan:
    """Read the `[immersion]` table of a network's file; texts must exist in each of `languages`.

    Raises SettingsFault with every fault: (key inside the table, what is wrong — the remedy). The keys are described
    in docs/tenants.md.
    """
    faults = _PairedFaults()
    top = Table(table, faults)
    title = top.texts("title", languages)
    phases = _phases(top)
    settings = ImmersionSettings(
        name=top.texts("name", languages).as_json(),
        prefixes=_prefixes(top),
        max_choices=top.number("max_choices", 1, MOST_CHOICES),
        objective=cast(Objective, top.choice("objective", OBJECTIVES, default="priority")),
        contact_days=top.number("contact_days", 1, MOST_CONTACT_DAYS),
        rounds=_rounds(top, phases),
        commitments=_commitments(top, languages),
    )
    top.end()
    if faults.pairs:
        raise SettingsFault(tuple(faults.pairs))
    return EditionPlan(title=title.as_json(), phases=phases, settings=settings.as_json())


class _PairedFaults(Faults):
    """Notes faults as the contract wants them: without the file, which only the core knows."""

    def __init__(self) -> None:
        super().__init__("")
        self.pairs: list[tuple[str, str]] = []

    def add(self, key: str, problem: str, remedy: str) -> None:
        self.pairs.append((key, f"{problem} — {remedy}"))


def _prefixes(top: Table) -> dict[ParticipantKind, str]:
    table = top.table("reference_prefix")
    if table is None:
        return {}
    found = {kind: table.text(kind, _PREFIX, "give one to three capital letters") for kind in ParticipantKind}
    table.end()
    if len(set(found.values())) < len(found) and all(found.values()):
        table.fault("", "hosts and trainees have the same prefix", "give each its own")
    return found


def _phases(top: Table) -> tuple[PhasePlan, ...]:
    order = [code.value for code in PhaseCode]
    plans: list[PhasePlan] = []
    for table in top.tables("phase"):
        plan = PhasePlan(kind=table.choice("kind", order), first=_day(table, "first"), last=_day(table, "last"))
        table.end()
        if plan.kind in (known.kind for known in plans):
            table.fault("kind", f"{plan.kind!r} is there twice", "remove one of the two")
        elif plans and order.index(plan.kind) < order.index(plans[-1].kind):
            table.fault("kind", f"{plan.kind!r} stands after {plans[-1].kind!r}", f"keep the order {', '.join(order)}")
        if _place_in_year(plan.last) < _place_in_year(plan.first):
            table.fault("last", "the last day lies before the first", "correct one (look at year_offset too)")
        plans.append(plan)
    for needed in NEEDED_PHASES:
        if needed not in (plan.kind for plan in plans):
            top.fault("phase", f"there is no phase {needed.value!r}", "add it with its first and last day")
    return tuple(plans)


def _rounds(top: Table, phases: tuple[PhasePlan, ...]) -> tuple[RoundPlan, ...]:
    said = top.number("rounds", 1, MOST_ROUNDS)
    plans: list[RoundPlan] = []
    for position, table in enumerate(top.tables("round"), start=1):
        number = table.number("number", 1, MOST_ROUNDS)
        plan = RoundPlan(number, _day(table, "date"), Pool(table.choice("pool", [pool.value for pool in Pool])))
        table.end()
        if number != position:
            table.fault("number", f"round {number} stands at place {position}", "number the rounds 1, 2, 3 in order")
        if plans and _place_in_year(plan.day) < _place_in_year(plans[-1].day):
            table.fault("date", f"it lies before the day of round {plans[-1].number}", "give a later day")
        closing = _last_registration_day(plan.pool, phases)
        if closing and _place_in_year(plan.day) <= _place_in_year(closing):
            table.fault("date", "registration is still open for this pool", "give a day after the last of registration")
        plans.append(plan)
    if len(plans) != said:
        top.fault("rounds", f"it says {said}, and {len(plans)} are described", "write one [[immersion.round]] for each")
    return tuple(plans)


def _last_registration_day(pool: Pool, phases: tuple[PhasePlan, ...]) -> PhaseDay | None:
    kind = PhaseCode.PRIORITY_REGISTRATION if pool is Pool.PRIORITY else PhaseCode.TRAINEE_REGISTRATION
    return next((phase.last for phase in phases if phase.kind == kind), None)


def _day(above: Table, key: str) -> PhaseDay:
    table = above.table(key)
    if table is None:
        return PhaseDay(1, 1)
    month = table.number("month", 1, 12)
    day = PhaseDay(
        month=month,
        day=table.number("day", 1, _LAST_DAY_OF_MONTH[month - 1]),
        year_offset=table.number("year_offset", -2, 2) if "year_offset" in table else 0,
    )
    table.end()
    return day


def _place_in_year(day: PhaseDay) -> tuple[int, int, int]:
    return day.year_offset, day.month, day.day


def _day_as_json(day: PhaseDay) -> dict[str, int]:
    return {"month": day.month, "day": day.day, "year_offset": day.year_offset}


def _commitments(top: Table, languages: tuple[str, ...]) -> dict[ParticipantKind, dict[str, tuple[str, ...]]]:
    table = top.table("commitments")
    if table is None:
        return {}
    found = {kind: _sentences(table, kind, languages) for kind in ParticipantKind}
    table.end()
    return found


def _sentences(above: Table, kind: ParticipantKind, languages: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    table = above.table(kind)
    if table is None:
        return {}
    found = {language: table.words(language) for language in languages}
    table.end()
    for language in languages:
        if language in table and not found[language]:
            table.fault(language, "no sentence is left", "write at least one")
    first, *others = languages
    for language in others:
        if found[language] and found[first] and len(found[language]) != len(found[first]):
            counts = f"{len(found[language])} sentences, and {len(found[first])} in {first!r}"
            table.fault(language, counts, "say the same in each language")
    return found
