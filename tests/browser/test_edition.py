"""A whole edition of a new network, lived on its pages alone by a coordinator who has no shell; in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page
from sqlalchemy import Engine, select

from core.accounts.services import grant_role, make_account
from core.application import Application
from core.audit.models import AuditEntry
from tests.browser.conftest import PASSWORD, Visitor, mails_to, nothing_is_due
from tests.browser.hand_on_pages import correct_by_hand_and_undo, immersion, withdraw_an_offer_and_offer_it_again
from tests.browser.small_edition import Row, hosts, new_choices, trainees, workbook
from tests.browser.year_on_pages import sign_in
from tests.waiting import until

pytestmark = pytest.mark.browser
NETWORK, COLLEAGUE = "bruzel", "ada.maes@bruzel.example"
#: What the letters of the year say on their face: to trainees of both languages, and to hosts of a Dutch network.
SUBJECTS = (
    *("Vous avez une place : De Brug", "Vous avez une place : La Passerelle", "Vous avez une place : Het Baken"),
    *("Vous avez une place : Le Gué", "Je hebt een plaats: Le Gué", "Dit jaar geen plaats, en bedankt"),
    *("Je lijst van deelnemers: 1 persoon", "Je lijst van deelnemers: 2 personen"),
    *("Je lijst van deelnemers is op dit moment leeg", "Uitnodiging voor het team van Bruzel"),
    *("Nog geen plaats: kies opnieuw, uiterlijk op 2 maart {year}", "Votre place est libérée : De Brug"),
)
REASON = "Trois services ont demandé plus de temps."


@pytest.fixture
def newcomer(application: Application, engine: Engine) -> Iterator[str]:
    """The address of the coordinator of a network in which nothing was done yet."""
    address = "coordinatie@bruzel.example"
    with application.unit(NETWORK) as unit:
        account = make_account(
            unit.session, email=address, name="Joke Peeters", password=PASSWORD, language="nl", cost="cheap"
        )
        grant_role(unit, account, "coordinator")
    yield address
    until(lambda: nothing_is_due(engine), "the work of the test does not end")


@pytest.mark.requirement("IM-01")
@pytest.mark.parametrize("language", ["fr", "nl"])
def test_an_edition_without_a_shell(
    visitor: Callable[[str], Visitor], newcomer: str, application: Application, language: str, tmp_path: Path
) -> None:
    somebody = visitor(language)
    somebody.site = f"{somebody.site.rpartition('/')[0]}/{NETWORK}"
    sign_in(somebody, newcomer)
    edition, year = make_an_edition(somebody)
    on_the_day(somebody, edition, f"{year - 1}-12-01")
    a_wrong_file_then_the_right_one(somebody, edition, tmp_path, hosts(year, "G"))
    on_the_day(somebody, edition, f"{year}-01-20")
    import_rows(somebody, edition, "trainees", tmp_path, trainees(year, "G", "B"))
    correct_by_hand_and_undo(somebody, edition, "B006")
    withdraw_an_offer_and_offer_it_again(somebody, edition, "G004")
    letters = publish_round(somebody, edition, 1, application)
    a_colleague_is_invited(somebody, edition, application)
    extend_the_registration(somebody, edition, f"{year}-02-20")
    on_the_day(somebody, edition, f"{year}-02-21")
    letters += publish_round(somebody, edition, 2, application)
    letters += withdraw_and_undo(somebody, edition, "B001")
    letters += release_and_undo(somebody, edition, "B001")
    on_the_day(somebody, edition, f"{year}-03-03")
    import_rows(somebody, edition, "choices", tmp_path, new_choices(year, "G", "B"))
    letters += publish_round(somebody, edition, 3, application)
    letters_have_arrived(somebody, year, letters + 1)  # And the invitation.
    wipe_and_open(somebody, edition)
    close_it(somebody, edition)


def make_an_edition(visitor: Visitor) -> tuple[str, int]:
    """Make a trial edition of the year that is proposed, and return the address of its management and the year."""
    page = visitor.page
    page.locator("main a[href$='/editions/new']").click()
    year = int(page.locator("#year").input_value())
    visitor.look("new-edition")
    with page.expect_navigation():
        page.locator("main form button").first.click()
    page.check("input[value=rehearsal]")
    visitor.look("edition-form")
    with page.expect_navigation():
        page.locator("main form button").first.click()
    assert page.locator(".flash").count() == 1
    return page.url, year


def on_the_day(visitor: Visitor, edition: str, day: str) -> None:
    """Change the date of the trial edition."""
    visitor.page.goto(edition)
    visitor.page.fill("input[name=day]", day)
    visitor.press("/clock")


def choose_file(visitor: Visitor, kind: str, path: Path) -> None:
    """Choose a file on the page that asks for one, and have it checked."""
    visitor.page.check(f"input[value={kind}]")
    visitor.page.set_input_files("input[type=file]", path)
    visitor.press("/import/")


def figures(page: Page) -> list[str]:
    """Return the large numbers of a page."""
    return page.locator(".figure-number").all_inner_texts()


def a_wrong_file_then_the_right_one(visitor: Visitor, edition: str, folder: Path, rows: Sequence[Row]) -> None:
    """Choose what is no workbook, though its name says so: the page says it at the field, and takes another file."""
    page, path = visitor.page, folder / "wrong.xlsx"
    path.write_text("Numéro;Institution")
    page.goto(f"{immersion(visitor, edition)}/import/")
    choose_file(visitor, "hosts", path)
    visitor.look("wrong-file")
    field = page.locator("input[type=file]")
    assert field.get_attribute("aria-invalid") == "true"
    said = [page.locator(f"#{id}") for id in (field.get_attribute("aria-describedby") or "").split()]
    assert len([each for each in said if each.inner_text() and "error" in (each.get_attribute("class") or "")]) == 1
    assert page.is_checked("input[value=hosts]")
    choose_file(visitor, "hosts", workbook(folder / "hosts.xlsx", rows))
    confirm_import(visitor, len(rows))


def import_rows(visitor: Visitor, edition: str, kind: str, folder: Path, rows: Sequence[Row]) -> None:
    """Import rows as a person does who has them in Excel."""
    visitor.page.goto(f"{immersion(visitor, edition)}/import/")
    choose_file(visitor, kind, workbook(folder / f"{kind}.xlsx", rows))
    confirm_import(visitor, len(rows))


def confirm_import(visitor: Visitor, count: int) -> None:
    """Import what was checked: as many new rows as the file has."""
    assert figures(visitor.page) == [str(count)] * 2
    visitor.press("/")
    assert figures(visitor.page) == [str(count)]


def publish_round(visitor: Visitor, edition: str, number: int, application: Application) -> int:
    """Open a round, look at its letters, and publish it once with a double press; return how many letters it wrote."""
    page = visitor.page
    page.goto(f"{immersion(visitor, edition)}/rounds/{number}/")
    visitor.press("/open")
    page.wait_for_selector("a[href*='/publish']")
    page.locator("a[href*='/publish']").first.click()
    page.wait_for_selector("form[action$='/publish']")
    visitor.look("publication")
    placed, letters = page.locator(".confirm-number").all_inner_texts()
    with page.expect_navigation():
        page.locator("form[action$='/publish'] button[type=submit]").dblclick()
    said = page.locator(".flash")
    assert (said.count(), said.get_attribute("class")) == (1, "flash flash-good")
    assert re.findall(r"\d+", said.inner_text()) == [str(number), placed, letters]
    with application.unit(NETWORK) as unit:
        acts = select(AuditEntry.details).where(AuditEntry.act == "immersion.round.published").order_by(AuditEntry.id)
        published = [(each["number"], each["placed"], each["letters"]) for each in unit.session.scalars(acts)]
    assert ([each[0] for each in published], published[-1][1:]) == (
        list(range(1, number + 1)),
        (int(placed), int(letters)),
    )
    return int(letters)


def a_colleague_is_invited(visitor: Visitor, edition: str, application: Application) -> None:
    """Invite a colleague, who accepts at another browser: she is in the network's team from then on, and only reads."""
    page = visitor.page
    page.goto(f"{visitor.site}/team")
    visitor.look("team")
    page.locator("main a[href$='/team/invite']").click()
    page.fill("#email", COLLEAGUE)
    page.fill("#name", "Ada Maes")
    page.select_option("#role", "reader")
    visitor.look("invite")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()
    visitor.look("invite-asked")
    with page.expect_navigation():
        page.locator("main form button[name=confirmed], main form button:not([name])").last.click()
    assert page.locator("main a[href$='/again']").count() == 1
    page.go_back()  # To the page that asked: it sends nothing a second time, and is no error of the browser.
    assert (page.url, page.locator("#email").input_value()) == (f"{visitor.site}/team/invite", "")
    theirs = Visitor(page.context.browser.new_context().new_page(), visitor.site, visitor.language)
    theirs.page.goto(f"{link_for(COLLEAGUE, application)}?lang={visitor.language}")
    theirs.look("invitation")
    theirs.page.fill("#password", PASSWORD)
    with theirs.page.expect_navigation():
        theirs.page.locator("main form button[type=submit]").first.click()
    theirs.look("welcome")
    assert theirs.page.url == f"{visitor.site}/desk"
    may_only_read(theirs, edition)
    theirs.page.context.close()
    page.goto(f"{visitor.site}/team")
    assert page.locator("main a[href$='/again']").count() == 0
    assert page.locator("main tbody tr", has_text=COLLEAGUE).count() == 1


