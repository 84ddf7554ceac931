"""What holds for every kind of file: the right, the number of statements, two imports at once, unreadable files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, func, select

from core.accounts.importing import AddressBook
from core.accounts.rules import PersonFacts
from core.audit.models import AuditEntry
from core.contract.acting import COORDINATOR, READER, Actor, Grant, NotAllowedError
from core.exchange.checking import SheetNotes
from core.exchange.errors import UnreadableFileError
from core.exchange.reading import Sheet
from core.programme.importing.services import flaws_of, import_file
from core.programme.models import Registration
from plugins.immersion.importing.columns import TRAINEES
from tests.plugins.immersion.importing.sheets import FILES, HOST, KINDS, OTHER_HOST, TRAINEE, counts, sheet_of
from tests.together import while_locked

FILE_OF = dict(zip(KINDS, ("hotes", "stagiaires", "choix-tour-3", "desistements"), strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_a_reader_imports_nothing(editing, unit_for, kind: str) -> None:
    reader = unit_for(actor=Actor("Anne", grants=(Grant(READER),)))
    with pytest.raises(NotAllowedError):
        import_file(reader, editing.edition, KINDS[kind], (FILES / f"{FILE_OF[kind]}.xlsx").read_bytes())


def test_a_coordinator_imports_everywhere(editing, unit_for) -> None:
    coordinator = unit_for(actor=Actor("Claire", grants=(Grant(COORDINATOR),)))
    assert editing.load("hosts", "hotes.xlsx", unit=coordinator).imported == 120


@pytest.mark.parametrize("kind", KINDS)
def test_another_kind_of_file_is_refused(editing, kind: str) -> None:
    other = FILE_OF["hosts" if kind != "hosts" else "trainees"]
    with pytest.raises(UnreadableFileError) as caught:
        import_file(editing.unit, editing.edition, KINDS[kind], (FILES / f"{other}.xlsx").read_bytes())
    assert caught.value.reason in ("missing column", "no header row")


def statements(editing, call) -> int:
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_others) -> None:
        seen.append(statement)

    engine = editing.unit.session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        call()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_the_number_of_statements_does_not_depend_on_the_number_of_rows(editing) -> None:
    def hosts(count: int, places: int, first: int = 1):
        return [
            {
                **HOST,
                "N° offre": f"H{number}",
                "E-mail": f"h{number}@x.example",
                "Institution": f"I {number}",
                "Places": places,
            }
            for number in range(first, first + count)
        ]

    def trainees(count: int, word: str, first: int = 1):
        return [
            {**TRAINEE, "N° demande": f"S{number}", "E-mail": f"s{number}@x.example", "Attentes": word, "Choix 1": "H1"}
            | {"Choix 2": None, "Institution": f"J {number}"}
            for number in range(first, first + count)
        ]

    few = [
        statements(editing, lambda: editing.hosts(*hosts(1, 2))),
        statements(editing, lambda: editing.hosts(*hosts(1, 3))),
        statements(editing, lambda: editing.trainees(*trainees(1, "a"))),
        statements(editing, lambda: editing.trainees(*trainees(1, "b"))),
    ]
    many = [
        statements(editing, lambda: editing.hosts(*hosts(60, 2, first=1000))),
        statements(editing, lambda: editing.hosts(*hosts(60, 3, first=1000))),
        statements(editing, lambda: editing.trainees(*trainees(60, "a", first=1000))),
        statements(editing, lambda: editing.trainees(*trainees(60, "b", first=1000))),
    ]
    assert many == few


def test_nothing_new_leaves_no_trace(editing) -> None:
    editing.hosts(HOST)
    trail = select(func.count()).select_from(AuditEntry).where(AuditEntry.act == "immersion.hosts.imported")
    assert editing.unit.session.scalar(trail) == 1
    editing.hosts(HOST)
    assert editing.unit.session.scalar(trail) == 1
    editing.hosts({**HOST, "Places": 9})
    entry = editing.unit.session.scalars(
        select(AuditEntry).where(AuditEntry.act == "immersion.hosts.imported").order_by(AuditEntry.id.desc())
    ).first()
    assert (entry.subject_id, entry.details) == (
        editing.edition.id,
        {"imported": 0, "unchanged": 0, "updated": {"H001": ["places"]}, "faulty": 0},
    )


def test_two_imports_at_once_are_one_after_the_other(editing, unit_for, engine) -> None:
    editing.hosts(HOST, OTHER_HOST)
    content = sheet_of(TRAINEE)
    first, second = unit_for(), unit_for()
    assert counts(import_file(first, editing.edition, KINDS["trainees"], content)) == (1, 1, 1, 0, 0)

    def later() -> object:
        report = import_file(second, editing.edition, KINDS["trainees"], content)
        second.session.commit()
        return report

    assert counts(while_locked(engine, first.session.commit, later)) == (1, 1, 0, 1, 0)
    query = select(func.count()).where(Registration.role == "trainee")
    assert unit_for().session.scalar(query) == 1


@given(st.lists(st.tuples(st.sampled_from(("a@x.be", "A@x.be", "b@x.be", None)), st.sampled_from("XY")), max_size=12))
def test_the_later_of_two_rows_carries_the_fault(rows) -> None:
    notes = SheetNotes(Sheet({}, [(number, {}) for number in range(2, len(rows) + 2)]), TRAINEES)
    addresses = AddressBook({})
    for (email, name), row in zip(rows, notes.rows(), strict=True):
        addresses.check(row, f"S{row.number}", PersonFacts(name, "Z", email), None, lambda _person: None)
    expected = []
    for number, (email, name) in enumerate(rows):
        same = [other for seen, other in rows[:number] if email and seen and seen.lower() == email.lower()]
        if same:
            expected.append((number + 2, "duplicate person" if same[0] == name else "shared address"))
    assert [(fault.row, fault.flaw) for fault in notes.faults] == expected


def test_every_fault_and_warning_is_documented() -> None:
    from core.settings import PROJECT

    page = (PROJECT / "docs" / "import.md").read_text(encoding="utf-8")
    assert [name for kind in KINDS.values() for name in flaws_of(kind) if f"`{name}`" not in page] == []
