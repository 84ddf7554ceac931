"""The files of edition 2024: each imports cleanly, the faulty one gives exactly its faults, and twice is once."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select

from core.programme.models import Offer, Opening, Registration
from tests.plugins.immersion.importing.sheets import FILES, counts

KINDS = {
    "hosts": "hotes.xlsx",
    "trainees": "stagiaires.xlsx",
    "choices": "choix-tour-3.xlsx",
    "withdrawals": "desistements.xlsx",
}


@pytest.mark.requirement("IM-08")
def test_the_year_imports_cleanly_and_the_same_files_again_change_nothing(editing) -> None:
    sizes = {"hosts": 120, "trainees": 290, "choices": 42, "withdrawals": 6}
    for kind, name in KINDS.items():
        report = editing.load(kind, name)
        assert (counts(report), report.faults, report.warnings) == (
            (sizes[kind], sizes[kind], sizes[kind], 0, 0),
            (),
            (),
        )
    before = editing.everything()
    for kind, name in KINDS.items():
        report = editing.load(kind, name)
        assert (counts(report), report.faults) == ((sizes[kind], sizes[kind], 0, sizes[kind], 0), ())
    assert editing.everything() == before


@pytest.mark.requirement("IM-10")
def test_120_hosts_are_408_places_all_accepted(editing) -> None:
    editing.load("hosts", KINDS["hosts"])
    session = editing.unit.session
    assert session.scalar(select(func.count()).select_from(Offer).where(Offer.status == "accepted")) == 120
    assert session.scalar(select(func.sum(Opening.capacity))) == 408
    assert session.scalar(select(func.count()).select_from(Registration).where(Registration.role == "host")) == 120


def test_the_faulty_file_gives_exactly_its_faults_and_leaves_nothing(editing) -> None:
    editing.load("hosts", KINDS["hosts"])
    before = editing.everything()
    report = editing.load("trainees", "stagiaires-avec-erreurs.xlsx")
    expected = json.loads((FILES / "faults.json").read_text())
    assert report.as_json()["faults"] == expected
    assert counts(report) == (40, 29, 0, 0, 0)
    assert report.kept_out
    assert editing.everything() == before


def test_the_valid_rows_of_the_faulty_file_come_in_when_asked_for(editing) -> None:
    editing.load("hosts", KINDS["hosts"])
    report = editing.load("trainees", "stagiaires-avec-erreurs.xlsx", valid_only=True)
    assert counts(report) == (40, 29, 29, 0, 0)
    assert not report.kept_out
    before = editing.everything()
    assert counts(editing.load("trainees", "stagiaires-avec-erreurs.xlsx", valid_only=True)) == (40, 29, 0, 29, 0)
    assert editing.everything() == before


@pytest.mark.parametrize("kind", KINDS)
def test_a_dry_run_says_what_would_be_and_writes_nothing(editing, kind: str) -> None:
    for other in list(KINDS)[: list(KINDS).index(kind)]:
        editing.load(other, KINDS[other])
    before = editing.everything()
    report = editing.load(kind, KINDS[kind], dry_run=True)
    assert report.imported == report.rows
    assert editing.everything() == before