def may_only_read(visitor: Visitor, edition: str) -> None:
    """See the rounds of the edition without a button, and find that people, the team and the calendar are shut."""
    here = immersion(visitor, edition)
    for address in (f"{here}/", f"{here}/rounds/", f"{here}/rounds/1/"):
        assert (address, status_of(visitor, address), forms(visitor)) == (address, 200, 0)
    for address in (f"{here}/trainees/", f"{here}/import/", f"{visitor.site}/team", edition, f"{edition}phases"):
        assert (address, status_of(visitor, address)) == (address, 403)


def status_of(visitor: Visitor, address: str) -> int:
    """Go to a page, and return the status of the answer."""
    answer = visitor.page.goto(address)
    assert answer is not None
    return answer.status


def forms(visitor: Visitor) -> int:
    """Return how many forms of a page change something."""
    return visitor.page.locator("main form[method=post]").count()


def link_for(address: str, application: Application) -> str:
    """Return the link in the mail that somebody received; on pages nobody reads it."""
    until(lambda: len(mails_to(address, application, NETWORK)) == 1, "the invitation does not arrive")
    [text] = mails_to(address, application, NETWORK)
    return next(line for line in text.splitlines() if line.startswith("http://"))


def extend_the_registration(visitor: Visitor, edition: str, day: str) -> None:
    """Give people more time to register, and say why, in each language of the network."""
    page = visitor.page
    page.goto(edition)
    page.locator("a[href$='/phases']").click()
    visitor.look("phases")
    page.fill("input[name='last_trainee_registration']", day)
    for field in page.locator("[name^='reason']").all():
        field.fill(REASON)
    visitor.press("/phases")
    visitor.look("phases-asked")
    with page.expect_navigation():
        page.locator("main form[action$='/phases'] button:not([name])").click()
    [told] = page.locator(".phase-note").all_inner_texts()
    assert told.endswith(f": {REASON}")
    page.goto(f"{edition}phases")
    assert page.input_value("input[name='last_trainee_registration']") == day


