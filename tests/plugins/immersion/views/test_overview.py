"""The first page of an edition: figures for everybody, lists and the queue for who may act (IM-50)."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from sqlalchemy import update

from core.messages.models import Message
from core.programme.registrations import Withdrawal
from plugins.immersion.services.withdrawals import withdraw_many
from tests.plugins.immersion.views.listed import BASE, fill, on_the_day_of, unlimit
from tests.plugins.immersion.views.reading import figures, words

#: The rows of figures of a page, as they stand on it.
FIGURES = {
    "hosts": "3",
    "places": "6",
    "trainees": "5",
    "have a place": "4 of 5",
    "is without a place": "1 of 5",
    "have withdrawn": "0 of 5",
    "contact made": "0 of 4",
    "date agreed": "0 of 4",
    "took place": "0 of 4",
    "did not take place": "0 of 4",
}


@pytest.fixture
def edition(lived):
    world = lived(fill, state="rehearsal")
    on_the_day_of(world, date(2024, 3, 20))
    return world


@pytest.mark.requirement("IM-50")
def test_the_figures_of_an_edition(edition, sign_in) -> None:
    page = sign_in().get(BASE).text
    assert figures(page) == FIGURES
    assert words(page, ".figure-note") == ["4 taken, 2 left"]
    cells = words(page, "td")
    assert cells[:6] == ["published", "1 of 1", "1", "0", "0", "1 of 1"]
    assert cells[7:14] == ["published", "3 of 4", "3", "0", "0", "–", "3 of 4"]
    assert "The rounds gave 4 places in all." in page
    assert "3 mentions" not in page
    assert "4 mentions by 3 hosts: a host may name several sectors. 100 % = 4 mentions" in page


@pytest.mark.requirement("IM-50")
def test_figures_by_territory(edition, sign_in) -> None:
    page = sign_in().get(BASE).text
    rows = [row for row in words(page.partition('id="territories"')[2], "tr") if row.startswith("Liège")]
    assert rows[0] == "Liège 1 1 1 3 2 1 0"


@pytest.mark.requirement("IM-50")
@pytest.mark.parametrize(
    ("language", "label", "note", "cell"),
    [
        ("en", "places taken", "no limit on places", "no limit"),
        ("fr", "places occupées", "nombre de places illimité", "sans limite"),
        ("nl", "plaatsen bezet", "onbeperkt aantal plaatsen", "onbeperkt"),
    ],
)
def test_figures_where_an_offer_has_no_limit(edition, sign_in, language, label: str, note: str, cell: str) -> None:
    unlimit(edition, "H002")
    page = sign_in().get(f"{BASE}?lang={language}").text
    assert list(figures(page).items())[1] == (label, "4")
    assert words(page, ".figure-note") == [note]
    rows = words(page.partition('id="territories"')[2], "tr")
    hainaut = next(row for row in rows if row.startswith(("Hainaut", "Henegouwen")))
    assert hainaut.partition(" ")[2] == f"1 {cell} 2 1 1 0 0"
    assert 'id="places-by-territory"' not in page
    assert 'id="trainees-by-territory"' in page


def test_the_queue_says_what_waits(edition, sign_in) -> None:
    page = sign_in().get(BASE).text
    assert words(page.partition('class="queue"')[2].partition("</section>")[0], "li") == [
        "1 offer to accept",
        "1 contact overdue",
        "Round 3 is planned for Tuesday 2 April 2024",
    ]
    edition.session.execute(update(Message).values(state="failed"))
    on_the_day_of(edition, date(2024, 4, 2))
    page = sign_in().get(BASE).text
    queue = page.partition('class="queue"')[2].partition("</section>")[0]
    letters = words(queue, "li")[0]
    assert letters.endswith(" letters did not arrive")
    assert words(queue, "li")[3] == "Round 3 is planned for today"
    assert queue.count("queue-attention") == 3


def test_a_referent_is_told_of_the_offers_of_her_province_only(edition, sign_in) -> None:
    hainaut = sign_in("referent", territory="hainaut").get(BASE).text
    namur = sign_in("referent", territory="namur").get(BASE).text
    assert "offer to accept" in hainaut
    assert "offer to accept" not in namur
    assert figures(sign_in("referent").get(BASE).text) == FIGURES


@pytest.mark.requirement("IM-50")
def test_what_a_referent_reads_of_her_province_is_what_the_lists_say_behind_it(edition, sign_in) -> None:
    """Finding 15 of the review: a number and the list that it leads to agree."""
    for territory in ("namur", "hainaut", "liege"):
        client = sign_in("referent", territory=territory)
        page = client.get(BASE).text
        pattern = r'figure-number">\s*<strong>(\d+)</strong>.*?figure-label">\s*<a href="([^"]+)"'
        rows = page.partition('<ul class="figures"')[2].partition('id="territories"')[0].split('<li class="figure">')
        linked = [(found[2], found[1]) for row in rows if (found := re.search(pattern, row, re.DOTALL))]
        assert len(linked) == 5
        for address, number in linked:
            counted = words(client.get(unescape(address)).text, ".results-count")[0]
            assert counted.split()[0] == number
        assert f'href="{BASE}hosts/?sector=disability"' in page  # Counted in the whole network, as the list is.


@pytest.mark.requirement("IM-23")
def test_a_reader_sees_figures_and_no_way_to_a_person(edition, sign_in) -> None:
    page = sign_in("reader").get(BASE).text
    assert figures(page) == FIGURES
    assert 'class="queue"' not in page
    assert f"{BASE}trainees/" not in page
    assert f"{BASE}hosts/" not in page
    assert "Stagiaire" not in page


def test_figures_lead_to_the_lists_behind_them(edition, sign_in) -> None:
    page = sign_in().get(BASE).text
    for address in ("trainees/?standing=without_place", "hosts/?territory=liege", "hosts/?sector=disability"):
        assert f'href="{BASE}{address}"' in page


def test_an_edition_without_anybody_says_so(world, sign_in) -> None:
    page = sign_in().get(BASE).text
    assert "The figures appear here once hosts and trainees have registered." in page
    assert figures(page) == {"hosts": "0", "places": "0", "trainees": "0"}


def of_the_whole_network(page: str) -> list[str]:
    """What a page says of all territories together: rounds, their sentence, the tables, the bars and what 100 % is."""
    rounds = page.partition('class="figures"')[2].partition("<table")[2].partition("<footer")[0]
    return [said for part in ("td", "p", ".bars-base") for said in words(rounds, part)]


@pytest.mark.requirement("IM-50")
@pytest.mark.parametrize("territory", ["namur", "hainaut", "liege"])
def test_rounds_tables_and_bars_are_of_the_whole_network_for_a_referent_too(edition, sign_in, territory: str) -> None:
    """Her own figures stand above; she read that one place of four was given up, and shares of another whole."""
    whole = sign_in().get(BASE).text
    page = sign_in("referent", territory=territory).get(BASE).text
    assert figures(page) != FIGURES
    assert of_the_whole_network(page) == of_the_whole_network(whole)
    assert "The rounds gave 4 places in all." in page
    assert "given up since" not in page
    assert words(page, ".bars-base")[:2] == ["100 % = 6", "100 % = 5"]
    assert "What each round placed in the whole network" in page


@pytest.mark.requirement("IM-50")
def test_what_was_given_up_since_is_counted_in_the_whole_network(edition, sign_in) -> None:
    withdraw_many(edition.on(2), edition.edition, [Withdrawal(edition.trainees["S003"], edition.on(2).now, None)])
    edition.commit()
    for client in (sign_in(), sign_in("referent", territory="namur")):
        assert "1 of them was given up since." in client.get(BASE).text
