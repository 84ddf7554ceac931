"""The tenant as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest


@pytest.mark.parametrize(
    ("texts", "shown"),
    [({"fr": "Port", "nl": "Haven", "en": "Harbour"}, "Harbour"), ({"nl": "Haven", "fr": "Port"}, "Port")],
)
def test_a_text_of_the_network_is_said_in_the_language_asked_for_or_in_its_own(unit_for, texts, shown: str) -> None:
    tenant = unit_for().tenant
    assert tenant.language == "fr"
    assert tenant.text(texts, "en") == shown


EDITION = UUID(int=1)


@dataclass(frozen=True)
class Rehearsed:
    """An edition, as far as a unit asks."""

    rehearsal: bool = True
    clock_offset: timedelta | None = timedelta(days=9)
    id: UUID = EDITION


def test_a_unit_that_is_inside_a_rehearsal_goes_in_once(unit_for) -> None:
    unit, edition = unit_for(), Rehearsed()
    here = unit.inside(edition)
    assert (here.now - unit.now, here.rehearsal) == (timedelta(days=9), edition.id)
    assert here.inside(edition) == here
    assert unit.inside(Rehearsed(rehearsal=False, clock_offset=None)) == unit
