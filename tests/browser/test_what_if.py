"""Comparing before publishing, as a coordinator does it at a browser: variants, one adopted, the round published."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.conftest import Visitor
from tests.browser.year_on_pages import import_file, live, sign_in

pytestmark = pytest.mark.browser
WHAT_IF = "immersion/2024/rounds/1/what-if/"


def open_round(visitor: Visitor) -> None:
    """Import the hosts and the trainees of 2024 and open round 1."""
    live(visitor, "2024-02-01")
    import_file(visitor, "hosts", "hotes.xlsx")
    visitor.press("/")
    live(visitor, "2024-02-19")
    import_file(visitor, "trainees", "stagiaires.xlsx")
    visitor.press("/")
    visitor.page.goto(f"{visitor.site}/immersion/2024/rounds/1/")
    visitor.press("/open")
    visitor.page.wait_for_selector("a[href*='/publish?']")


def first_row(visitor: Visitor) -> list[str]:
    """Return how many have a place in the proposal and in each variant."""
    return [
        text.split()[0]
        for text in visitor.page.locator("table").first.locator("tbody tr").first.locator("td").all_inner_texts()
    ]


def add_ready_made(visitor: Visitor, *objectives: str) -> None:
    """Add variants with another aim, each with one press."""
    visitor.page.goto(f"{visitor.site}/{WHAT_IF}")
    visitor.look("nothing-to-compare")
    for objective in objectives:
        with visitor.page.expect_navigation():
            visitor.page.locator(f"form:has(input[value={objective}]) button").click()


def make_variant(visitor: Visitor, trainee: str) -> None:
    """Make a variant with one place more at H001, after a host that does not exist; nothing typed is lost."""
    page = visitor.page
    page.goto(f"{visitor.site}/{WHAT_IF}new")
    page.fill("#pins_0_trainee", trainee)
    page.fill("#pins_0_offer", "H999")
    page.fill("#capacities_0_offer", "h001")
    page.fill("#capacities_0_places", "5")
    send(visitor)
    visitor.look("form-with-faults")
    assert page.locator(".field .error").count() == 1
    assert (page.input_value("#pins_0_offer"), page.input_value("#capacities_0_places")) == ("H999", "5")
    page.fill("#pins_0_trainee", "")
    page.fill("#pins_0_offer", "")
    with page.expect_navigation():
        page.locator("button[value=capacities]").click()
    visitor.look("form")
    assert page.locator("#capacities_1_offer").count() == 1
    send(visitor)


def send(visitor: Visitor) -> None:
    with visitor.page.expect_navigation():
        visitor.page.locator("form:has(#label) .buttons button").click()


def adopt(visitor: Visitor, number: int) -> None:
    """Make a variant the proposal, once without a reason."""
    page = visitor.page
    page.goto(f"{visitor.site}/{WHAT_IF}{number}/")
    visitor.look("more-places")
    visitor.press("/propose")
    visitor.look("reason-missing")
    assert page.locator(".field .error").count() == 1
    page.fill("#reason", "H001 a une place de plus, dit au téléphone.")
    visitor.press("/propose")


@pytest.mark.requirement("IM-14")
@pytest.mark.requirement("IM-24")
@pytest.mark.parametrize("language", ["fr", "nl"])
def test_a_round_is_compared_and_one_variant_published(
    visitor: Callable[[str], Visitor], coordinator: str, language: str
) -> None:
    somebody = visitor(language)
    page = somebody.page
    sign_in(somebody, coordinator)
    open_round(somebody)
    somebody.look("proposed")
    trainee = page.locator("#results tbody .row-note").first.inner_text().split(" ")[0]
    add_ready_made(somebody, "serial", "coverage")
    make_variant(somebody, trainee)
    somebody.look("compared")
    assert len(first_row(somebody)) == 4
    page.goto(f"{somebody.site}/{WHAT_IF}1/")
    somebody.look("serial")
    adopt(somebody, 3)
    assert page.url.endswith("/rounds/1/")
    assert page.locator(".notice-attention li").count() == 1
    somebody.look("deviating")
    page.locator("a[href*='/publish?']").click()
    somebody.press("/publish")
    somebody.look("published")
    assert page.locator(".notice-attention li").count() == 1
    page.goto(f"{somebody.site}/immersion/2024/rounds/1/?replay=1")
    assert page.locator(".notice-good").count() == 1
