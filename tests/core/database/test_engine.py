"""The engine of a process."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DataError

from core.database.engine import make_engine
from core.settings import Settings


def test_an_error_names_no_value(settings: Settings, engine) -> None:
    mine = make_engine(settings.web_address)
    try:
        with mine.connect() as connection, pytest.raises(DataError) as caught:
            connection.execute(text("SELECT CAST(:name AS text), CAST(:number AS int)"), {"name": "Ada", "number": "x"})
    finally:
        mine.dispose()
    assert "SELECT CAST" in str(caught.value)
    assert "Ada" not in str(caught.value)
