"""What staff see of places after a round: the queue, the list, the page of a trainee, and what they write down."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from core.accounts.models import Person
from core.contract.acting import Actor
from core.language.dates import BELGIUM
from core.programme.following.rules import Said, Side, Step, Stretch
from core.programme.models import FollowUpStep
from plugins.immersion.queries.follow_figures import FollowCounts, follow_counts, in_all
from plugins.immersion.services.following import Statement, say_for, seen_by_staff
from tests.plugins.immersion.views.listed import BASE, fill, on_the_day_of, sheet_of
from tests.plugins.immersion.views.reading import words

pytestmark = pytest.mark.requirement("IM-28")

#: Round 1 gave the place of S001 on 19 February, round 2 those of the others on 18 March.
DURING, AFTER = date(2024, 4, 1), date(2024, 4, 3)


@pytest.fixture
def edition(lived: Any) -> Any:
    """An edition in rehearsal that is lived to its second round."""
    return lived(fill, state="rehearsal")


def told(world: Any, who: str, side: Side, step: Step, on: date, **facts: Any) -> None:
    unit = world.on(datetime(on.year, on.month, on.day, 9, tzinfo=BELGIUM), Actor("Claire", system=True))
    found = seen_by_staff(unit, world.trainees[who])
    say_for(unit, world.edition, found, Statement(Said(side, step, on, **facts), "au téléphone"))


def whole(day: int) -> tuple[Stretch, ...]:
    return (Stretch(datetime(2024, 4, day, 9, tzinfo=BELGIUM), datetime(2024, 4, day, 16, tzinfo=BELGIUM)),)


def follow(world: Any) -> None:
    """S001 called and its host has no news; S002 agreed on a day; nothing is known of the others."""
    told(world, "S001", Side.GUEST, Step.CONTACTED, date(2024, 3, 1), day=date(2024, 3, 1))
    told(world, "S001", Side.HOST, Step.NO_NEWS, date(2024, 3, 6))
    told(world, "S002", Side.HOST, Step.AGREED, date(2024, 3, 20), stretches=whole(22))
    world.commit()


def states(client: Any, address: str = "placements/") -> dict[str, str]:
    page = client.get(f"{BASE}{address}{'&' if '?' in address else '?'}lang=en").text
    rows = page.split("<tr>")[1:]
    return {row.partition("/trainees/")[2][:4]: words(row, ".status")[0] for row in rows if "/trainees/S" in row}


def test_the_list_says_where_each_place_stands_and_is_narrowed_by_it(edition: Any, sign_in: Any) -> None:
    follow(edition)
    on_the_day_of(edition, DURING)
    client = sign_in(tenant="immersion-0-23")
    found = states(client)
    assert found == {
        "S001": "the two sides disagree",
        "S002": "date agreed",
        "S003": "contact to be made",
        **{who: "contact to be made" for who in found.keys() & {"S004", "S005"}},
    }
    on_the_day_of(edition, AFTER)
    assert set(states(client, "placements/?follow_up=late")) == set(found) - {"S001", "S002"}
    assert states(client, "placements/?follow_up=conflict") == {"S001": "the two sides disagree"}
    on_the_day_of(edition, date(2024, 4, 23))
    assert states(client, "placements/?follow_up=asked") == {"S002": "took place? not known yet"}


def test_the_sheet_says_it_too(edition: Any, sign_in: Any) -> None:
    follow(edition)
    on_the_day_of(edition, DURING)
    sheet = sheet_of(sign_in(tenant="immersion-0-23"), "placements.xlsx?lang=en")
    rows = list(sheet.iter_rows(values_only=True))
    heads = [str(cell) for cell in rows[0]]
    at = [heads.index(name) for name in ("Trainee", "Follow-up", "Contact made on", "Agreed date")]
    found = {row[at[0]]: (row[at[1]], *(row[each] and row[each].date() for each in at[2:])) for row in rows[1:]}
    assert found["S001"] == ("the two sides disagree", date(2024, 3, 1), None)
    assert found["S002"] == ("date agreed", date(2024, 3, 20), date(2024, 4, 22))


def queue(client: Any) -> list[str]:
    """Return what waits, as the overview says it."""
    shown = client.get(f"{BASE}?lang=en").text.partition('class="queue"')[2].partition("</section>")[0]
    return [f"{count} {text}" for count, text in zip(words(shown, "strong"), words(shown, "span"), strict=True)]


def test_the_queue_leads_to_as_many(edition: Any, sign_in: Any) -> None:
    follow(edition)
    on_the_day_of(edition, AFTER)
    client = sign_in(tenant="immersion-0-23")
    late = len(states(client, "placements/?follow_up=late"))
    found = queue(client)
    assert f"{late} contacts overdue" in found
    assert "1 place on which the two sides disagree" in found


def test_who_has_no_address_is_to_be_phoned(edition: Any, sign_in: Any) -> None:
    person = update(Person).where(Person.email == "s003@trainee.example").values(email=None, email_key=None)
    edition.session.execute(person)
    edition.commit()
    on_the_day_of(edition, DURING)
    client = sign_in(tenant="immersion-0-23")
    assert "1 person without an e-mail address to phone" in queue(client)
    assert list(states(client, "placements/?follow_up=phone")) == ["S003"]


@pytest.mark.requirement("IM-23")
def test_a_referent_follows_her_own(edition: Any, sign_in: Any) -> None:
    follow(edition)
    on_the_day_of(edition, AFTER)
    namur = sign_in("referent", tenant="immersion-0-23", territory="namur")
    assert not [each for each in queue(namur) if each.startswith("3 ")]
    there = f"{BASE}trainees/S002/follow-up/contacted"
    assert (namur.get(there).status_code, namur.post(there).status_code) == (404, 404)
    reader = sign_in("reader", tenant="immersion-0-23")
    mine = f"{BASE}trainees/S001/follow-up/contacted"
    assert (reader.get(mine).status_code, reader.post(mine).status_code) == (403, 403)


@pytest.mark.requirement("IM-29")
def test_figures_say_how_many_contacted_their_host(edition: Any, sign_in: Any) -> None:
    follow(edition)
    counts = follow_counts(edition.unit, edition.edition.id)
    by_territory = {each.territory: each for each in counts}
    assert by_territory["namur"] == FollowCounts("namur", 1, 1, 0, 0, 0)
    assert by_territory["hainaut"] == FollowCounts("hainaut", 1, 1, 1, 0, 0)
    assert in_all(counts).contacted == 2
    page = sign_in("reader", tenant="immersion-0-23").get(f"{BASE}?lang=en").text
    assert "What became of the places, by territory of the trainee" in page


def test_staff_write_down_what_they_were_told_on_the_phone(edition: Any, sign_in: Any) -> None:
    on_the_day_of(edition, AFTER)
    client = sign_in(tenant="immersion-0-23")
    page = f"{BASE}trainees/S001/"
    assert "contact overdue" in client.get(f"{page}?lang=en").text
    there = f"{page}follow-up/did_not"
    refused = client.post(f"{there}?lang=en", data={"words": "appelée"})
    assert (refused.status_code, "Say who said it." in refused.text, "appelée" in refused.text) == (422, True, True)
    data = {"side": "guest", "reason": "trainee_prevented", "words": "appelée"}
    assert [client.post(there, data=data).location for _ in range(2)] == [page, page]
    shown = client.get(f"{page}?lang=en").text
    assert "The trainee was prevented (illness, work) · appelée" in shown
    assert edition.session.scalars(select(FollowUpStep.step)).all() == ["did_not"]


def test_nothing_is_written_down_where_nobody_has_a_place(edition: Any, sign_in: Any) -> None:
    on_the_day_of(edition, AFTER)
    client = sign_in(tenant="immersion-0-23")
    without = ({"S004", "S005"} - set(states(client))).pop()
    there = f"{BASE}trainees/{without}/follow-up/contacted"
    assert (client.get(there).status_code, client.post(there, data={}).status_code) == (302, 302)
    assert "What became of the place" not in client.get(f"{BASE}trainees/{without}/?lang=en").text


def test_statements_of_the_overview_do_not_grow(edition: Any, sign_in: Any, statements: Any) -> None:
    on_the_day_of(edition, AFTER)
    client = sign_in(tenant="immersion-0-23")
    client.get(BASE)
    with statements() as before:
        client.get(BASE)
    follow(edition)
    with statements() as after:
        client.get(BASE)
    assert len(before.texts) == len(after.texts)
