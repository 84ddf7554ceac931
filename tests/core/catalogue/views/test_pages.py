"""The catalogue as everybody reads it: nothing unpublished, nothing of another network, whatever is typed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lunch.statuses import CLEARED, PROPOSED
from sqlalchemy import update

from core.catalogue.chores import write_searches
from core.processes import runtime
from core.programme.models import Edition, Phase
from core.tenancy.switching import switch_modules
from tests.core.catalogue.tables import Hall

pytestmark = pytest.mark.requirement("IM-35")


@pytest.fixture
def today() -> date:
    return datetime.now(UTC).date()


@pytest.fixture
def hall(unit_for, today: date) -> Hall:
    """A hall that is open today, whenever that is."""
    hall = Hall.open(unit_for(now=datetime.now(UTC)))
    move(hall, date(today.year - 1, 1, 1), date(today.year + 1, 1, 1))
    return hall


def move(hall: Hall, first: date, last: date) -> None:
    """Let entries be taken from a day to a day."""
    days = {"first_day": first, "last_day": last}
    hall.unit.session.execute(update(Phase).where(Phase.edition_id == hall.edition.id).values(days))


def done(hall: Hall) -> None:
    hall.follow()
    hall.unit.session.commit()


@pytest.fixture
def anybody(app: Flask, engine) -> FlaskClient:
    """Somebody who has not signed in."""
    return app.test_client()


def titles(page: str) -> list[str]:
    return re.findall(r'class="entry-title">\s*<a href="[^"]*">([^<]*)', page)


def text_of(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.get_data(as_text=True)


def test_everybody_reads_what_is_offered_and_nothing_else(hall: Hall, anybody: FlaskClient) -> None:
    hall.lay("T01", "soupe")
    hall.lay("T02", "secret", status=PROPOSED)
    hall.lay("T03", "retiré", status=CLEARED)
    for code, state in (("2030", "draft"), ("2031", "rehearsal")):
        other = Hall.open(hall.unit, code=code, state=state)
        other.lay("T04", "caché")
        other.follow()
    done(hall)
    assert titles(text_of(anybody, "/harbour/catalogue")) == ["soupe"]
    for address in ("2030", "2031", "2032", "2030/T04", "2031/T04", "2024/T02", "2024/T99"):
        text_of(anybody, f"/harbour/catalogue/lunch/{address}", 404)
    text_of(anybody, "/harbour/catalogue/walks/2024", 404)
    assert "soupe" in text_of(anybody, "/harbour/catalogue/lunch/2024/T01")
    assert "n’est plus proposé" in text_of(anybody, "/harbour/catalogue/lunch/2024/T03", 410)


def test_a_network_shows_its_own_offers_alone(hall: Hall, anybody: FlaskClient, application) -> None:
    hall.lay("T01", "soupe")
    done(hall)
    with application.unit("orchard") as unit:
        switch_modules(unit, frozenset({"lunch"}))
    assert titles(text_of(anybody, "/orchard/catalogue")) == []
    text_of(anybody, "/orchard/catalogue/lunch/2024", 404)
    text_of(anybody, "/orchard/catalogue/lunch/2024/T01", 404)


def test_a_module_that_is_off_has_no_catalogue(hall: Hall, anybody: FlaskClient, application) -> None:
    hall.lay("T01", "soupe")
    done(hall)
    with application.unit("harbour") as unit:
        switch_modules(unit, frozenset())
    assert titles(text_of(anybody, "/harbour/catalogue")) == []
    text_of(anybody, "/harbour/catalogue/lunch/2024", 404)


def test_before_it_opens_it_says_when_and_shows_nothing(hall: Hall, anybody: FlaskClient, today: date) -> None:
    hall.lay("T01", "soupe")
    move(hall, date(today.year + 1, 3, 18), date(today.year + 1, 4, 1))
    done(hall)
    for address in ("", "/lunch/2024", "/lunch/2024/T01"):
        page = text_of(anybody, f"/harbour/catalogue{address}")
        assert f"18\u00a0mars {today.year + 1}" in page
        assert "soupe" not in page
    page = text_of(anybody, "/harbour/catalogue?lang=nl")
    assert f"18\u00a0maart {today.year + 1}" in page


def test_after_the_choosing_it_can_be_read_and_says_so(hall: Hall, anybody: FlaskClient, today: date) -> None:
    hall.lay("T01", "soupe")
    move(hall, date(today.year - 1, 3, 18), date(today.year - 1, 4, 1))
    done(hall)
    page = text_of(anybody, "/harbour/catalogue")
    assert (titles(page), "Les choix sont clôturés" in page) == (["soupe"], True)


def test_an_edition_that_is_over_answers_that_it_is(hall: Hall, anybody: FlaskClient) -> None:
    hall.lay("T01", "soupe")
    hall.unit.session.execute(update(Edition).values(state="closed"))
    done(hall)
    page = text_of(anybody, "/harbour/catalogue")
    assert (titles(page), "Rien n’est ouvert pour le moment" in page) == ([], True)
    assert "/harbour/catalogue/lunch/2024" in page
    for address in ("", "/T01"):
        page = text_of(anybody, f"/harbour/catalogue/lunch/2024{address}")
        assert "Cette édition est terminée" in page
        assert "soupe" in page


def test_a_rehearsal_shows_its_catalogue_to_its_own_people_alone(
    unit_for, app: Flask, anybody: FlaskClient, sign_in
) -> None:
    hall = Hall.open(unit_for(), state="rehearsal")
    hall.lay("T01", "soupe")
    move(hall, date(2020, 1, 1), date(2099, 1, 1))
    done(hall)
    assert titles(text_of(anybody, "/harbour/catalogue")) == []
    text_of(anybody, "/harbour/catalogue/lunch/2024", 404)
    client = sign_in()
    assert client.get("/harbour/catalogue").location == "/harbour/catalogue/lunch/2024"
    assert titles(text_of(client, "/harbour/catalogue/lunch/2024?lang=fr")) == ["soupe"]
    assert "soupe" in text_of(client, "/harbour/catalogue/lunch/2024/T01")
    text_of(sign_in(tenant="orchard"), "/harbour/catalogue/lunch/2024", 404)


def test_several_editions_stand_in_one_list(hall: Hall, anybody: FlaskClient, today: date) -> None:
    other = Hall.open(hall.unit, code="2025")
    move(other, date(today.year - 1, 1, 1), date(today.year + 1, 1, 1))
    hall.lay("T01", "soupe")
    other.lay("T01", "pain")
    done(hall)
    assert sorted(titles(text_of(anybody, "/harbour/catalogue"))) == ["pain", "soupe"]
    assert titles(text_of(anybody, "/harbour/catalogue/lunch/2025")) == ["pain"]


def test_words_and_boxes_narrow_the_list_and_stay_in_the_form(hall: Hall, anybody: FlaskClient) -> None:
    hall.lay("T01", "soupe opvoeder", territory="north")
    hall.lay("T02", "pain", territory="south", capacity=0)
    done(hall)
    here = "/harbour/catalogue"
    assert titles(text_of(anybody, f"{here}?q=éducatrice")) == ["soupe opvoeder"]
    assert titles(text_of(anybody, f"{here}?territory=south")) == ["pain"]
    assert titles(text_of(anybody, f"{here}?left=yes")) == ["soupe opvoeder"]
    page = text_of(anybody, f"{here}?q=soupe&territory=north&territory=south&sort=newest")
    assert re.findall(r'name="territory"\s+value="(\w+)"\s+checked', page) == ["north", "south"]
    assert re.findall(r'id="q"[^>]*value="(\w+)"', page) == ["soupe"]
    assert 'href="/harbour/catalogue?q=soupe&amp;sort=newest&amp;territory=south"' in page
    page = text_of(anybody, f"{here}?q=introuvable")
    assert (titles(page), "Aucun résultat" in page) == ([], True)


def test_what_is_typed_is_shown_as_it_was_typed(hall: Hall, anybody: FlaskClient) -> None:
    hall.lay("T01", "<b>soupe</b>")
    done(hall)
    page = text_of(anybody, "/harbour/catalogue?q=<script>alert(1)</script>")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert titles(text_of(anybody, "/harbour/catalogue")) == ["&lt;b&gt;soupe&lt;/b&gt;"]
    for query in ("q=" + "x" * 500, "q=%25", "q=_", "q=%00", "dish=%00", "after=x", "weekday=12", "place=x", "sort=x"):
        text_of(anybody, f"/harbour/catalogue?{query}")


def test_parts_lead_on_and_back(hall: Hall, anybody: FlaskClient) -> None:
    for number in range(25):
        hall.lay(f"T{number:02}", f"soupe{number:02}")
    done(hall)
    page = text_of(anybody, "/harbour/catalogue")
    assert len(titles(page)) == 20
    later = re.findall(r'href="([^"]*)" rel="next"', page)[0].replace("&amp;", "&")
    rest = text_of(anybody, later)
    assert len(titles(rest)) == 5
    earlier = re.findall(r'href="([^"]*)" rel="prev"', rest)[0].replace("&amp;", "&")
    assert titles(text_of(anybody, earlier)) == titles(page)
    assert len(titles(text_of(anybody, "/harbour/catalogue?page=all"))) == 25


def test_a_text_in_one_language_is_shown_in_the_other_with_a_mark(hall: Hall, anybody: FlaskClient) -> None:
    hall.lay("T01", "soupe")
    done(hall)
    assert '<span lang="fr">soupe <span class="lang-mark">FR</span>' in text_of(
        anybody, "/harbour/catalogue/lunch/2024/T01?lang=nl"
    )


def test_a_page_takes_as_many_statements_for_three_entries_as_for_thirty(
    hall: Hall, anybody: FlaskClient, statements
) -> None:
    sent = {}
    for number in (3, 19):
        for each in range(number):
            hall.lay(f"T{number}{each:02}", "soupe")
        done(hall)
        for address in ("", "?q=soupe&dish=soupe&left=yes", "/lunch/2024", f"/lunch/2024/T{number}00"):
            with statements() as found:
                text_of(anybody, f"/harbour/catalogue{address}")
            sent.setdefault(address[:14], []).append(found.count)
    assert [set(counts) for counts in sent.values()] == [{counts[0]} for counts in sent.values()]
    assert max(counts[0] for counts in sent.values()) <= 12


def test_an_empty_catalogue_says_what_will_stand_there(hall: Hall, anybody: FlaskClient) -> None:
    done(hall)
    page = text_of(anybody, "/harbour/catalogue")
    assert "Rien n’est encore proposé" in page


def test_favourites_are_kept_in_the_browser_alone(hall: Hall, anybody: FlaskClient, app: Flask) -> None:
    hall.lay("T01", "soupe")
    hall.lay("T02", "pain", status=PROPOSED)
    done(hall)
    here = "/harbour/catalogue"
    assert "Pas encore de favoris" in text_of(anybody, f"{here}/favourites")
    for _press in range(2):
        answer = anybody.post(f"{here}/lunch/2024/T01/keep", data={"kept": "yes"})
        assert answer.location == f"{here}/lunch/2024/T01"
    assert anybody.post(f"{here}/lunch/2024/T02/keep").status_code == 404
    assert titles(text_of(anybody, f"{here}/favourites")) == ["soupe"]
    assert "Retirer de mes favoris" in text_of(anybody, f"{here}/lunch/2024/T01")
    assert "mon favori" in text_of(anybody, here)
    assert titles(text_of(app.test_client(), f"{here}/favourites")) == []
    for _press in range(2):
        answer = anybody.post(f"{here}/lunch/2024/T01/keep", data={"kept": "no", "from": "favourites"})
        assert answer.location == f"{here}/favourites"
    assert titles(text_of(anybody, f"{here}/favourites")) == []


def test_a_browser_keeps_so_many_favourites(hall: Hall, anybody: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.catalogue.keeping.MOST", 1)
    for reference in ("T01", "T02"):
        hall.lay(reference, reference)
    done(hall)
    for reference in ("T01", "T02"):
        anybody.post(f"/harbour/catalogue/lunch/2024/{reference}/keep")
    page = text_of(anybody, "/harbour/catalogue/favourites")
    assert titles(page) == ["T01"]
    assert "c’est le maximum" in page


@pytest.mark.requirement("IM-34")
def test_ones_own_profession_leads_to_those_who_do_the_same(hall: Hall, anybody: FlaskClient) -> None:
    hall.lay("T01", "soupe")
    done(hall)
    here = "/harbour/catalogue"
    answer = anybody.post(f"{here}/my-profession", data={"profession": "educator"})
    assert answer.location == f"{here}?profession=educator"
    assert "Suivre quelqu’un de ma profession\u00a0: éducateur·rice (0)" in text_of(anybody, here)
    assert anybody.post(f"{here}/my-profession", data={"profession": "sourcier"}).location == f"{here}/favourites"
    assert "Suivre quelqu’un" not in text_of(anybody, here)


def test_the_map_says_where_how_much_is_found_and_leads_there(hall: Hall, anybody: FlaskClient) -> None:
    mons, ath = hall.institution("Le Gué"), hall.institution("Le Pont", nis="51004")
    hall.lay("T01", "soupe", organisation=mons)
    hall.lay("T02", "pain", organisation=mons)
    hall.lay("T03", "soupe", organisation=ath)
    done(hall)
    page = text_of(anybody, "/harbour/catalogue?view=map")
    assert re.findall(r'<a href="([^"]*)" aria-label="([^"]*)">', page) == [
        ("/harbour/catalogue?place=53053", "Mons (2)"),
        ("/harbour/catalogue?place=51004", "Ath (1)"),
    ]
    assert re.findall(r'<li>\s*<a href="[^"]*">(\w+)</a> \((\d)\)', page) == [("Ath", "1"), ("Mons", "2")]
    assert "Bergen (1)" in text_of(anybody, "/harbour/catalogue?view=map&q=pain&lang=nl")
    assert titles(text_of(anybody, "/harbour/catalogue?place=51004&lang=fr")) == ["soupe"]


@pytest.mark.requirement("IM-36")
def test_what_was_looked_for_in_vain_is_noted_without_who_looked(
    hall: Hall, anybody: FlaskClient, sign_in, application
) -> None:
    hall.lay("T01", "soupe")
    done(hall)
    for query in ("q=périnatalité", "q=soupe", "q=anne@x.example", "q=logement&dish=soupe"):
        text_of(anybody, f"/harbour/catalogue?{query}")
    write_searches(runtime(application))
    client = sign_in()
    page = text_of(client, "/harbour/catalogue/gaps?lang=fr")
    assert re.findall(r'class="row-head"[^>]*data-label="Mots">([^<]*)', page) == ["perinatalite"]
    assert "Aucune recherche" not in page
    text_of(anybody, "/harbour/catalogue/gaps", 302)


@pytest.mark.requirement("IM-21")
def test_everybody_sees_as_much_of_the_demand_as_a_coordinator_says(hall: Hall, anybody: FlaskClient, sign_in) -> None:
    hall.lay("T01", "soupe", capacity=1)
    done(hall)
    assert "entry-demand" not in text_of(anybody, "/harbour/catalogue")
    client = sign_in()
    for shown, words in (("words", "Demandé"), ("numbers", "1 personne la demande")):
        assert client.post("/harbour/catalogue/demand", data={"demand": shown}).status_code == 302
        for address in ("", "/lunch/2024/T01"):
            page = text_of(anybody, f"/harbour/catalogue{address}")
            assert re.findall(r'class="entry-demand">([^<]*)', page) == [words]
    client.post("/harbour/catalogue/demand", data={"demand": "everything"})
    client.post("/harbour/catalogue/demand", data={"demand": "nothing"})
    assert "entry-demand" not in text_of(anybody, "/harbour/catalogue")
    assert sign_in("reader").post("/harbour/catalogue/demand", data={"demand": "words"}).status_code == 403
