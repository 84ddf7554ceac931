"""Modules are switched on a page: what would be off for everybody is asked first (finding 13 of the review)."""

from __future__ import annotations

import re

PAGE = "/harbour/modules"


def on(application) -> frozenset[str]:
    with application.unit("harbour") as unit:
        return unit.tenant.modules


def test_an_unticked_box_asks_first_and_says_what_will_be_off(application, sign_in) -> None:
    client, before = sign_in(), on(application)
    answer = client.post(PAGE, data={})
    assert answer.status_code == 200
    assert "Switch off for everybody?" in answer.text
    assert re.findall(r'name="off" value="([^"]+)"', answer.text) == sorted(before)
    assert on(application) == before


def test_what_was_confirmed_is_off_and_nothing_else(application, sign_in) -> None:
    client = sign_in()
    assert client.post(PAGE, data={"off": "another"}).status_code == 200
    assert "lunch" in on(application)
    assert client.post(PAGE, data={"off": sorted(on(application))}).status_code == 302
    assert on(application) == frozenset()
    assert client.post(PAGE, data={"module": "lunch"}).status_code == 302
    assert on(application) == {"lunch"}
