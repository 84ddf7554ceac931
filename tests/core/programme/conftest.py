"""Ground to book on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from tests.core.programme.ground import Ground


@pytest.fixture
def ground(unit_for, engine: Engine) -> Iterator[Ground]:
    found = Ground.lay(unit_for(), engine)
    yield found
    for session in found.opened:
        session.close()