def withdraw_and_undo(visitor: Visitor, edition: str, trainee: str) -> int:
    """Record that somebody withdraws, and take that back: the place is theirs again. Return how many letters left."""
    page, here = visitor.page, f"{immersion(visitor, edition)}/trainees/{trainee}/"
    page.goto(here)
    before = page.locator(".details").first.inner_text()
    page.locator("a[href$='/withdraw']").click()
    visitor.look("withdrawal")
    freed, letters = page.locator(".confirm-number").all_inner_texts()
    page.fill("[name=reason]", REASON)
    visitor.press("/withdraw")
    assert page.locator(".flash-good").count() == 1
    assert page.locator(".details").first.inner_text() != before
    assert page.locator("a[href$='/withdraw']").count() == 0
    page.locator("a[href$='/come-back']").click()
    visitor.look("come-back")
    again, more = page.locator(".confirm-number").all_inner_texts()
    assert (freed, letters, again, more) == ("1", "1", "1", "1")
    visitor.press("/come-back")
    visitor.look("back-again")
    assert page.locator(".flash-good").count() == 1
    assert page.locator(".details").first.inner_text() == before
    assert page.locator("a[href$='/withdraw']").count() == 1
    return int(letters) + int(more)


def release_and_undo(visitor: Visitor, edition: str, trainee: str) -> int:
    """Release a place, once with a double press, and give it back. Return how many letters left."""
    page, here = visitor.page, f"{immersion(visitor, edition)}/trainees/{trainee}/"
    page.goto(here)
    before = page.locator(".details").first.inner_text()
    page.locator("a[href$='/release']").click()
    visitor.look("release")
    freed, letters = page.locator(".confirm-number").all_inner_texts()
    page.fill("[name=reason]", REASON)
    with page.expect_navigation():
        page.locator("main form[action$='/release'] button[type=submit]").dblclick()
    assert page.locator(".flash-good").count() == 1
    assert page.locator(".details").first.inner_text() != before
    assert page.locator("a[href$='/release']").count() == 0
    visitor.look("released")
    page.locator("a[href$='/give-back']").click()
    visitor.look("give-back")
    again, more = page.locator(".confirm-number").all_inner_texts()
    assert (freed, letters, again, more) == ("1", "2", "1", "2")
    visitor.press("/give-back")
    assert page.locator(".flash-good").count() == 1
    assert page.locator(".details").first.inner_text() == before
    assert page.locator("a[href$='/release']").count() == 1
    return int(letters) + int(more)


