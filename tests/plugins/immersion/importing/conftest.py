"""The edition that the tests import into."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from core.tenancy.unit import Unit
from tests.plugins.immersion.importing.sheets import HOST, OTHER_HOST, Editing


@pytest.fixture
def editing(unit_for: Callable[..., Unit]) -> Editing:
    return Editing(unit_for(now=datetime(2024, 3, 5, 9, tzinfo=UTC)))


@pytest.fixture
def edition(editing: Editing) -> Editing:
    """With two hosts, whom trainees can choose."""
    editing.hosts(HOST, OTHER_HOST)
    return editing
