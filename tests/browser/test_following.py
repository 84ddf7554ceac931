"""After a round: a trainee says on a phone that contact was made, and when; the host, in Dutch, that it took place."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from core.application import Application
from core.programme.importing.services import import_file
from core.programme.models import Offer, Registration
from core.programme.own.links import personal_links
from core.programme.queries import find_edition
from core.programme.services import set_clock
from core.tenancy.sealing import token_of
from plugins.immersion.enums import MODULE
from plugins.immersion.models import ImmersionRound
from plugins.immersion.services.importing import HOSTS, TRAINEES
from plugins.immersion.services.rounds import open_round, propose_now, publish
from tests.browser.conftest import PHONE, Visitor
from tests.plugins.immersion.importing.sheets import HOST, OTHER_HOST, sheet_of
from tests.plugins.immersion.views.conftest import ELSEWHERE, SECOND

pytestmark = [pytest.mark.browser, pytest.mark.requirement("IM-28")]
TENANT = "immersion-0-23"


def live(application: Application, day: date) -> None:
    with application.unit(TENANT) as unit:
        set_clock(unit, find_edition(unit.session, MODULE, "2024"), day)


@pytest.fixture
def links(application: Application, coordinator: str) -> dict[str, str]:
    """An edition whose first round is published; returns the path of the link of S004 and of the host of H002."""
    assert coordinator
    with application.unit(TENANT) as unit:
        edition = find_edition(unit.session, MODULE, "2024")
        import_file(unit.inside(edition), edition, HOSTS, sheet_of(HOST, OTHER_HOST))
        set_clock(unit, edition, date(2024, 2, 19))
        assert import_file(unit.inside(edition), edition, TRAINEES, sheet_of(SECOND, ELSEWHERE)).faults == ()
    with application.unit(TENANT) as outside:
        unit = outside.inside(find_edition(outside.session, MODULE, "2024"))
        first = select(ImmersionRound).where(ImmersionRound.number == 1)
        round_ = unit.session.scalars(first).one()
        open_round(unit, round_.id)
        propose_now(unit, round_.id, lambda _done, _total: None)
        publish(unit, round_.id, version=unit.session.scalars(first).one().version)
        host = select(Offer.registration_id).where(Offer.reference == "H002").scalar_subquery()
        either = (Registration.reference == "S004") | (Registration.id == host)
        ids = {
            row.role: row.id for row in unit.session.execute(select(Registration.role, Registration.id).where(either))
        }
        made = personal_links(unit, ids.values())
        key = application.settings.signing_key
        return {role: f"/l/{token_of(key, unit.tenant.id, made[id_].id)}" for role, id_ in ids.items()}


def test_from_contact_to_what_became_of_it(
    page: Page, site: str, application: Application, links: dict[str, str]
) -> None:
    trainee = Visitor(page, site, "fr")
    page.set_viewport_size({"width": PHONE, "height": 740})
    page.goto(f"{site}{links['trainee']}")
    own = page.url
    trainee.look("to-contact")
    page.get_by_role("link", name="J’ai pris contact avec mon hôte").click()
    trainee.look("contact")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Indiquer la date").click()
    page.get_by_label("Jour", exact=True).first.fill("2024-04-22")
    page.get_by_label("De (facultatif)").first.fill("09:00")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert")).to_be_visible()
    trainee.look("only-one-time")
    page.get_by_label("À (facultatif)").first.fill("16:00")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("lundi 22 avril 2024, de 9h à 16h")).to_be_visible()
    trainee.look("agreed")
    live(application, date(2024, 4, 23))
    page.context.clear_cookies()
    host = Visitor(page, site, "nl")
    page.goto(f"{site}{links['host']}")
    page.goto(f"{page.url}?lang=nl")
    host.look("did-it")
    page.get_by_role("button", name="De kijkstage ging door").click()
    expect(page.get_by_text("Bedankt om het te laten weten")).to_be_visible()
    host.look("took-place")
    assert own != page.url
