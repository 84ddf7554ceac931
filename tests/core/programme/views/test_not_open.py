"""In an edition that is closed, no page offers what would be refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lunch.services import note_entry

from core.contract.acting import SYSTEM
from core.contract.module import EditionPlan
from core.programme.queries import find_edition
from core.programme.services import create_edition
from tests.crawling import acts_offered

HERE = "/harbour/lunch/2024/"
PLAN = EditionPlan(title={"fr": "Lunchs {year}", "nl": "Lunches {year}"}, phases=(), settings={})


@pytest.fixture
def make(sign_in, application):
    def made(state: str):
        with application.unit("harbour") as unit:
            edition = create_edition(unit, module="lunch", code="2024", year=2024, plan=PLAN, state="live")
            note_entry(replace(unit, actor=SYSTEM), edition, name="Ada", email="ada@x.example", language="fr")
            find_edition(unit.session, "lunch", "2024").state = state
        return sign_in()

    return made


@pytest.mark.parametrize("state", ["closed", "draft"])
def test_no_page_of_an_edition_that_is_not_open_offers_an_act(make, state: str) -> None:
    offered = acts_offered(make(state), HERE)
    assert f"{HERE}entries.xlsx" not in offered
    assert {path: acts for path, acts in offered.items() if acts} == {}
    assert [path for path in offered if path.endswith(("/new", "/import/"))] == []


def test_the_same_pages_offer_acts_while_it_is_open(make) -> None:
    offered = acts_offered(make("live"), HERE)
    assert sorted(act for acts in offered.values() for act in acts) == [f"{HERE}confirm", f"{HERE}new"]


@pytest.mark.parametrize("leading", ["new", "import/"])
def test_a_page_that_only_leads_to_an_act_leads_back_with_a_sentence(make, leading: str) -> None:
    answer = make("closed").get(f"{HERE}{leading}", follow_redirects=True)
    assert "This edition is closed: nothing in it changes any more." in answer.text
    assert answer.request.path != f"{HERE}{leading}"


def test_what_is_only_read_can_be_taken_home(make) -> None:
    assert make("closed").get(f"{HERE}entries.xlsx").status_code == 200
