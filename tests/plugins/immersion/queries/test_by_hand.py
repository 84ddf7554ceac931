"""Rows that a hand corrects: as they are known, they are what a file would say of them, and no more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from core.contract.importing import ImportKind, KnownRow
from core.exchange.importing import ImportPlan
from core.exchange.reading import Sheet
from core.exchange.values import Meant
from core.programme.importing.services import import_file
from plugins.immersion.queries.by_hand import choices_row, host_row, offers_to_choose, trainee_row, words_to_use
from plugins.immersion.services.importing import HOSTS, TRAINEES
from tests.plugins.immersion.importing.sheets import FILES, KINDS


@pytest.fixture
def year(world: Any) -> Any:
    """The edition as the files of 2024 fill it."""
    for kind, name in (("hosts", "hotes.xlsx"), ("trainees", "stagiaires.xlsx")):
        import_file(world.on(1), world.edition, KINDS[kind], (FILES / name).read_bytes())
    world.commit()
    return world


def planned(world: Any, kind: ImportKind, row: Callable[..., KnownRow | None], names: list[str]) -> ImportPlan:
    """Plan rows of `names`, each as it is known, as one sheet by hand."""
    unit = world.on(1)
    known = [row(unit, world.edition, reference) for reference in names]
    asked = ("reference", *kind.by_hand.corrects) if kind.by_hand else ()
    said = [{name: each.cells.get(name) for name in asked} for each in known if each]
    headers = {name: name for name in asked if name not in ("postal_code", "commune", "street")}
    rows = [(number, {name: cells[name] for name in headers}) for number, cells in enumerate(said, start=2)]
    return kind.plan(unit, world.edition, replace(Sheet(headers, rows), meant=Meant.SAME))


@pytest.mark.requirement("IM-13")
@pytest.mark.parametrize(
    ("kind", "row", "prefix", "last"), [(HOSTS, host_row, "H", 120), (TRAINEES, trainee_row, "S", 290)]
)
def test_what_nobody_corrected_is_as_it_was(
    year: Any, kind: ImportKind, row: Callable[..., KnownRow | None], prefix: str, last: int
) -> None:
    some = [f"{prefix}{number:03}" for number in range(1, last + 1, 3)]  # Enough to meet every kind of row.
    plan = planned(year, kind, row, some)
    assert (len(plan.checked.rows), plan.checked.faults, plan.new, plan.updated) == (len(some), [], [], {})


@pytest.mark.requirement("IM-13")
def test_a_referent_corrects_what_lies_in_her_territory_alone(world: Any) -> None:
    for reference, territory in (("H001", "namur"), ("H002", "hainaut"), ("H003", None)):
        world.make_host(reference, territory=territory)
    for reference, territory in (("S001", "namur"), ("S002", "hainaut")):
        world.make_trainee(reference, "H001", territory=territory)
    unit = world.on(1, world.referent("namur"))
    found = [
        (row(unit, world.edition, reference) is not None)
        for row, reference in (
            *((host_row, f"H00{number}") for number in (1, 2, 3)),
            *((each, f"S00{number}") for each in (trainee_row, choices_row) for number in (1, 2, 3)),
        )
    ]
    # S002 chose a host of hers, so she sees them; correcting is for their own referent.
    assert found == [True, False, False, True, False, False, True, False, False]


def test_choices_are_those_that_count_now(world: Any) -> None:
    for reference in ("H001", "H002", "H003"):
        world.make_host(reference)
    world.make_trainee("S001", "H001", "H002")
    world.choose("S001", "H003", wave=2)
    row = choices_row(world.on(1), world.edition, "S001")
    assert row is not None
    assert {name: cell for name, cell in row.cells.items() if name.startswith("choice")} == {"choice_1": "H003"}


def test_accepted_offers_alone_can_be_chosen_as_often_as_the_edition_allows(world: Any) -> None:
    world.make_host("H001", institution="Zèbre")
    world.make_host("H002", institution="Abeille")
    world.make_host("H003", institution="Chat", status="withdrawn")
    offers = [("H002", "Abeille · Un jour chez H002 (H002)"), ("H001", "Zèbre · Un jour chez H001 (H001)")]
    assert offers_to_choose(world.on(1), world.edition) == {f"choice_{rank}": offers for rank in (1, 2, 3)}


def test_the_institutions_of_the_edition_are_proposed_each_once(world: Any) -> None:
    world.make_host("H001", institution="Zèbre")
    world.make_host("H002", institution="Zèbre")
    world.make_trainee("S001", "H001", institution="Abeille")
    assert words_to_use(world.on(1), world.edition)["institution"] == ["Abeille", "Zèbre"]
