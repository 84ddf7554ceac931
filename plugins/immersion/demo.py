"""The demonstration: edition 2024 of Immersion 0-23, lived day by day in a rehearsal from the files it left."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

from core.contract.importing import ImportKind
from core.programme.errors import UnknownEditionError
from core.programme.living import DatedFile, Day, live_days
from core.programme.models import Edition
from core.programme.queries import find_edition
from core.programme.services import create_edition, offset_to
from core.programme.states import EditionState
from core.settings import SHIPPED
from core.tenancy.commanding import Commander
from core.tenancy.unit import Unit
from plugins.immersion.enums import MODULE, RoundState
from plugins.immersion.queries.rounds import find_round, rounds_of
from plugins.immersion.services.importing import CHOICES, HOSTS, TRAINEES, WITHDRAWALS
from plugins.immersion.services.rounds import change_seed, open_round, propose_now, publish
from plugins.immersion.settings import read_settings

TENANT, CODE, YEAR = "immersion-0-23", "2024", 2024
FILES = SHIPPED / "demo" / "immersion-2024"
#: The day before anybody could register, on which the draws are committed to.
BEGINNING = date(2023, 11, 30)


def live_year(commander: Commander, say: Callable[[str], None]) -> None:
    """Live edition 2024 as far as it has not been lived."""
    with commander.unit(TENANT) as unit:
        try:
            find_edition(unit.session, MODULE, CODE)
        except UnknownEditionError:
            say("Making the demonstration edition…")
            _make_edition(unit)
    live_days(commander, DAYS, say, tenant=TENANT, module=MODULE, code=CODE)


def _make_edition(unit: Unit) -> None:
    """Make the demonstration edition, with the draws that are on record."""
    edition = create_edition(
        unit,
        module=MODULE,
        code=CODE,
        year=YEAR,
        plan=read_settings(unit.tenant.settings[MODULE], unit.tenant.languages),
        state=EditionState.REHEARSAL,
        clock_offset=offset_to(BEGINNING, unit.now),
    )
    unit.session.flush()
    seeds = {row["round"]: row["seed"] for row in json.loads((FILES / "rounds.json").read_text(encoding="utf-8"))}
    for round_ in rounds_of(unit.session, edition.id):
        change_seed(unit.inside(edition), round_.id, seeds[round_.number])


def _file(kind: ImportKind, name: str) -> DatedFile:
    return DatedFile(kind, FILES / name, "registered_at" if kind in (HOSTS, TRAINEES) else "received_at")


def _round(number: int, day: date, says: str, *files: DatedFile) -> Day:
    """Return a day on which a round is published."""

    def act(unit: Unit, edition: Edition) -> None:
        then, round_ = unit.inside(edition), find_round(unit.session, edition.id, number)
        open_round(then, round_.id)
        unit.session.flush()
        # The worker, whose part this is, lives in real time and asks the edition for its clock.
        propose_now(unit, round_.id, lambda _done, _total: None)
        unit.session.flush()
        publish(then, round_.id, version=round_.version)

    def is_done(unit: Unit, edition: Edition) -> bool:
        return find_round(unit.session, edition.id, number).state == RoundState.PUBLISHED

    return Day(day, f"round {number}, {says}", files, act, is_done)


DAYS = (
    Day(date(2024, 2, 1), "the hosts have registered", (_file(HOSTS, "hotes.xlsx"),)),
    _round(1, date(2024, 2, 19), "for the host services", _file(TRAINEES, "stagiaires.xlsx")),
    _round(
        2,
        date(2024, 3, 18),
        "for everybody",
        _file(TRAINEES, "stagiaires.xlsx"),
        _file(WITHDRAWALS, "desistements.xlsx"),
    ),
    _round(
        3,
        date(2024, 4, 2),
        "on new choices",
        _file(WITHDRAWALS, "desistements.xlsx"),
        _file(CHOICES, "choix-tour-3.xlsx"),
    ),
    Day(date(2024, 4, 3), "the morning after, on which the visitor comes"),
)
