"""The page of work in the background: what, who, when, how it ended, and what it was about."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask_babel import gettext

from core.contract.module import JobKind, JobSubject
from core.database.base import uuid7
from core.jobs.access import READ_WORK
from core.jobs.models import JobRun
from core.jobs.running import AWAY, ENDED, FAILED, REVOKED
from core.listing.spec import PAGE_SIZE
from tests.core.reading import words

WORK = "/harbour/work"
NINE = datetime(2024, 2, 19, 9, tzinfo=UTC)
#: Of a module that is on, of one that is off, and of one that is gone.
COUNT, COOK, GONE = "lunch.count", "kitchen.cook", "gone.count"


@pytest.fixture(autouse=True)
def kinds(modules, monkeypatch) -> list[int]:
    """Two kinds of work beside those that are there; returns how many subjects were asked for, each time."""
    asked: list[int] = []

    def subjects(_unit, ids):
        asked.append(len(ids))
        return {each: JobSubject("The editions", "programme.home", {}) for each in ids}

    declared = {
        COUNT: JobKind(COUNT, "Counting", READ_WORK, lambda *_: None, subjects),
        COOK: JobKind(COOK, "Cooking", READ_WORK, lambda *_: None, subjects),
    }
    monkeypatch.setattr(type(modules), "jobs", lambda _self: declared)
    return asked


@pytest.fixture
def ran(unit_for):
    """Keep runs that were asked for one minute after the other."""
    minutes = iter(range(1_000))

    def keep(*runs: dict[str, object], slug: str = "harbour") -> None:
        unit = unit_for(slug)
        for each in runs:
            at = NINE + timedelta(minutes=next(minutes))
            facts = {"kind": COUNT, "state": "done", "by_name": "Anne Lejeune", "created_at": at, **each}
            unit.session.add(JobRun(id=uuid7(), subject_id=uuid7(), **facts))
        unit.session.commit()

    return keep


def rows(page: str) -> list[str]:
    return words(page, "tr")[1:]


def test_each_run_says_what_who_when_and_how_it_ended(sign_in, ran) -> None:
    ran(
        {"finished_at": NINE + timedelta(seconds=42)},
        {"state": "running", "done": 3, "total": 10},
        {"state": "failed", "error": ENDED, "finished_at": NINE + timedelta(minutes=6)},
        {"kind": GONE, "state": "failed", "error": "99 % of it went wrong", "finished_at": NINE + timedelta(hours=3)},
        {"kind": COOK, "state": "queued", "by_name": "Liaison"},
    )
    page = sign_in().get(WORK).text
    assert rows(page) == [
        "Cooking Liaison 19 Feb 2024, 10:04 – waiting for its turn",
        "gone.count Anne Lejeune 19 Feb 2024, 10:03 3 hours failed99 % of it went wrong",
        "CountingThe editions Anne Lejeune 19 Feb 2024, 10:02 4 minutes failed"
        "The work was cut short each time it was tried, and nothing was changed.",
        "CountingThe editions Anne Lejeune 19 Feb 2024, 10:01 – under way 3 of 10",
        "CountingThe editions Anne Lejeune 19 Feb 2024, 10:00 42 seconds done",
    ]
    assert page.count('<a href="/harbour/desk">Counting</a>') == 3
    assert words(page, 'p class="results-count') == ["5 pieces of work"]


def test_the_reasons_are_said_in_the_readers_language(sign_in, ran) -> None:
    ran({"state": "failed", "error": FAILED}, {"state": "queued", "error": AWAY}, {"state": "failed", "error": ENDED})
    page = sign_in(language="fr").get(WORK).text
    assert "Une nouvelle tentative suit." in page
    assert "La raison figure dans le journal du programme." in page
    assert "La tâche a été interrompue à chaque tentative" in page


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_the_catalogues_hold_every_sentence_of_ours(app, language: str) -> None:
    ours = (FAILED, ENDED, AWAY, REVOKED)
    with app.test_request_context(f"/?lang={language}"):
        assert [each for each in ours if gettext(each) == each] == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?state=failed", ["Cooking"]),
        (f"?kind={COUNT}", ["Counting", "Counting"]),
        (f"?kind={COUNT}&state=failed", []),
        ("?kind=nonsense&state=nonsense&page=x", ["Counting", "Cooking", "Counting"]),
    ],
)
def test_filters(sign_in, ran, query, found) -> None:
    ran({"finished_at": NINE}, {"kind": COOK, "state": "failed"}, {"state": "queued"})
    page = sign_in().get(WORK + query).text
    assert [row.split()[0].removesuffix("The") for row in rows(page)] == found
    assert words(page, 'h2 class="empty-title') == ([] if found else ["No such work"])


def test_without_work_the_page_says_what_will_be_here(sign_in) -> None:
    page = sign_in().get(WORK).text
    assert (words(page, 'h2 class="empty-title'), rows(page)) == (["No work yet"], [])


def test_the_menu_leads_a_coordinator_here_and_nobody_else(sign_in) -> None:
    assert 'href="/harbour/work"' in sign_in().get("/harbour/desk").text
    for role in ("referent", "reader"):
        client = sign_in(role)
        assert 'href="/harbour/work"' not in client.get("/harbour/desk").text
        assert client.get(WORK).status_code == 403


def test_a_network_sees_its_own_work_alone(sign_in, ran) -> None:
    ran({"by_name": "Somebody in Brussels"}, slug="orchard")
    assert rows(sign_in().get(WORK).text) == []


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("by_name", ["Ada", "Bea", "Cleo"]),
        ("-by_name", ["Cleo", "Bea", "Ada"]),
        ("created_at", ["Bea", "Ada", "Cleo"]),
        ("kind", ["Cleo", "Ada", "Bea"]),
    ],
)
def test_work_is_sorted_by_who_asked_and_when(sign_in, ran, sort, found) -> None:
    ran(*({"by_name": name} for name in ("Bea", "Ada", "Cleo")))
    page = sign_in().get(f"{WORK}?sort={sort}").text
    assert re.findall('data-label="Asked for by">([^<]+)', page) == found


def test_a_page_costs_the_same_for_1_and_120_runs(sign_in, ran, statements, kinds) -> None:
    client, costs = sign_in(), []
    for more in (1, 119):
        ran(*({} for _ in range(more)))
        with statements() as sent:
            assert client.get(WORK).status_code == 200
        costs.append(sent.count)
    assert costs[0] == costs[1]
    assert kinds == [1, PAGE_SIZE]
    assert len(rows(client.get(f"{WORK}?page=last").text)) == 20
