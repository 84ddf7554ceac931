"""The main job as somebody at a browser does it: import, run and publish a round, read a letter; in both languages."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin

import openpyxl
import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visitor
from tests.browser.year_on_pages import import_file, live, sign_in
from tests.waiting import until

pytestmark = pytest.mark.browser


@pytest.mark.requirement("IM-15")
@pytest.mark.parametrize("language", ["fr", "nl"])
def test_a_round_from_excel_to_letters(visitor: Callable[[str], Visitor], coordinator: str, language: str) -> None:
    somebody = visitor(language)
    page = somebody.page
    sign_in(somebody, coordinator)
    live(somebody, "2024-02-01")
    assert import_file(somebody, "hosts", "hotes.xlsx") == ["120", "120"]
    somebody.press("/")
    somebody.look("imported-hosts")
    live(somebody, "2024-02-19")

    faulty = import_file(somebody, "trainees", "stagiaires-avec-erreurs.xlsx")
    assert faulty[0] == str(int(faulty[1]) + int(faulty[2]))
    assert page.locator("#faults").count() == 1
    assert import_file(somebody, "trainees", "stagiaires.xlsx", seen_as="check-all") == ["290", "290"]
    somebody.press("/")

    page.goto(f"{somebody.site}/immersion/2024/rounds/")
    somebody.look("rounds")
    page.goto(f"{somebody.site}/immersion/2024/rounds/2/")
    somebody.look("round-2-too-early")
    page.goto(f"{somebody.site}/immersion/2024/rounds/1/")
    somebody.look("round-1-planned")
    assert [number.split()[0] for number in page.locator(".figure-number").all_inner_texts()] == foreseen()
    somebody.press("/open")
    placed, letters = publish_round_1(somebody)
    assert placed in page.locator(".flash").inner_text()
    assert letters in page.locator(".flash").inner_text()
    somebody.look("round-1-published")
    page.goto(f"{somebody.site}/immersion/2024/rounds/1/?replay=1")
    assert page.locator(".notice-good").count() == 1

    look_at_the_reasons(somebody)

    def arrived() -> bool:
        page.goto(f"{somebody.site}/mail")
        return page.locator(".results-count").inner_text().startswith(letters)

    until(arrived, "the letters did not reach the captured mail")
    somebody.look("mail")
    page.locator("tbody th a").first.click()
    page.wait_for_selector(".letter-subject")
    somebody.look("letter")
    look_at_the_work(somebody)
    take_the_lists_home(somebody, int(placed))


def publish_round_1(visitor: Visitor) -> list[str]:
    """Publish the proposal of round 1, and return what the question before it said: places and letters."""
    visitor.page.wait_for_selector("a[href*='/publish?']")
    visitor.look("round-1-proposed")
    visitor.page.locator("a[href*='/publish?']").click()
    visitor.look("round-1-publish")
    asked = visitor.page.locator(".confirm-number").all_inner_texts()
    visitor.press("/publish")
    return asked


def look_at_the_reasons(visitor: Visitor) -> None:
    """Look, with everything opened, at why the round decided as it did: for a trainee and for a host."""
    page, here = visitor.page, f"{visitor.site}/immersion/2024"
    page.goto(f"{here}/rounds/1/")
    assert page.locator("a[href$='/check.txt']").count() == 1
    trainee, offer = not_the_first_choice(page)
    page.goto(f"{here}/trainees/{trainee}/")
    assert page.locator(".reason-rank").count() == 1
    open_the_calculation(visitor)
    visitor.look("reasons-of-a-trainee")
    page.locator("li:has(.reason-rank) a").click()
    page.wait_for_url(f"{here}/hosts/{offer}/")
    open_the_calculation(visitor)
    visitor.look("reasons-of-a-host")


def not_the_first_choice(page: Page) -> tuple[str, str]:
    """Return a trainee who has their second choice, and the offer that was the first, from the files of the page."""
    links = page.locator("#check .buttons a[download]")
    decided_on, result = (
        page.request.get(urljoin(page.url, links.nth(which).get_attribute("href") or "")).json() for which in (0, 1)
    )
    return next(
        (each["id"], each["choices"][0])
        for each in decided_on["requests"]
        if each["choices"][1:2] == [result["assignment"][each["id"]]]
    )


def open_the_calculation(visitor: Visitor) -> None:
    """Open how the round was calculated, by keyboard."""
    details = visitor.page.locator(".reason details")
    assert not details.first.evaluate("each => each.open")
    details.first.locator("summary").press("Enter")
    assert details.first.locator("dl").first.is_visible()


def look_at_the_work(visitor: Visitor) -> None:
    """Look at what was done in the background: the matching of the one round."""
    visitor.page.goto(f"{visitor.site}/work")
    assert visitor.page.locator("tbody tr").count() == 1
    visitor.look("work")


def take_the_lists_home(visitor: Visitor, placed: int) -> None:
    """Look at the overview and the lists, and export each."""
    visitor.page.goto(f"{visitor.site}/immersion/2024/")
    visitor.look("overview")
    assert exported(visitor, "hosts") == 120
    assert exported(visitor, "trainees") == 290
    assert exported(visitor, "trainees", "?standing=placed") == placed
    assert exported(visitor, "placements") == placed


def exported(visitor: Visitor, name: str, filters: str = "") -> int:
    """Download a list as Excel from its page, read it back, and return how many rows it has."""
    page = visitor.page
    page.goto(f"{visitor.site}/immersion/2024/{name}/{filters}")
    visitor.look(name)
    with page.expect_download() as download:
        page.locator("#excel a").click()
    book = openpyxl.load_workbook(BytesIO(Path(download.value.path()).read_bytes()))
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert len(set(rows)) == len(rows)
    return len(rows)


def foreseen() -> list[str]:
    """What the files of 2024 give for round 1: the pool, those with a possible choice, those who can be placed."""
    return ["80", "80", "80", "408"]
