"""A whole import is undone while nothing followed, and refused with what followed it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text, update

from core.accounts.models import Person
from core.audit.models import AuditEntry
from core.audit.services import record
from core.database.base import Base
from core.exchange.models import StoredFile
from tests.plugins.immersion.importing.sheets import HOST, OTHER_HOST, OTHER_TRAINEE, TRAINEE, sheet_of
from tests.plugins.immersion.views.conftest import TENANT, Year
from tests.plugins.immersion.views.importing_pages import IMPORT, checked
from tests.plugins.immersion.views.reading import words

#: What says that something was done, is counted, or is shared by networks, and is not put back.
LEFT = {
    "catalogue_change",
    "field_change",
    "audit_entry",
    "stored_file",
    "reference_counter",
    "organisation",
    "organisation_sector",
    "job_run",
    "dispatch",
}
SAID = {"N° demande": "S001", "Choix 1": "H002", "Reçu le": "04/03/2024"}


@pytest.fixture
def known(application: Any, engine: object) -> Year:
    """An edition with two hosts and a trainee, which nobody can undo."""
    year = Year(application)
    year.load_workbook("hosts", sheet_of(HOST, OTHER_HOST))
    year.load_workbook("trainees", sheet_of(TRAINEE))
    return year


def everything(year: Year) -> dict[str, list[str]]:
    with year.application.unit(TENANT) as unit:
        tables = [each for each in Base.metadata.sorted_tables if "tenant_id" in each.c and each.name not in LEFT]
        found = {}
        for table in tables:
            readable = unit.session.scalar(
                text("SELECT has_table_privilege(current_user, :name, 'SELECT')"), {"name": table.name}
            )
            if readable:
                names = ", ".join(each.name for each in table.columns if each.name != "version")
                rows = unit.session.execute(text(f"SELECT {names} FROM {table.name}"))
                found[table.name] = sorted(json.dumps(list(row), default=str) for row in rows)
        return found


def imported(client: FlaskClient, kind: str, *rows: dict[str, Any]) -> str:
    """Import rows by page; return the address at which that is undone."""
    address, page = checked(client, kind, sheet_of(*rows))
    client.post(address, data={"seen": page.partition('name="seen" value="')[2].partition('"')[0]})
    page = client.get(IMPORT).text
    return f"{IMPORT}undo/" + page.partition(f'href="{IMPORT}undo/')[2].partition('"')[0]


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        ("trainees", [{**TRAINEE, "Téléphone": "02 2", "Choix 1": "H002", "Choix 2": None}, OTHER_TRAINEE]),
        ("hosts", [{**HOST, "Places": 5, "Personne de contact": "Eve Autre", "E-mail": "eve@x.example"}, OTHER_HOST]),
        ("hosts", [{**HOST, "N° offre": "H007", "Téléphone": "02 7"}]),
        ("choices", [SAID]),
    ],
)
def test_everything_is_as_it_was_before(known: Year, sign_in, kind: str, rows: list[dict[str, Any]]) -> None:
    client, before = sign_in(), everything(known)
    address = imported(client, kind, *rows)
    assert everything(known) != before
    asked = client.get(address).text
    assert "Undo this import?" in asked
    assert client.post(address).location == IMPORT
    assert everything(known) == before
    again = client.post(address)  # Pressed twice, it is answered alike and done once.
    assert (again.location, everything(known)) == (IMPORT, before)
    assert "The import is undone: everything is as it was before." in client.get(IMPORT).text
    with known.application.unit(TENANT) as unit:
        acts = unit.session.scalars(select(AuditEntry.act).where(AuditEntry.act.like("%.undone"))).all()
        assert acts == [f"immersion.{kind}.undone"]
        assert unit.session.scalars(select(StoredFile.content).where(StoredFile.purpose == "undo")).all() == [b""]


def changed_by_hand(year: Year) -> None:
    with year.application.unit(TENANT) as unit:
        unit.session.execute(update(Person).where(Person.last_name == "Joris").values(phone="02 9"))


def chosen_since(year: Year) -> None:
    year.load_workbook("trainees", sheet_of({**TRAINEE, "N° demande": "S050", "E-mail": None}))


@pytest.mark.parametrize(
    ("followed", "sentence"),
    [(changed_by_hand, "Ada Joris was changed since."), (chosen_since, "has done something in this edition since.")],
)
def test_what_followed_is_named_and_nothing_is_undone(
    known: Year, sign_in, followed: Callable[[Year], None], sentence: str
) -> None:
    client = sign_in()
    address = imported(client, "trainees", OTHER_TRAINEE)
    followed(known)
    before = everything(known)
    answer = client.post(address)
    assert (answer.status_code, sentence in answer.text, everything(known)) == (409, True, before)


def test_hosts_that_were_chosen_stay(known: Year, sign_in) -> None:
    client = sign_in()
    address = imported(client, "hosts", {**HOST, "N° offre": "H007", "E-mail": "seven@x.example"})
    known.load_workbook("trainees", sheet_of({**OTHER_TRAINEE, "Choix 1": "H007"}))
    answer = client.post(address)
    assert (answer.status_code, "H007 is in use by now" in answer.text) == (409, True)


def test_withdrawals_are_not_undone_as_a_whole_for_hosts_are_told(known: Year, sign_in) -> None:
    client = sign_in()
    address, _page = checked(client, "withdrawals", sheet_of({**SAID, "Motif": "Malade"}))
    client.post(address)
    assert "Your imports of the last two weeks" not in client.get(IMPORT).text


def test_the_import_of_somebody_else_cannot_be_undone(known: Year, sign_in) -> None:
    address = imported(sign_in(), "trainees", OTHER_TRAINEE)
    other = sign_in("referent", territory="hainaut")
    assert [other.get(address).status_code, other.post(address).status_code] == [404, 404]
    assert words(other.get(IMPORT).text, "#undo") == []


def test_what_changes_nothing_of_an_import_does_not_hold_it_up(known: Year, sign_in) -> None:
    """A list taken home, and what is done elsewhere in the network."""
    client, before = sign_in(), everything(known)
    address = imported(client, "trainees", OTHER_TRAINEE)
    assert client.get(f"/{TENANT}/immersion/2024/trainees.xlsx").status_code == 200
    with known.application.unit(TENANT) as unit:
        record(unit, "accounts.role.taken", uuid4())
    assert "Undo this import?" in client.get(address).text
    client.post(address)
    assert everything(known) == before


def test_an_import_can_be_undone_for_two_weeks(known: Year, sign_in) -> None:
    imported(sign_in(), "trainees", OTHER_TRAINEE)
    with known.application.unit(TENANT) as unit:
        kept = unit.session.scalars(select(StoredFile).where(StoredFile.purpose == "undo")).one()
    assert (kept.expires_at - kept.created_at).total_seconds() == pytest.approx(14 * 86_400, abs=60)
