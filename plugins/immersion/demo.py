"""The demonstration: edition 2024 of Immersion 0-23, lived day by day in a rehearsal from the files it left.

What has been lived is left as it is, so that a start that was cut short goes on where it stopped.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
from sqlalchemy import select

from core.contract.importing import ImportKind
from core.programme.errors import UnknownEditionError
from core.programme.importing.services import import_file
from core.programme.models import Edition
from core.programme.queries import find_edition
from core.programme.services import create_edition, offset_to, set_clock
from core.settings import SHIPPED
from core.tenancy.commanding import Commander
from core.tenancy.unit import Unit
from plugins.immersion.enums import MODULE, RoundState
from plugins.immersion.models import ImmersionRound
from plugins.immersion.services.importing import CHOICES, HOSTS, TRAINEES, WITHDRAWALS
from plugins.immersion.services.rounds import change_seed, open_round, propose_now, publish
from plugins.immersion.settings import read_settings

TENANT, CODE, YEAR = "immersion-0-23", "2024", 2024
FILES = SHIPPED / "demo" / "immersion-2024"
#: The day before anybody could register, on which the draws are committed to.
BEGINNING = date(2023, 11, 30)
#: The day on which the visitor finds the edition: the morning after the last round.
END = date(2024, 4, 3)
#: The columns that say when a row arrived.
ARRIVED = ("Inscrit le", "Reçu le")
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Day:
    """A day that is lived: the files read on it (what they are, and their name), and the round published on it."""

    day: date
    says: str
    files: tuple[tuple[ImportKind, str], ...] = ()
    round: int | None = None


DAYS = (
    Day(date(2024, 2, 1), "the hosts have registered", ((HOSTS, "hotes.xlsx"),)),
    Day(date(2024, 2, 19), "round 1, for the host services", ((TRAINEES, "stagiaires.xlsx"),), 1),
    Day(
        date(2024, 3, 18),
        "round 2, for everybody",
        ((TRAINEES, "stagiaires.xlsx"), (WITHDRAWALS, "desistements.xlsx")),
        2,
    ),
    Day(
        date(2024, 4, 2),
        "round 3, on new choices",
        ((WITHDRAWALS, "desistements.xlsx"), (CHOICES, "choix-tour-3.xlsx")),
        3,
    ),
)


def live_year(commander: Commander, say: Say) -> None:
    """Live edition 2024 as far as it has not been lived; each day is one transaction."""
    with commander.unit(TENANT) as unit:
        edition = _edition(unit, say)
        done = _published(unit, edition)
        today = unit.shifted(edition.clock_offset).today
    for lived in DAYS:
        if today >= lived.day and (lived.round is None or lived.round in done):
            continue
        say(f"Living the demonstration: {lived.day:%d/%m/%Y}, {lived.says}…")
        with commander.unit(TENANT) as unit:
            _live(unit, lived)
    if today < END:
        with commander.unit(TENANT) as unit:
            set_clock(unit, find_edition(unit.session, MODULE, CODE), END)


def _edition(unit: Unit, say: Say) -> Edition:
    """Return the demonstration edition; the first time it is made, with the draws that are on record."""
    try:
        return find_edition(unit.session, MODULE, CODE)
    except UnknownEditionError:
        say("Making the demonstration edition…")
    plan = read_settings(unit.tenant.settings[MODULE], unit.tenant.languages)
    edition = create_edition(
        unit,
        module=MODULE,
        code=CODE,
        year=YEAR,
        plan=plan,
        state="rehearsal",
        clock_offset=offset_to(BEGINNING, unit.now),
    )
    unit.session.flush()
    seeds = {row["round"]: row["seed"] for row in json.loads((FILES / "rounds.json").read_text(encoding="utf-8"))}
    for round_ in _rounds(unit, edition):
        change_seed(unit.shifted(edition.clock_offset), round_.id, seeds[round_.number])
    return edition


def _rounds(unit: Unit, edition: Edition) -> list[ImmersionRound]:
    query = select(ImmersionRound).where(ImmersionRound.edition_id == edition.id).order_by(ImmersionRound.number)
    return list(unit.session.scalars(query))


def _published(unit: Unit, edition: Edition) -> frozenset[int]:
    return frozenset(round_.number for round_ in _rounds(unit, edition) if round_.state == RoundState.PUBLISHED)


def _live(unit: Unit, lived: Day) -> None:
    edition = find_edition(unit.session, MODULE, CODE)
    set_clock(unit, edition, lived.day)
    unit.session.flush()
    then = unit.shifted(edition.clock_offset)
    for kind, name in lived.files:
        import_file(then, edition, kind, arrived_by(FILES / name, lived.day), valid_only=False, dry_run=False)
    if lived.round is not None:
        round_ = next(round_ for round_ in _rounds(then, edition) if round_.number == lived.round)
        open_round(then, round_.id)
        unit.session.flush()
        # The worker, whose part this is, lives in real time and asks the edition for its clock.
        propose_now(unit, round_.id, lambda _done, _total: None)
        unit.session.flush()
        publish(then, round_.id, version=round_.version)


def arrived_by(path: Path, day: date) -> bytes:
    """Return the workbook at `path` with only those rows that had arrived before `day`."""
    rows = openpyxl.load_workbook(path, read_only=True).worksheets[0].iter_rows(values_only=True)
    header = next(rows)
    column = next(index for index, name in enumerate(header) if name in ARRIVED)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(header)
    for row in rows:
        arrived = row[column]
        if isinstance(arrived, datetime) and arrived.date() < day:
            sheet.append(row)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()
