"""A closed edition of immersions: everything can be read, and no page offers what would be refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from core.programme.models import Edition
from tests.crawling import acts_offered
from tests.plugins.immersion.views.listed import BASE, fill, rows_of
from tests.plugins.immersion.views.reading import words

#: One page of every kind, at least.
VISITED = {
    *("", "hosts/", "hosts/H001/", "trainees/", "trainees/S001/", "placements/"),
    *(f"rounds/{each}" for each in ("", "1/", "2/", "3/")),
}
ACTING = ("/withdraw", "/come-back", "/release", "/give-back", "/offer-again", "/day", "/publish", "/new", "/import/")


#: What staff write down of a place.
STEPS = ("contacted", "agreed", "took_place", "did_not", "no_news")


def in_state(world, state: str) -> None:
    world.session.execute(update(Edition).values(state=state))
    world.commit()


@pytest.mark.parametrize("round_state", ["planned", "open", "proposed"])
def test_no_page_of_a_closed_edition_offers_an_act(world, sign_in, round_state: str) -> None:
    fill(world)
    if round_state == "proposed":
        world.propose(3)
    elif round_state == "open":
        world.round(3).state, world.round(3).opened_at = "open", datetime(2024, 4, 2, tzinfo=UTC)
    in_state(world, "closed")
    for client in (sign_in(), sign_in("referent", territory="namur")):
        offered = acts_offered(client, BASE)
        assert {path: acts for path, acts in offered.items() if acts} == {}
        assert [path for path in offered if path.endswith(ACTING)] == []
        assert {path.removeprefix(BASE) for path in offered} >= VISITED


def test_the_same_pages_offer_acts_while_it_is_open(world, sign_in) -> None:
    fill(world)
    client = sign_in()
    offered, placed = acts_offered(client, BASE), rows_of(client.get(f"{BASE}trainees/?standing=placed").text)
    everybody = [f"S00{number}" for number in range(1, 6)]
    assert {path.removeprefix(BASE) for path, acts in offered.items() if acts} == {
        *("import/", "rounds/3/", "rounds/3/day"),
        *(f"trainees/{who}/withdraw" for who in everybody),
        *(f"trainees/{who}/release" for who in placed),
        *(f"trainees/{who}/follow-up/{step}" for who in placed for step in STEPS),
        # Nobody has a place there, and it waits to be decided on.
        *(f"hosts/H004/{act}" for act in ("accept", "ask", "decline", "withdraw")),
        *("by-hand/hosts/new", "by-hand/trainees/new"),
        *(f"by-hand/hosts/H00{number}/correct" for number in range(1, 5)),
        *(f"by-hand/trainees/{who}/correct" for who in everybody),
        *(f"by-hand/choices/{who}/correct" for who in everybody if who not in placed),
    }
    assert len(placed) == 4


@pytest.mark.parametrize(("state", "offers"), [("live", True), ("closed", False)])
def test_empty_lists_of_a_closed_edition_offer_no_import(world, sign_in, *, state: str, offers: bool) -> None:
    in_state(world, state)
    client = sign_in()
    for page in ("hosts/", "trainees/"):
        empty = client.get(f"{BASE}{page}").text.partition('class="empty"')[2].partition("</div>")[0]
        assert ("yet" in empty, f'href="{BASE}import/"' in empty) == (True, offers)


@pytest.mark.parametrize("role", ["coordinator", "reader"])
@pytest.mark.parametrize(
    ("round_state", "said"),
    [
        ("planned", "The edition was closed before this round was held."),
        ("open", "The edition was closed before this round was published: nobody has a place by it."),
        ("proposed", "The edition was closed before this round was published: nobody has a place by it."),
    ],
)
def test_a_round_that_was_never_held_says_so(world, sign_in, *, round_state: str, said: str, role: str) -> None:
    fill(world)
    if round_state == "proposed":
        world.propose(3)
    elif round_state == "open":
        world.round(3).state, world.round(3).opened_at = "open", datetime(2024, 4, 2, tzinfo=UTC)
    in_state(world, "closed")
    page = sign_in(role).get(f"{BASE}rounds/3/").text
    assert words(page, ".notice") == [said]
    for forecast in ("What this round can bring", "The coordinator", "Proposed, not published yet"):
        assert forecast not in page
