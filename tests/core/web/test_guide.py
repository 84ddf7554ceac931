"""docs/face.md, by which pages are written, names what there is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from core.settings import PROJECT

GUIDE = (PROJECT / "docs" / "face.md").read_text()


def named_macros() -> Iterator[tuple[str, str]]:
    """Yield the components of the table: the file, and each macro that a row names."""
    file = ""
    table = GUIDE.partition("| file | macro | when |\n|---|---|---|\n")[2].partition("\n\n")[0]
    for row in table.splitlines():
        first, macros, _when = (cell.strip() for cell in row.strip("|").split(" | ", 2))
        file = first.strip("| ") or file
        for span in re.findall(r"`([^`]+)`", macros):
            for name in re.findall(r"^(?:\{% call )?(\w+)|with \{% call (\w+)", span):
                yield file, "".join(name)


def test_the_table_is_read() -> None:
    assert {("calendar", "timeline"), ("tables", "table"), ("lists", "list_cell"), ("parts", "back")} <= {
        *named_macros()
    }


@pytest.mark.parametrize(("file", "macro"), sorted(set(named_macros())))
def test_a_component_in_the_guide_is_one(app: Flask, file: str, macro: str) -> None:
    with app.test_request_context("/"):
        assert hasattr(app.jinja_env.get_template(f"components/{file}.html").module, macro)


def test_a_filter_in_the_guide_is_one(app: Flask) -> None:
    names = set(re.findall(r"`\|(\w+)", GUIDE))
    assert {"said", "said_day"} <= names <= set(app.jinja_env.filters)
