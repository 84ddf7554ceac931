"""What a coordinator does by hand on the pages of an edition: correct somebody, and withdraw what a host offers."""

from __future__ import annotations

from tests.browser.conftest import Visitor


def immersion(visitor: Visitor, edition: str) -> str:
    """Return the address of the edition's own pages."""
    return f"{visitor.site}/immersion/{edition.rstrip('/').rpartition('/')[2]}"


def correct_by_hand_and_undo(visitor: Visitor, edition: str, trainee: str) -> None:
    """Correct a name on the page of a trainee, see it in the history, and undo it."""
    page = visitor.page
    page.goto(f"{immersion(visitor, edition)}/trainees/{trainee}/")
    name = page.locator("h1").inner_text()
    page.locator("a[href$='/correct']").first.click()
    visitor.look("correct")
    page.fill("#last_name", "Lemaire")
    page.fill("#reason", "By phone.")
    visitor.press("/correct")
    visitor.look("correct-confirm")
    assert page.locator("#changes ~ tbody tr, table:has(#changes) tbody tr").count() == 1
    visitor.press("/correct")
    assert (page.locator(".flash").count(), page.locator("h1").inner_text()) == (1, "Lucie Lemaire")
    visitor.look("corrected")
    page.locator("a[href*='/undo/']").click()
    visitor.look("correct-undo")
    visitor.press("/")
    assert (page.locator("h1").inner_text(), page.locator("section:has(#changed) tbody tr").count()) == (name, 2)


def withdraw_an_offer_and_offer_it_again(visitor: Visitor, edition: str, offer: str) -> None:
    """Withdraw an offer in which nobody has a place yet, each time for a reason, and offer it again."""
    page = visitor.page
    page.goto(f"{immersion(visitor, edition)}/hosts/{offer}/")
    for act, told in (("withdraw", 1), ("offer-again", 2)):
        page.locator(f"main a[href$='/{act}']").click()
        visitor.look(f"offer-{act}")
        page.fill("#reason", "By phone.")
        visitor.press(f"/{act}")
        visitor.look(f"offer-after-{act}")
        assert (page.locator(".flash").count(), page.locator("section:has(#changed) tbody tr").count()) == (1, told)
