"""Somebody who never was here signs in with an address alone: by the code on a phone, by the button elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from core.application import Application
from tests.browser.conftest import PHONE, Visitor, mails_to
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.requirement("IM-08", "FD-08")]
NETWORK, BEA = "immersion-0-23", "bea.peeters@care.example"


def test_by_code_and_by_link(
    visitor: Callable[[str], Visitor], browser: Browser, application: Application, coordinator: str
) -> None:
    bea = visitor("fr")
    page = bea.page
    page.goto(f"{bea.site}/sessions?lang=fr")
    bea.look("address")
    page.set_viewport_size({"width": PHONE, "height": 700})
    page.fill("#address", BEA)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{bea.site}/sign-in/code", timeout=15_000)
    bea.look("code")
    until(lambda: len(mails_to(BEA, application, NETWORK)) == 1, "the letter does not arrive")
    [text] = mails_to(BEA, application, NETWORK)
    found = re.search(r"^(\d{3}) (\d{3})$", text, re.M)
    assert found
    page.fill("#code", f"{(int(found[1]) + 1) % 1000:03} {found[2]}")
    page.keyboard.press("Enter")
    expect(page.locator("main .errors-title")).to_have_text("Ce n’est pas le code de l’e-mail.")
    bea.look("wrong-code")
    page.fill("#code", found[0])
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{bea.site}/sessions?lang=fr", timeout=15_000)
    expect(page.locator("main tbody tr")).to_have_count(1)

    page.goto(f"{bea.site}/sign-in")
    page.fill("#address", BEA)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{bea.site}/sign-in/code", timeout=15_000)
    until(lambda: len(mails_to(BEA, application, NETWORK)) == 2, "the second letter does not arrive")
    link = re.search(r"^http://\S+$", mails_to(BEA, application, NETWORK)[-1], re.M)
    assert link
    page.goto(f"{link[0]}?lang=fr")
    bea.look("link")
    with browser.new_context(java_script_enabled=False) as without:
        phone = without.new_page()
        phone.goto(f"{link[0]}?lang=fr")
        phone.get_by_role("button", name=f"Me connecter comme {BEA}").click()
        phone.goto(f"{bea.site}/sessions")
        expect(phone.locator("main tbody tr")).to_have_count(2)
        phone.goto(link[0])
        expect(phone).to_have_url(f"{bea.site}/my")
