"""A whole edition of a new network, lived on its pages alone by a coordinator who has no shell; in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email import message_from_string
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from core.accounts.services import grant_role, make_account
from core.application import Application
from core.messages.models import CapturedMail
from tests.browser.conftest import PASSWORD, Visitor, nothing_is_due
from tests.browser.small_edition import hosts, new_choices, trainees, workbook
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
    "Nog geen plaats: kies opnieuw, uiterlijk op 2 maart {year}",
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
    a_wrong_file(somebody, edition, tmp_path)
    import_rows(somebody, edition, "hosts", workbook(tmp_path / "hotes.xlsx", hosts(year, "G")))
    on_the_day(somebody, edition, f"{year}-01-20")
    import_rows(somebody, edition, "trainees", workbook(tmp_path / "stagiaires.xlsx", trainees(year, "G", "B")))
    publish_round(somebody, edition, 1)
    a_colleague_is_invited(somebody, application)
    extend_the_registration(somebody, edition, f"{year}-02-20")
    on_the_day(somebody, edition, f"{year}-02-21")
    publish_round(somebody, edition, 2)
    withdraw_and_undo(somebody, edition, "B001")
    on_the_day(somebody, edition, f"{year}-03-03")
    import_rows(somebody, edition, "choices", workbook(tmp_path / "choix.xlsx", new_choices(year, "G", "B")))
    publish_round(somebody, edition, 3)
    letters_have_arrived(somebody, year)
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


def immersion(visitor: Visitor, edition: str) -> str:
    """Return the address of the edition's own pages."""
    return f"{visitor.site}/immersion/{edition.rstrip('/').rpartition('/')[2]}"


def choose_file(visitor: Visitor, edition: str, kind: str, path: Path) -> None:
    """Choose a file and have it checked."""
    page = visitor.page
    page.goto(f"{immersion(visitor, edition)}/import/")
    page.check(f"input[value={kind}]")
    page.set_input_files("input[type=file]", path)
    visitor.press("/import/")


def a_wrong_file(visitor: Visitor, edition: str, folder: Path) -> None:
    """Choose what is no workbook, though its name says so: one sentence, and another can be chosen."""
    path = folder / "wrong.xlsx"
    path.write_text("Numéro;Institution")
    choose_file(visitor, edition, "hosts", path)
    visitor.look("wrong-file")
    assert visitor.page.locator("[aria-invalid=true]").count() == 1


def import_rows(visitor: Visitor, edition: str, kind: str, path: Path) -> None:
    """Import a file as a person does."""
    choose_file(visitor, edition, kind, path)
    visitor.press("/")


def publish_round(visitor: Visitor, edition: str, number: int) -> None:
    """Open a round, wait for its proposal, look at its letters, and publish it with a double press."""
    page = visitor.page
    page.goto(f"{immersion(visitor, edition)}/rounds/{number}/")
    visitor.press("/open")
    page.wait_for_selector("a[href*='/publish']")
    page.locator("a[href*='/publish']").first.click()
    page.wait_for_selector("form[action$='/publish']")
    visitor.look("publication")
    letters = page.locator(".confirm-number").all_inner_texts()[1]
    with page.expect_navigation():
        page.locator("form[action$='/publish'] button[type=submit]").first.dblclick()
    assert letters in page.locator(".flash").inner_text()


def a_colleague_is_invited(visitor: Visitor, application: Application) -> None:
    """Invite a colleague, who accepts at another browser and is in the network's team from then on."""
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
    theirs = Visitor(page.context.browser.new_context().new_page(), visitor.site, visitor.language)
    theirs.page.goto(f"{link_for(COLLEAGUE, application)}?lang={visitor.language}")
    theirs.look("invitation")
    theirs.page.fill("#password", PASSWORD)
    with theirs.page.expect_navigation():
        theirs.page.locator("main form button[type=submit]").first.click()
    theirs.look("welcome")
    assert theirs.page.url == f"{visitor.site}/"
    theirs.page.context.close()


def link_for(address: str, application: Application) -> str:
    """Return the link in the mail that somebody received; on pages nobody reads it."""

    def mails() -> list[str]:
        with application.unit(NETWORK) as unit:
            query = select(CapturedMail.source).where(CapturedMail.to_address == address)
            return list(unit.session.scalars(query))

    until(lambda: len(mails()) == 1, "the invitation does not arrive")
    text = message_from_string(mails()[0], policy=default).get_body(("plain",)).get_content()
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
    assert REASON in page.locator("main").inner_text()


def withdraw_and_undo(visitor: Visitor, edition: str, trainee: str) -> None:
    """Record that somebody withdraws, and take that back: the place is theirs again."""
    page, here = visitor.page, f"{immersion(visitor, edition)}/trainees/{trainee}/"
    page.goto(here)
    before = page.locator(".details").first.inner_text()
    page.locator("a[href$='/withdraw']").click()
    visitor.look("withdrawal")
    page.fill("[name=reason]", REASON)
    visitor.press("/withdraw")
    assert page.locator(".details").first.inner_text() != before
    page.locator("a[href$='/come-back']").click()
    visitor.look("come-back")
    visitor.press("/come-back")
    visitor.look("back-again")
    assert page.locator(".details").first.inner_text() == before


def letters_have_arrived(visitor: Visitor, year: int) -> None:
    """Wait until every letter is in the captured mail, and find some of both languages."""
    page = visitor.page

    def arrived() -> bool:
        page.goto(f"{visitor.site}/letters?state=queued")
        return page.locator("tbody tr").count() == 0

    until(arrived, "the letters do not leave")
    page.goto(f"{visitor.site}/mail")
    subjects = page.locator("tbody th").all_inner_texts()
    assert {subject.partition(" (")[0] for subject in subjects} == {text.format(year=year) for text in SUBJECTS}


def wipe_and_open(visitor: Visitor, edition: str) -> None:
    """Empty the edition that was tried out, and open it for real."""
    page = visitor.page
    page.goto(edition)
    page.locator("a[href$='/wipe']").click()
    visitor.look("wiping")
    visitor.press("/wipe")
    assert page.locator("a[href$='/wipe']").count() == 0
    move(visitor, edition, "live")


def close_it(visitor: Visitor, edition: str) -> None:
    """Close the edition: from then on it offers no change."""
    move(visitor, edition, "closed")
    assert visitor.page.locator("main a[href$='/phases']").count() == 0


def move(visitor: Visitor, edition: str, state: str) -> None:
    """Bring the edition to a state; the question carries what was looked at, and a second press changes nothing."""
    page = visitor.page
    page.goto(edition)
    page.locator(f"a[href$='/state/{state}']").click()
    visitor.look(f"to-{state}")
    with page.expect_navigation():
        page.locator(f"main form[action$='/state/{state}'] button").first.dblclick()
    assert page.locator(".flash").count() == 1
