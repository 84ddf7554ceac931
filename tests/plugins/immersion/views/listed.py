"""An edition that is lived to its second round, seen from two provinces."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import openpyxl
from sqlalchemy import update

from core.accounts.models import Person
from core.programme.models import Opening
from core.programme.services import set_clock
from tests.plugins.immersion.views.reading import words

BASE = "/immersion-0-23/immersion/2024/"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Whom a referent of Namur sees: her own province, and who names a host in it. S004 and S005 are none of hers.
OF_NAMUR = ("S001", "S003")
NOT_OF_NAMUR = ("S002", "S004", "S005")


def fill(world: Any) -> None:
    """Give an edition three hosts and five trainees, and publish two rounds.

    S001 has priority and gets H001 in round 1; S002 and S003 get their places in round 2, and H003 is too small for
    both S004 and S005: one of the two stays without.
    """
    world.make_host("H001", 2, institution="Le Gué", territory="namur", sectors=("mental-health", "disability"))
    world.make_host("H002", 3, institution="La Marelle", territory="hainaut", sectors=("youth-care",))
    world.make_host("H003", 1, institution="La Source", territory="liege", sectors=("disability",))
    world.make_host("H004", 1, institution="Le Quai", territory="hainaut", sectors=(), status="proposed")
    world.make_trainee("S001", "H002", institution="Le Gué", territory="namur")
    world.make_trainee("S002", "H002", territory="hainaut")
    world.make_trainee("S003", "H001", "H003", territory="liege")
    world.make_trainee("S004", "H003", territory="liege")
    world.make_trainee("S005", "H003", territory="liege")
    world.live(1)
    world.live(2)
    world.commit()


def unlimit(world: Any, *references: str) -> None:
    """Let offers have no limit."""
    offers = [world.offers[reference] for reference in references]
    world.session.execute(update(Opening).where(Opening.offer_id.in_(offers)).values(capacity=None))
    world.commit()


def rename(world: Any, email: str, **values: str) -> None:
    """Change what is known of a person."""
    world.session.execute(update(Person).where(Person.email == email).values(**values))
    world.commit()


def on_the_day_of(world: Any, day: date) -> None:
    """Let the edition, which is in rehearsal, live a day."""
    set_clock(world.on(datetime.now(UTC)), world.edition, day)
    world.commit()


def references(page: str) -> list[str]:
    """Return the printed references that the rows of a list begin with, in their order."""
    notes = [part.partition("<")[0] for part in page.split('<span class="row-note">')[1:]]
    found = [note.strip()[:4] for note in notes]
    return [note for note in found if note[:1] in "SH" and note[1:].isdigit()]


def rows_of(page: str) -> list[str]:
    """Return the addresses behind the names of the rows, in their order, by their last part."""
    heads = page.split('class="row-head"')[1:]
    return [head.partition('href="')[2].partition('"')[0].rstrip("/").rpartition("/")[2] for head in heads]


def sheet_of(client: Any, address: str) -> Any:
    """Return the first sheet of the workbook at an address of the edition."""
    answer = client.get(f"{BASE}{address}")
    assert (answer.status_code, answer.mimetype) == (200, EXCEL)
    return openpyxl.load_workbook(BytesIO(answer.data)).worksheets[0]


def became_of(page: str) -> dict[str, list[str]]:
    """Return what the page says of the choices, by the caption of their table."""
    tables = [table for table in page.split("<table")[1:] if "What became of it" in table]
    cells = [words(table, "td") for table in tables]
    return {words(table, "caption")[0]: each[1::2] for table, each in zip(tables, cells, strict=True)}
