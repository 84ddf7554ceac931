"""A network with four entries of a list, and what its files say."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import openpyxl
from lunch.lists import ENTRIES
from lunch.models import LunchEntry
from sqlalchemy import select

from core.contract.module import EditionPlan, PhaseDay, PhasePlan
from core.exchange.exporting import Export
from core.exchange.models import StoredFile
from core.exchange.sheets import fields_of
from core.listing.asked import Asked
from core.programme.models import Edition

TENANT = "harbour"
LIST = f"/{TENANT}/lunch/2024/"
FILE = f"{LIST}entries.xlsx"
PLAN = EditionPlan({"fr": "Lunchs {year}"}, (PhasePlan("lunch", PhaseDay(1, 1), PhaseDay(1, 31)),), {})
NAMES = ("Ada", "Bea", "Cleo", "Dora")
WHO = "coordinator.all@harbour.example"
HEAD = ("Name", "E-mail address", "State", "Noted on")


NOON = datetime(2024, 2, 19, 12, tzinfo=UTC)


def note(unit: Any, edition: Edition, names: tuple[str, ...]) -> None:
    rows = [(name, f"{name.lower()}@post.test") for name in names]
    unit.session.add_all(
        LunchEntry(
            edition_id=edition.id, name=name, email=email, email_key=email, language="fr", state="noted", noted_at=NOON
        )
        for name, email in rows
    )
    unit.session.flush()


def fetched(address: str) -> str:
    """The address of the file itself, from that of the page that waits for it."""
    return address.replace("waiting=", "file=")


def rows_of(answer: Any) -> list[tuple[Any, ...]]:
    assert (answer.status_code, answer.mimetype) == (
        *(200,),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    return list(openpyxl.load_workbook(BytesIO(answer.data)).worksheets[0].iter_rows(values_only=True))


def names_in(answer: Any) -> list[str]:
    return [row[0] for row in rows_of(answer)[1:]]


def files(unit_for) -> list[tuple[str, str]]:
    session = unit_for().session
    found = session.execute(select(StoredFile.state, StoredFile.kind).order_by(StoredFile.id)).all()
    session.close()
    return [tuple(each) for each in found]


def of_this_edition(unit: Any) -> Export:
    scope = {"edition": unit.session.scalars(select(Edition.id)).one()}
    return Export("Entries", fields_of(ENTRIES, {}), scope, Asked(), "lunch.export", {})