def letters_have_arrived(visitor: Visitor, year: int, count: int) -> None:
    """Wait until every letter is in the captured mail, and find each once and those of both languages."""
    page = visitor.page

    def arrived() -> bool:
        page.goto(f"{visitor.site}/letters?state=queued")
        return page.locator("tbody tr").count() == 0

    until(arrived, "the letters do not leave")
    page.goto(f"{visitor.site}/letters?state=failed")
    assert page.locator("tbody tr").count() == 0
    page.goto(f"{visitor.site}/mail")
    subjects = page.locator("tbody th").all_inner_texts()
    assert len(subjects) == count
    assert {subject.partition(" (")[0] for subject in subjects} == {text.format(year=year) for text in SUBJECTS}


def wipe_and_open(visitor: Visitor, edition: str) -> None:
    """Empty the edition that was tried out, so that nobody and no letter of it is left, and open it for real."""
    page = visitor.page
    page.goto(edition)
    page.locator("a[href$='/wipe']").click()
    visitor.look("wiping")
    visitor.press("/wipe")
    assert page.locator(".flash-good").count() == 1
    assert page.locator("a[href$='/wipe']").count() == 0
    for kind in ("trainees", "hosts", "placements"):
        page.goto(f"{immersion(visitor, edition)}/{kind}/")
        assert (kind, page.locator("tbody tr").count()) == (kind, 0)
    page.goto(f"{visitor.site}/mail")
    assert page.locator("tbody tr").count() == 1  # The invitation is no letter of the edition.
    move(visitor, edition, "live")


def close_it(visitor: Visitor, edition: str) -> None:
    """Close the edition: nothing in it changes any more; it is opened again, called otherwise, or deleted for good."""
    move(visitor, edition, "closed")
    links = [link.get_attribute("href") or "" for link in visitor.page.locator("main a[href*='/editions/']").all()]
    assert [link.removeprefix(urlsplit(edition).path) for link in links] == ["state/live", "delete", "pages", "edit"]
    assert forms(visitor) == 0
    here = immersion(visitor, edition)
    for address in (f"{here}/", *(f"{here}/rounds/{number}/" for number in (1, 2, 3))):
        assert (address, status_of(visitor, address), forms(visitor)) == (address, 200, 0)
    visitor.page.goto(f"{here}/import/")
    assert (visitor.page.url == f"{here}/import/", visitor.page.locator(".flash-bad").count()) == (False, 1)


def move(visitor: Visitor, edition: str, state: str) -> None:
    """Bring the edition to a state; the question carries what was looked at, and a second press changes nothing."""
    page = visitor.page
    page.goto(edition)
    page.locator(f"a[href$='/state/{state}']").click()
    visitor.look(f"to-{state}")
    with page.expect_navigation():
        page.locator(f"main form[action$='/state/{state}'] button").first.dblclick()
    said = page.locator(".flash")
    assert (said.count(), said.get_attribute("class")) == (1, "flash flash-good")
    assert page.locator(f"a[href$='/state/{state}']").count() == 0
