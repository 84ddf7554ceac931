"""The texts of the site: read by everybody, written by who may, never lost."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from core.audit.models import AuditEntry
from core.contract.acting import Actor, NotAllowedError
from core.privacy.rules import DAYS_KEPT, Kept
from core.site.errors import TextMissingError, TextMovedError
from core.site.info import INFO_PAGES, core_texts
from core.site.models import SitePageVersion
from core.site.reading import read_page, text_differences
from core.site.writing import write_page
from core.tenancy.files import read_tenant_files
from core.tenancy.page_files import PAGES
from core.tenancy.services import sync_tenants
from tests.conftest import NETWORKS
from tests.core.reading import words

pytestmark = pytest.mark.requirement("IM-06", "NX-04")
SHOWN = [page for page in PAGES if page != "home"]


@pytest.fixture
def client(app: Flask, engine):
    return app.test_client()


def version_on(page: str) -> str:
    return re.findall(r'name="version"[^>]* value="(\d+)"', page)[0]


def prose(page: str) -> str:
    return page.partition('<div class="prose')[2].partition("</main>")[0]


def write(client, page: str, **texts: str):
    """Write the texts of a page as its form does, leaving the others as they are there."""
    address = f"/harbour/texts/{page}"
    form = client.get(f"{address}?lang=en").text
    there = re.findall(r'name="(text_\w+)"[^>]*>\s*([^<]*)</textarea', form)
    typed = {name: unescape(text) for name, text in there} | {f"text_{name}": text for name, text in texts.items()}
    return client.post(f"{address}?lang=en", data={"version": version_on(form), **typed})


@pytest.mark.parametrize("page", SHOWN)
@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_every_page_says_something_in_every_language(client, page: str, language: str) -> None:
    answer = client.get(f"/orchard/info/{page}?lang={language}")
    text = prose(answer.text)
    assert (answer.status_code, len(text) > 100, "lang-mark" in text) == (200, True, False)
    assert re.findall(r"\{\w*\|?\w*\}", text) == []


def test_dutch_texts_address_their_reader_as_the_network_does(client) -> None:
    polite, familiar = (prose(client.get(f"/{each}/info/faq?lang=nl").text) for each in ("harbour", "orchard"))
    assert ("brieven die u van ons krijgt" in polite, "brieven die je van ons krijgt" in familiar) == (True, True)


def test_the_menu_and_the_foot_lead_to_the_pages(client) -> None:
    page = client.get("/harbour/info/privacy?lang=en").text
    assert words(page.partition('id="nav"')[2].partition("</nav>")[0], "a") == [
        "Home",
        "Catalogue",
        "Questions and answers",
        "Golden rules",
        "Help",
        "Contact",
    ]
    assert words(page.partition('class="foot-links"')[2].partition("</ul>")[0], "a") == ["Privacy", "Accessibility"]
    assert client.get("/harbour/info/home").status_code == 404
    assert client.get("/harbour/info/nothing").status_code == 404


@pytest.mark.parametrize(
    ("language", "years", "days"),
    [("fr", "{} ans", "{} jours"), ("nl", "{} jaar", "{} dagen"), ("en", "{} years", "{} days")],
)
def test_the_privacy_page_says_how_long_things_are_really_kept(language: str, years: str, days: str) -> None:
    lines = core_texts("privacy")[language].splitlines()
    said = [line for line in lines if years.format(2) in line or days.format(90) in line or years.format(5) in line]
    assert [re.findall(r"\d+", line) for line in said] == [["2", "2"], ["90"], ["5"]]
    assert [DAYS_KEPT[each] for each in (Kept.LETTERS, Kept.REASONS, Kept.INVITATIONS, Kept.TRAIL)] == [
        *(2 * 365, 2 * 365),
        *(90, 5 * 365),
    ]


def test_the_privacy_page_names_the_network_and_whom_to_write_to(client) -> None:
    text = prose(client.get("/harbour/info/privacy?lang=fr").text)
    assert "Le Port 7-9" in text
    assert 'Capitainerie, <a href="mailto:quay@harbour.example">' in text


@pytest.mark.parametrize("role", ["coordinator", "communication"])
def test_who_may_writes_a_text_and_everybody_reads_it(sign_in, client, role: str) -> None:
    desk = sign_in(role)
    answer = write(desk, "faq", fr="## Où ?\n\n<script>alert(1)</script> à [Mons](https://mons.be)", nl="## Waar?")
    assert answer.location == "/harbour/texts/faq"
    text = prose(client.get("/harbour/info/faq?lang=fr").text)
    assert "<h2>Où ?</h2>" in text
    assert '&lt;script&gt;alert(1)&lt;/script&gt; à <a href="https://mons.be"' in text
    assert "<h2>Waar?</h2>" in client.get("/harbour/info/faq?lang=nl").text
    # In English there is no default any more: it would say something else.
    assert '<div class="prose" lang="fr">' in client.get("/harbour/info/faq?lang=en").text
    assert "Où" not in client.get("/orchard/info/faq?lang=fr").text
    page = desk.get("/harbour/texts/faq?lang=en").text
    assert ("<ins>" in page, "own text in FR, NL" in page) == (True, True)
    assert "your own" in desk.get("/harbour/texts?lang=en").text


@pytest.mark.parametrize("role", ["referent", "reader"])
def test_others_of_the_staff_write_nothing(sign_in, role: str) -> None:
    desk = sign_in(role)
    pages = ["/harbour/texts", "/harbour/texts/faq", "/harbour/texts/faq/default"]
    assert [desk.get(page).status_code for page in pages] == [403, 403, 403]
    assert [desk.post(page, data={}).status_code for page in pages[1:]] == [403, 403]
    assert "/harbour/texts" not in desk.get("/harbour/desk").text


def test_a_preview_keeps_what_is_typed_and_saves_nothing(sign_in, client, unit_for) -> None:
    desk = sign_in()
    answer = desk.post(
        "/harbour/texts/help?lang=en", data={"preview": "1", "version": "0", "text_fr": "# Oui", "text_nl": ""}
    )
    assert (answer.status_code, "<h2>Oui</h2>" in answer.text, "A language is missing" in answer.text) == (
        200,
        True,
        True,
    )
    assert ">\r\n# Oui</textarea>" in answer.text
    with unit_for().session as session:
        assert session.scalars(select(SitePageVersion)).all() == []


def test_a_missing_language_is_shown_in_the_other_with_a_mark(sign_in, client) -> None:
    write(sign_in(), "rules", fr="Parler", nl="")
    page = prose(client.get("/harbour/info/rules?lang=nl").text)
    assert ('<span class="lang-mark">FR</span>' in page, "Parler" in page) == (True, True)


def test_saving_twice_is_one_version_and_a_second_writer_is_told(sign_in, unit_for) -> None:
    desk = sign_in()
    for _press in range(2):
        data = {"version": "0", "text_fr": "Un", "text_nl": "Een"}
        assert desk.post("/harbour/texts/faq", data=data).status_code == 302
    other = desk.post("/harbour/texts/faq?lang=en", data={"version": "0", "text_fr": "Deux", "text_nl": "Twee"})
    assert (other.status_code, "Somebody has changed this text" in other.text, ">\r\nDeux<" in other.text) == (
        422,
        True,
        True,
    )
    again = {"version": version_on(other.text), "text_fr": "Deux", "text_nl": "Twee"}
    assert desk.post("/harbour/texts/faq", data=again).status_code == 302
    with unit_for().session as session:
        versions = session.scalars(select(SitePageVersion).order_by(SitePageVersion.version)).all()
        assert [(row.version, row.texts["fr"]) for row in versions] == [(1, "Un"), (2, "Deux")]


def test_back_to_the_default_asks_first_and_keeps_the_history(sign_in, client) -> None:
    desk = sign_in()
    write(desk, "faq", fr="Autre chose")
    question = desk.get("/harbour/texts/faq/default?lang=en").text
    assert "<ins>Autre" in question
    for _press in range(2):
        assert desk.post("/harbour/texts/faq/default", data={"version": version_on(question)}).status_code == 302
    assert "Qui peut participer" in client.get("/harbour/info/faq?lang=fr").text
    page = desk.get("/harbour/texts/faq?lang=en").text
    assert "Back to the text as delivered" not in page
    assert len(words(page.partition('id="history"')[2], "tr")) == 3


def test_what_is_saved_as_the_default_is_follows_it(sign_in, unit_for) -> None:
    desk = sign_in()
    answer = write(desk, "faq")
    assert answer.status_code == 302
    with unit_for().session as session:
        assert session.scalars(select(SitePageVersion)).all() == []


def test_nothing_in_any_language_is_refused_and_a_text_has_an_end(sign_in) -> None:
    desk = sign_in()
    empty = desk.post("/harbour/texts/faq?lang=en", data={"version": "0", "text_fr": " ", "text_nl": ""})
    assert (empty.status_code, "Write the text in at least one language." in empty.text) == (422, True)
    long = desk.post("/harbour/texts/faq?lang=en", data={"version": "0", "text_fr": "a" * 30_001, "text_nl": "b"})
    assert (long.status_code, 'id="text_fr-error"' in long.text) == (422, True)


def test_the_presentation_begins_as_the_file_says_and_can_be_written(sign_in, client) -> None:
    write(sign_in(), "home", fr="Un **port** pour tous. [Questions](faq)", nl="Een haven.")
    page = client.get("/harbour/?lang=fr").text
    assert '<strong>port</strong> pour tous. <a href="/harbour/info/faq">Questions</a>' in page
    assert "Passer une journée" in client.get("/bruzel/?lang=fr").text


def test_the_act_itself_refuses(unit_for) -> None:
    with pytest.raises(NotAllowedError):
        write_page(unit_for(actor=Actor("nobody")), "faq", {"fr": "a"}, version=0)
    unit = unit_for()
    with pytest.raises(TextMissingError):
        write_page(unit, "faq", {"fr": "", "nl": " "}, version=0)
    with pytest.raises(TextMovedError):
        write_page(unit, "faq", {"fr": "a"}, version=3)
    assert write_page(unit, "faq", {"fr": "a"}, version=0) is True
    assert read_page(unit, "faq")[1] == 1
    entry = unit.session.scalars(select(AuditEntry)).one()
    assert entry.details == {"page": "faq", "version": 1, "languages": ["fr"]}


def test_every_page_that_a_file_may_say_is_one() -> None:
    assert tuple(INFO_PAGES) == PAGES


def test_a_sync_says_what_was_written_on_a_page_and_undoes_nothing(sign_in, engine, owner_engine, modules) -> None:
    write(sign_in(), "faq", fr="Un")
    assert text_differences(engine) == (
        "harbour: the text faq (fr) is one that coordinator.all@harbour.example wrote on a page",
    )
    sync_tenants(owner_engine, read_tenant_files(NETWORKS, modules.names))
    assert len(text_differences(engine)) == 1


def test_a_file_beside_that_of_the_network_says_a_page(client) -> None:
    assert "<strong>quai</strong>" in prose(client.get("/harbour/info/rules?lang=fr").text)
    page = prose(client.get("/harbour/info/rules?lang=nl").text)
    assert ('<span class="lang-mark">FR</span>' in page, "quai" in page) == (True, True)
