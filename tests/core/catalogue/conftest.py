"""A hall to lay tables in."""

from __future__ import annotations

import pytest

from core.tenancy.unit import Unit
from tests.core.catalogue.tables import NOW, Hall


@pytest.fixture
def hall(unit_for) -> Hall:
    """An edition of lunches that is open, in Harbour, on a day on which people choose."""
    unit: Unit = unit_for(now=NOW)
    return Hall.open(unit)
