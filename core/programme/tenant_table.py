"""Reading a module's table of a network's file: what the tables of all modules have in common, strictly (IM-01, IM-03).

A module reads its own keys from the `Table` with core.tenancy.strict_toml, and these with the functions below; all of
them note what is wrong and go on, so that one reading shows every fault.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final, TypeVar

from core.contract.module import PhaseDay, PhasePlan, SettingsFault
from core.tenancy.strict_toml import Faults, Table

T = TypeVar("T")
#: A role, or a kind of phase: a word of the module.
Word = TypeVar("Word", bound=str)

_PREFIX: Final = re.compile(r"[A-Z]{1,3}")
_LAST_DAY_OF_MONTH: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def read_table(content: Mapping[str, Any], read: Callable[[Table], T]) -> T:
    """Let `read` read a module's table to its end, and return what it returns.

    Raises SettingsFault with every fault: (key inside the table, what is wrong — the remedy). Of a faulty table, `read`
    meets stand-ins in place of what is wrong.
    """
    faults = _PairedFaults()
    table = Table(content, faults)
    found = read(table)
    table.end()
    if faults.pairs:
        raise SettingsFault(tuple(faults.pairs))
    return found


class _PairedFaults(Faults):
    """Notes faults as the contract wants them: without the file, which only the core knows."""

    def __init__(self) -> None:
        super().__init__("")
        self.pairs: list[tuple[str, str]] = []

    def add(self, key: str, problem: str, remedy: str) -> None:
        self.pairs.append((key, f"{problem} — {remedy}"))


def phases(table: Table, order: Sequence[str], needed: Collection[str]) -> tuple[PhasePlan, ...]:
    """Take the phases, each kind once, in their order, `needed` ones among them."""
    plans: list[PhasePlan] = []
    for phase in table.tables("phase"):
        plan = PhasePlan(kind=phase.choice("kind", order), first=day(phase, "first"), last=day(phase, "last"))
        phase.end()
        if plan.kind in (known.kind for known in plans):
            phase.fault("kind", f"{plan.kind!r} is there twice", "remove one of the two")
        elif plans and order.index(plan.kind) < order.index(plans[-1].kind):
            phase.fault("kind", f"{plan.kind!r} stands after {plans[-1].kind!r}", f"keep the order {', '.join(order)}")
        if place_in_year(plan.last) < place_in_year(plan.first):
            phase.fault("last", "the last day lies before the first", "correct one (look at year_offset too)")
        plans.append(plan)
    for kind in needed:
        if kind not in (plan.kind for plan in plans):
            table.fault("phase", f"there is no phase {kind!r}", "add it with its first and last day")
    return tuple(plans)


def day(table: Table, key: str) -> PhaseDay:
    """Take a day of the year: month, day, and the year counted from the edition's if it is another one."""
    said = table.table(key)
    if said is None:
        return PhaseDay(1, 1)
    month = said.number("month", 1, 12)
    found = PhaseDay(
        month=month,
        day=said.number("day", 1, _LAST_DAY_OF_MONTH[month - 1]),
        year_offset=said.number("year_offset", -2, 2) if "year_offset" in said else 0,
    )
    said.end()
    return found


def place_in_year(day: PhaseDay) -> tuple[int, int, int]:
    """Return what orders days of the year of an edition."""
    return day.year_offset, day.month, day.day


def day_as_json(day: PhaseDay) -> dict[str, int]:
    """Write a day as JSON keeps it; `PhaseDay(**day_as_json(day)) == day`."""
    return {"month": day.month, "day": day.day, "year_offset": day.year_offset}


def prefixes(table: Table, roles: Sequence[Word]) -> dict[Word, str]:
    """Take the first letters of printed references (H004, S077), different ones for each role."""
    said = table.table("reference_prefix")
    if said is None:
        return {}
    found = {role: said.text(role, _PREFIX, "give one to three capital letters") for role in roles}
    said.end()
    if len(set(found.values())) < len(found) and all(found.values()):
        said.fault("", f"{' and '.join(f'{role}s' for role in roles)} have the same prefix", "give each its own")
    return found


def commitments(
    table: Table, roles: Sequence[Word], languages: Sequence[str]
) -> dict[Word, dict[str, tuple[str, ...]]]:
    """Take the golden rules of each role, sentence by sentence, as many in each language."""
    said = table.table("commitments")
    if said is None:
        return {}
    found = {role: _sentences(said, role, languages) for role in roles}
    said.end()
    return found


def _sentences(above: Table, role: str, languages: Sequence[str]) -> dict[str, tuple[str, ...]]:
    table = above.table(role)
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
