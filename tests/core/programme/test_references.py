"""References are counted in each edition, one after the other, and step past those that files bring."""

from __future__ import annotations

from functools import partial

from core.programme.references import next_references, step_past
from tests.core.programme.ground import Ground
from tests.together import at_once


def test_references_are_counted_by_prefix_and_edition(ground: Ground) -> None:
    unit, edition = ground.unit, ground.edition.id
    assert next_references(unit, edition, "S") == ["S001"]
    assert next_references(unit, edition, "S", 2) == ["S002", "S003"]
    assert next_references(unit, edition, "H", digits=2) == ["H01"]
    assert next_references(unit, Ground.lay(unit, ground.engine).edition.id, "S") == ["S001"]


def test_what_files_bring_is_stepped_past_and_never_back(ground: Ground) -> None:
    unit, edition = ground.unit, ground.edition.id
    step_past(unit, edition, ["S077", "S012", "H998", "H001-2", "7", "guest", "S99999999999"])
    assert next_references(unit, edition, "S") == ["S078"]
    assert next_references(unit, edition, "H", 2) == ["H999", "H1000"]
    step_past(unit, edition, ["S003"])
    step_past(unit, edition, [])
    assert next_references(unit, edition, "S") == ["S079"]


def test_nobody_gets_a_reference_that_another_has(ground: Ground) -> None:
    ground.unit.session.commit()

    def count() -> list[str]:
        unit, found = ground.another(), []
        for _ in range(5):
            found += next_references(unit, ground.edition.id, "S")
            unit.session.commit()
        return found

    counted = at_once(*(partial(count) for _ in range(6)))
    assert sorted(reference for each in counted for reference in each) == [f"S{number:03}" for number in range(1, 31)]
