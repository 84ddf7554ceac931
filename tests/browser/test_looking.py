"""What a look at a page finds by axe: a text once for each way in which it looks, and everything else each time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import looking
from tests.browser.looking import AXE, axe_says

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><head><title>Lunch</title><style>
  body { background: #fff; color: #222 } .note { color: #444 } td { color: #333 }
  .picture { background: linear-gradient(#fff, #fff) }
</style></head><body><main><h1>Lunch</h1>
  <p class="note">Soup.</p><p class="note">Bread.</p><p class="picture"><b>Cheese.</b></p>
  <table><tr><th scope="col">Day</th></tr><tr><td>Monday</td></tr><tr><td>Tuesday</td></tr></table>
  <label>Name <input></label><button type="button">Go</button>
</main></body></html>"""


def styled(rule: str) -> str:
    return f"() => document.styleSheets[0].insertRule({rule!r}, document.styleSheets[0].cssRules.length)"


FAULTS = {
    "a text": (styled(".note { color: #bbb }"), "color-contrast"),
    "one of many": (styled("tr:nth-child(3) td { color: #ccc }"), "color-contrast"),
    "what is behind": (styled("main { background: #777 }"), "color-contrast"),
    "what is behind one": (styled("p + p { background: #555 }"), "color-contrast"),
    "fainter": (styled("table { opacity: 0.3 }"), "color-contrast"),
    "on a phone": (styled("@media (max-width: 400px) { h1 { color: #ccc } }"), "color-contrast"),
    "what is typed": ("() => { document.querySelector('input').style.color = '#ccc' }", "color-contrast"),
    "a new place": (
        "() => { document.querySelector('h1').outerHTML += '<p><i style=\"color: #ddd\">Late</i></p>' }",
        "color-contrast",
    ),
    "a control without a name": ("() => { document.querySelector('button').textContent = '' }", "button-name"),
    "a language": ("() => { document.documentElement.lang = '' }", "html-has-lang"),
}


@pytest.fixture
def asked(page: Page, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[tuple[str, str]]]:
    """Look at a page on a phone, after what `change` does to it, and return each fault."""
    monkeypatch.setattr(looking, "ASKED", type(looking.ASKED)(set))
    page.set_viewport_size({"width": 360, "height": 900})

    def look(change: str = "() => {}") -> list[tuple[str, str]]:
        page.set_content(PAGE)
        page.evaluate(change)
        page.evaluate(AXE)
        return axe_says(page, 360)

    return look


def test_what_was_good_is_found_again_when_it_looks_otherwise(asked: Callable[..., list[tuple[str, str]]]) -> None:
    assert asked() == []
    known = set(looking.ASKED[360])
    assert len(known) == 8  # One for the two notes and one for the two days; of the cheese axe cannot tell.
    assert asked() == []
    assert looking.ASKED[360] == known
    for name, (change, rule) in FAULTS.items():
        assert (name, {each[0] for each in asked(change)}) == (name, {rule})
        # Nor is a fault forgotten that was found once.
        assert (name, {each[0] for each in asked(change)}) == (name, {rule})
    assert asked() == []
