"""A tone that no style sheet knows is an error in tests, and only a quieter colour in front of a reader."""

from __future__ import annotations

import re

import pytest
from flask import Flask, get_template_attribute

from core.web.assets import STATIC


@pytest.mark.parametrize(
    ("file", "macro", "wrong", "instead"),
    [
        ("parts", "status", ("rehearsal", "wait"), "neutral"),
        ("parts", "notice", ("Stop", None, "loud"), "info"),
        ("forms", "button", ("Go", "big"), "plain"),
    ],
)
def test_an_unknown_tone_is_found_in_tests_and_quiet_in_service(
    app: Flask, monkeypatch, *, file: str, macro: str, wrong: tuple[str, ...], instead: str
) -> None:
    with app.test_request_context():
        component = get_template_attribute(f"components/{file}.html", macro)
        with pytest.raises(ValueError, match=f"'{wrong[-1]}' is no tone; there are: "):
            component(*wrong)
        monkeypatch.setitem(app.config, "TESTING", False)
        assert f'class="{macro} {macro}-{instead}"' in component(*wrong)


def test_every_tone_of_a_component_has_a_style(app: Flask) -> None:
    styles = "".join(path.read_text() for path in sorted((STATIC / "css").glob("*.css")))
    named = set()
    for file in ("parts", "forms"):
        source, _, _ = app.jinja_env.loader.get_source(app.jinja_env, f"components/{file}.html")
        for name, tones in re.findall(r"(\w+)-{{ [\w.]+\|one_of\(([^)]+)\) }}", source):
            named |= {f"{name}-{tone}" for tone in re.findall(r"['\"](\w+)['\"]", tones)}
    assert len(named) >= 13
    assert {name for name in named if f".{name}" not in styles} == {"confirm-main"}  # As every panel.
