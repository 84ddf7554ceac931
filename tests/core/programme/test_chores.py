"""The chores of modules: once in each edition that is lived, each for itself, on its own clock."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.audit.models import AuditEntry
from core.audit.services import record
from core.contract.acting import SYSTEM
from core.contract.module import EditionChore, Module
from core.database.base import utc_now, uuid7
from core.processes import runtime
from core.programme.chores import chores_of
from core.programme.models import Edition
from core.tenancy.switching import switch_modules

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def lay(unit, code: str, **said) -> None:
    """Make an edition of the module; committed."""
    columns = {"module": "lunch", "state": "live", "year": 2024, "title": {"fr": code}, "settings": {}, **said}
    unit.session.add(Edition(id=uuid7(), code=code, **columns))
    unit.session.commit()


def do(application, work) -> None:
    (chore,) = chores_of([Module("lunch", "Lunches", chores=(EditionChore("lunch.look", HOUR, work),))])
    assert (chore.name, chore.every) == ("lunch.look", HOUR)
    chore.do(runtime(application))


@pytest.fixture
def seen() -> list[str]:
    return []


def test_a_chore_is_done_in_each_edition_of_the_module_that_is_lived(application, unit_for, seen) -> None:
    unit = unit_for()
    for state in ("draft", "rehearsal", "live", "closed"):
        lay(unit, state, state=state)
    lay(unit, "another module's", module="dinner")
    do(application, lambda _unit, edition: seen.append(edition.code))
    assert seen == ["rehearsal", "live"]


def test_where_the_module_is_off_nothing_is_done(application, unit_for, seen) -> None:
    unit = unit_for()
    lay(unit, "2024")
    switch_modules(unit, frozenset())
    unit.session.commit()
    do(application, lambda _unit, edition: seen.append(edition.code))
    assert seen == []


def test_a_rehearsal_is_on_its_own_clock_and_liaison_acts(application, unit_for) -> None:
    lay(unit_for(), "2024", state="rehearsal", clock_offset=-900 * DAY)
    found = []
    do(application, lambda unit, _edition: found.append((utc_now() - unit.now > 899 * DAY, unit.actor)))
    assert found == [(True, SYSTEM)]


def test_an_edition_in_which_it_fails_leaves_nothing_and_the_others_theirs(application, unit_for) -> None:
    unit = unit_for()
    for code in ("first", "second"):
        lay(unit, code)

    def work(unit, edition) -> None:
        record(unit, "lunch.looked", edition.id, code=edition.code)
        if edition.code == "first":
            raise OSError("disk full")

    do(application, work)
    acts = unit.session.scalars(select(AuditEntry.details).where(AuditEntry.act == "lunch.looked")).all()
    assert acts == [{"code": "second"}]


def test_an_edition_that_ends_meanwhile_is_left_in_peace(application, unit_for, seen) -> None:
    unit = unit_for()
    for code in ("first", "second"):
        lay(unit, code)

    def work(_unit, edition) -> None:
        seen.append(edition.code)
        for each in unit.session.scalars(select(Edition).where(Edition.code == "second")):
            each.state = "closed"
        unit.session.commit()

    do(application, work)
    assert seen == ["first"]
