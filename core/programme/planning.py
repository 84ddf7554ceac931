"""Make an edition as the network's file plans one for every year, or as another one was (IM-01)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from core.contract.module import EditionPlan, Module, PhaseDay, PhasePlan, SettingsFault
from core.programme.errors import EditionCodeError, ModuleOffError, NoPlanError
from core.programme.models import Edition
from core.programme.queries import editions
from core.programme.rules import PhaseDates
from core.programme.services import create_edition, is_taken
from core.programme.states import EditionState
from core.tenancy.unit import Unit

#: The code is a part of every address of the edition.
_CODE: Final = re.compile(r"[0-9]{4}[a-z0-9-]{0,40}")
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
_SUMMER: Final = 7


def create_planned(unit: Unit, module: Module, code: str, state: EditionState = EditionState.DRAFT) -> Edition:
    """Make the edition `code` of `module`, whose year its code begins with, by the plan of the network's file.

    Raises ModuleOffError, EditionCodeError for a code that is none, NoPlanError when the file plans no editions, and
    what create_edition raises.
    """
    refuse_if_off(unit, module)
    year = year_of(code)
    plan = called(plan_of_file(unit, module), code)
    return create_edition(unit, module=module.name, code=code, year=year, plan=plan, state=state)


def called(plan: EditionPlan, code: str) -> EditionPlan:
    """Return a plan whose titles name the code where they would name the year, so that no two editions look alike."""
    return replace(plan, title={language: text.replace("{year}", code) for language, text in plan.title.items()})


def year_ahead(made: Iterable[Edition], today: date) -> int:
    """Return the year for which a new edition is most likely made: after the last one, and not one that is almost over.

    From July on that is the next year, as calendars begin before theirs and end with the summer.
    """
    ahead = today.year + (today.month >= _SUMMER)
    return max([ahead, *(each.year + 1 for each in made)])


def free_code(unit: Unit, module: str, year: int) -> str:
    """Return a code that no edition of the module has: the year, or the year and a number."""
    taken = {each.code for each in editions(unit.session) if each.module == module}
    codes = (str(year) if number == 1 else f"{year}-{number}" for number in range(1, len(taken) + 2))
    return next(code for code in codes if code not in taken)


def distinct(unit: Unit, plan: EditionPlan, code: str) -> EditionPlan:
    """Return a plan whose titles are no other edition's."""
    if not is_taken(unit, plan.title):
        return plan
    return replace(plan, title={language: f"{text} ({code})" for language, text in plan.title.items()})


def refuse_if_off(unit: Unit, module: Module) -> None:
    """Raise ModuleOffError for a module that is off in the network."""
    if module.name not in unit.tenant.modules:
        raise ModuleOffError(
            f"The module {module.name} is off for {unit.tenant.slug}: add {module.name!r} to the modules of its file."
        )


def year_of(code: str) -> int:
    """Return the year with which the code of an edition begins; raises EditionCodeError for a code that is none."""
    year = _YEAR.match(code)
    if year is None:
        raise EditionCodeError(
            f"The code {code!r} does not begin with a year: an edition is called 2024, or 2024-test."
        )
    if not _CODE.fullmatch(code):
        raise EditionCodeError(
            f"The code {code!r} cannot stand in the address of a page: write the year, and after it at most 40 "
            "small letters without accents, digits and hyphens, such as 2024-test."
        )
    return int(year[0])


def plan_of_file(unit: Unit, module: Module) -> EditionPlan:
    """Return how the network's file plans the editions of `module`; raises NoPlanError."""
    if module.read_settings is None:
        raise NoPlanError(f"The module {module.name} makes no editions from a network's file.")
    try:
        return module.read_settings(unit.tenant.settings.get(module.name, {}), unit.tenant.languages)
    except SettingsFault as fault:
        raise NoPlanError(f"The file of {unit.tenant.slug} cannot make an edition: {fault}.") from fault


def plan_of_edition(edition: Edition, phases: Iterable[PhaseDates]) -> EditionPlan:
    """Return an edition as a plan for other years: its titles without the year, its calendar, its settings."""
    return EditionPlan(
        title={
            language: text.replace(edition.code, "{year}").replace(str(edition.year), "{year}")
            for language, text in edition.title.items()
        },
        phases=plans_of_days(phases, edition.year),
        settings=edition.settings,
    )


def plans_of_days(phases: Iterable[PhaseDates], year: int) -> tuple[PhasePlan, ...]:
    """Return phases as a plan for every year, their days counted from `year`."""
    return tuple(
        PhasePlan(phase.kind, _day_of_year(phase.first_day, year), _day_of_year(phase.last_day, year))
        for phase in phases
    )


def _day_of_year(day: date, year: int) -> PhaseDay:
    return PhaseDay(day.month, day.day, day.year - year)
