"""New choices and withdrawals: a wave of its own, what comes too late, and the same file twice."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from core.database.base import uuid7
from core.programme.models import Offer, Opening, Participation, Registration
from plugins.immersion.models import ImmersionChoice, ImmersionPlacement, ImmersionRound
from plugins.immersion.services.withdrawals import take_back
from plugins.immersion.statuses import PLACED
from tests.plugins.immersion.importing.sheets import HOST, OTHER_HOST, OTHER_TRAINEE, TRAINEE, counts, found, one

AGAIN = {"N° demande": "S001", "Choix 1": "H002", "Choix 2": None, "Reçu le": "28/03/2024 10:00"}
GONE = {"N° demande": "S002", "Reçu le": "28/03/2024 10:00", "Motif": "surcharge de travail"}


@pytest.fixture
def edition(editing):
    editing.hosts(HOST, OTHER_HOST)
    editing.trainees(TRAINEE, OTHER_TRAINEE)
    return editing


def waves_of(edition, reference: str = "S001") -> list[tuple]:
    query = (
        select(ImmersionChoice.wave, ImmersionChoice.rank, Offer.reference, ImmersionChoice.current)
        .join(Offer, Offer.id == ImmersionChoice.offer_id)
        .join(Registration, Registration.id == ImmersionChoice.registration_id)
        .where(Registration.reference == reference)
        .order_by(ImmersionChoice.wave, ImmersionChoice.rank)
    )
    return [tuple(row) for row in edition.unit.session.execute(query)]


def give_a_place(edition, reference: str) -> None:
    """Place a trainee at H002, as a published round does."""
    session = edition.unit.session
    registration = one(edition.unit, Registration, Registration.reference == reference)
    offer = one(edition.unit, Offer, Offer.reference == "H002")
    opening = one(edition.unit, Opening, Opening.offer_id == offer.id)
    now, ids = datetime(2024, 3, 18, tzinfo=UTC), (uuid7(), uuid7())
    session.add(
        ImmersionRound(
            id=ids[0],
            edition_id=edition.edition.id,
            number=9,
            planned_day=now.date(),
            pool="everybody",
            objective="priority",
            commitment="",
            seed="",
            committed_at=now,
        )
    )
    session.add(
        Participation(
            id=ids[1],
            edition_id=edition.edition.id,
            opening_id=opening.id,
            registration_id=registration.id,
            person_id=registration.person_id,
            **PLACED.columns,
            sole=True,
            begun_at=now,
        )
    )
    session.flush()
    session.add(
        ImmersionPlacement(
            participation_id=ids[1],
            round_id=ids[0],
            rank=1,
            contact_by=now.date(),
        )
    )
    session.commit()


@pytest.mark.requirement("IM-16")
def test_new_choices_are_a_new_wave_and_the_earlier_ones_history(edition) -> None:
    assert counts(edition.choices(AGAIN)) == (1, 1, 1, 0, 0)
    assert waves_of(edition) == [(1, 1, "H001", False), (1, 2, "H002", False), (2, 1, "H002", True)]
    assert waves_of(edition, "S002") == [(1, 1, "H002", True)]


def test_the_same_choices_again_change_nothing(edition) -> None:
    edition.choices(AGAIN)
    before = edition.everything()
    assert counts(edition.choices(AGAIN)) == (1, 1, 0, 1, 0)
    assert edition.everything() == before


def test_the_same_moment_with_other_choices_mends_the_wave(edition) -> None:
    edition.choices(AGAIN)
    mended = {**AGAIN, "Choix 1": "H001", "Choix 2": "H002"}
    assert counts(edition.choices(mended)) == (1, 1, 0, 0, 1)
    assert waves_of(edition)[2:] == [(2, 1, "H001", True), (2, 2, "H002", True)]
    assert counts(edition.choices(mended)) == (1, 1, 0, 1, 0)


def test_an_older_file_again_changes_nothing_and_other_old_choices_come_too_late(edition) -> None:
    edition.choices(AGAIN)
    edition.choices({**AGAIN, "Reçu le": "30/03/2024"})
    assert [row[0] for row in waves_of(edition)] == [1, 1, 2, 3]
    assert counts(edition.choices(AGAIN)) == (1, 1, 0, 1, 0)
    report = edition.choices({**AGAIN, "Reçu le": "29/03/2024"})
    assert found(report.faults) == [(2, "Reçu le", "older than the current choices")]
    report = edition.choices({**AGAIN, "Choix 1": "H001"})
    assert found(report.faults) == [(2, "Reçu le", "older than the current choices")]


def freeze(edition, reference: str, *choices: str) -> None:
    """Open a round on choices of one trainee."""
    requests = [{"id": reference, "choices": choices}]
    now = datetime(2024, 3, 18, tzinfo=UTC)
    facts = {"pool": "everybody", "objective": "priority", "commitment": "", "seed": "", "state": "published"}
    edition.unit.session.add(
        ImmersionRound(
            edition_id=edition.edition.id,
            number=8,
            planned_day=now.date(),
            committed_at=now,
            opened_at=now,
            snapshot=json.dumps({"requests": requests}),
            **facts,
        )
    )
    edition.unit.session.commit()


@pytest.mark.requirement("IM-16")
def test_what_a_round_decided_on_stays_as_it_was_and_others_are_new_choices(edition) -> None:
    """Finding 4 of the review: an import never rewrites what was decided; a later wave stands beside it."""
    freeze(edition, "S001", "H001", "H002")
    other = {**TRAINEE, "Choix 1": "H002", "Choix 2": None}
    report = edition.trainees(other)
    assert found(report.faults) == [(2, "Choix 1", "a round decided on these choices")]
    assert counts(edition.trainees({**TRAINEE, "Téléphone": "+32 81 12 34 56"})) == (1, 1, 0, 0, 1)
    first = waves_of(edition)
    assert counts(edition.choices(AGAIN)) == (1, 1, 1, 0, 0)
    assert waves_of(edition) == [(*row[:3], False) for row in first] + [(2, 1, "H002", True)]


def test_a_later_wave_that_a_round_decided_on_is_not_mended(edition) -> None:
    edition.choices(AGAIN)
    freeze(edition, "S001", "H002")
    report = edition.choices({**AGAIN, "Choix 1": "H001"})
    assert found(report.faults) == [(2, "Reçu le", "a round decided on these choices")]
    assert counts(edition.choices(AGAIN)) == (1, 1, 0, 1, 0)


@pytest.mark.parametrize(
    ("row", "column", "fault"),
    [
        ({"N° demande": "S999"}, "N° demande", "unknown trainee"),
        ({"N° demande": None}, "N° demande", "required"),
        ({"Choix 1": None}, "Choix 1", "first choice missing"),
        ({"Choix 1": "H999"}, "Choix 1", "unknown offer"),
        ({"Choix 2": "H002"}, "Choix 2", "same choice twice"),
        ({"Reçu le": None}, "Reçu le", "required"),
        ({"Reçu le": "32/03/2024"}, "Reçu le", "invalid date"),
    ],
)
def test_faulty_choices_are_named(edition, row, column: str, fault: str) -> None:
    assert found(edition.choices({**AGAIN, **row}).faults) == [(2, column, fault)]


def test_a_number_stands_once_in_a_file(edition) -> None:
    assert found(edition.choices(AGAIN, {**AGAIN, "Reçu le": "29/03/2024"}).faults) == [
        (3, "N° demande", "repeated reference")
    ]
    assert found(edition.withdrawals(GONE, GONE).faults) == [(3, "N° demande", "repeated reference")]


def test_own_institution_counts_for_new_choices_too(edition) -> None:
    edition.trainees(
        {**TRAINEE, "N° demande": "S003", "E-mail": None, "Institution": "IMP La Marelle (Namur)", "Choix 2": None}
    )
    report = edition.choices({**AGAIN, "N° demande": "S003"})
    assert found(report.faults) == [(2, "Choix 1", "own institution")]


def test_who_has_a_place_or_left_does_not_choose_again(edition) -> None:
    edition.choices(AGAIN)
    give_a_place(edition, "S001")
    edition.withdrawals(GONE)
    assert counts(edition.choices(AGAIN)) == (1, 1, 0, 1, 0)
    later = {**AGAIN, "Reçu le": "30/03/2024"}
    report = edition.choices(later, {**later, "N° demande": "S002", "Choix 1": "H001"})
    assert found(report.faults) == [
        (2, "N° demande", "has a place already"),
        (3, "N° demande", "withdrawn already"),
    ]


def test_who_has_a_place_keeps_the_first_choices_it_was_given_on(edition) -> None:
    give_a_place(edition, "S001")
    assert counts(edition.trainees(TRAINEE)) == (1, 1, 0, 1, 0)
    report = edition.trainees({**TRAINEE, "Choix 1": "H002", "Choix 2": None})
    assert found(report.faults) == [(2, "Choix 1", "has a place already")]


def test_a_withdrawal_frees_the_place(edition) -> None:
    give_a_place(edition, "S001")
    assert counts(edition.withdrawals({**GONE, "N° demande": "s001"}, GONE)) == (2, 2, 2, 0, 0)
    gone = one(edition.unit, Registration, Registration.reference == "S001")
    assert (gone.status, gone.withdrawn_at, gone.withdrawal_reason) == (
        "withdrawn",
        datetime(2024, 3, 28, 9, tzinfo=UTC),
        "surcharge de travail",
    )
    assert edition.unit.session.scalars(select(Opening.taken)).all() == [0, 0]
    assert edition.unit.session.scalars(select(Participation.ended_at)).all() != [None]


def test_the_same_withdrawal_again_changes_nothing_and_another_reason_corrects_it(edition) -> None:
    edition.withdrawals(GONE)
    before = edition.everything()
    assert counts(edition.withdrawals(GONE)) == (1, 1, 0, 1, 0)
    assert edition.everything() == before
    mended = {**GONE, "Motif": None}
    assert counts(edition.withdrawals(mended)) == (1, 1, 0, 0, 1)
    assert one(edition.unit, Registration, Registration.reference == "S002").withdrawal_reason is None
    assert counts(edition.withdrawals(mended)) == (1, 1, 0, 1, 0)


def test_the_file_of_a_withdrawal_that_was_undone_withdraws_nobody_again(edition) -> None:
    edition.withdrawals(GONE)
    gone = one(edition.unit, Registration, Registration.reference == "S002")
    take_back(edition.unit, edition.edition, gone.id, version=gone.version)
    assert counts(edition.withdrawals(GONE)) == (1, 1, 0, 1, 0)
    assert one(edition.unit, Registration, Registration.reference == "S002").status == "registered"
    assert counts(edition.withdrawals({**GONE, "Reçu le": "29/03/2024 10:00"})) == (1, 1, 1, 0, 0)


@pytest.mark.parametrize(
    ("row", "column", "fault"),
    [
        ({"N° demande": "S999"}, "N° demande", "unknown trainee"),
        ({"N° demande": "H001"}, "N° demande", "unknown trainee"),
        ({"Reçu le": None}, "Reçu le", "required"),
        ({"Reçu le": "bientôt"}, "Reçu le", "invalid date"),
    ],
)
def test_faulty_withdrawals_are_named(edition, row, column: str, fault: str) -> None:
    assert found(edition.withdrawals({**GONE, **row}).faults) == [(2, column, fault)]
    assert one(edition.unit, Registration, Registration.reference == "S002").status == "registered"


def test_a_trainee_who_left_and_comes_back_has_a_new_number(edition) -> None:
    edition.withdrawals(GONE)
    assert counts(edition.trainees(OTHER_TRAINEE)) == (1, 1, 0, 1, 0)
    assert counts(edition.trainees({**OTHER_TRAINEE, "N° demande": "S077"})) == (1, 1, 1, 0, 0)
