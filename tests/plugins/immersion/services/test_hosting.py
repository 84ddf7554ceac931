"""A host registers by themselves: once, with offers to accept, the rules accepted, a letter written (IM-07)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from core.contract.acting import SYSTEM, Actor, NotAllowedError
from core.directory.models import OrganisationProposal
from core.directory.proposing import SaidInstitution
from core.messages.models import Message
from core.programme.charter import CharterMovedError
from core.programme.errors import NotOpenError, UnsettledInstitutionError
from core.programme.judging import Verdict
from core.programme.models import Charter, CharterAcceptance, Offer, Opening, Registration
from core.programme.proposals.services import settle
from core.programme.queries import phases_of
from core.programme.registrations import withdraw
from core.site.errors import PageShutError
from plugins.immersion.errors import SameTitleError
from plugins.immersion.models import ImmersionHost, ImmersionOffer, ImmersionOfferSaid
from plugins.immersion.services.forgetting import forget_deputies
from plugins.immersion.services.hosting import register_host
from plugins.immersion.services.judging import judge_one
from plugins.immersion.statuses import WITHDRAWN
from tests.plugins.immersion.hosting import BASTIDE, EXPECT, OFFER, other, professional, said_host

pytestmark = pytest.mark.requirement("IM-07")


@pytest.fixture
def vero(world) -> Actor:
    actor = professional(world.unit)
    world.commit()
    return actor


def last_day(world) -> datetime:
    (day,) = [
        phase.last_day for phase in phases_of(world.session, world.edition.id) if phase.kind == "host_registration"
    ]
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def count(world, model) -> int:
    return world.session.scalar(select(func.count()).select_from(model))


def registered(world, vero, *offers, at=None, **said):
    unit = world.other(at or last_day(world), vero)
    try:
        found = register_host(unit, world.edition, replace(said_host(world.edition, *offers), **said))
    except Exception:
        unit.session.rollback()  # Whoever registers next waits for the locks of this one.
        raise
    unit.session.commit()
    return found


def test_offers_wait_to_be_accepted_and_everything_said_is_kept(world, vero) -> None:
    id_ = registered(world, vero, OFFER, other("Une réunion"))
    row = world.session.scalars(select(Registration).where(Registration.id == id_)).one()
    assert (row.reference, row.role, row.status, row.organisation_id) == ("H001", "host", "registered", None)
    offers = world.session.scalars(select(Offer).order_by(Offer.reference)).all()
    assert [(each.reference, each.status, each.title) for each in offers] == [
        ("H001", "proposed", {"fr": OFFER.title}),
        ("H002", "proposed", {"fr": "Une réunion"}),
    ]
    assert {each.territory_id for each in offers} == {world.territories["hainaut"]}
    assert world.session.scalars(select(Opening.capacity)).all() == [3, 3]
    kept = world.session.scalars(select(ImmersionOffer).where(ImmersionOffer.offer_id == offers[0].id)).one()
    assert (kept.dates, kept.weekdays, kept.professions) == (["2024-04-15", "2024-04-22"], [1, 3], ["educator"])
    said = world.session.scalars(select(ImmersionOfferSaid).where(ImmersionOfferSaid.offer_id == offers[0].id)).one()
    assert (said.expect, said.languages, said.places_by_date) == (EXPECT, ["fr", "nl"], {"2024-04-15": 2})
    deputy = world.session.scalars(select(ImmersionHost)).one()
    assert (deputy.registration_id, deputy.deputy_name) == (id_, "Marc Dupont")


@pytest.mark.requirement("IM-26", "IM-27")
def test_the_rules_are_accepted_in_a_version_and_recalled_by_the_letter(world, vero) -> None:
    registered(world, vero)
    version, language = world.session.execute(select(Charter.version, CharterAcceptance.language).join(Charter)).one()
    letter = world.session.scalars(select(Message)).one()
    assert (version, language, letter.kind) == (1, "fr", "immersion.host_registered")
    assert "Les règles d’or que vous avez acceptées" in letter.body
    assert "H001, Une journée avec l’équipe mobile" in letter.body
    assert letter.link_id is not None


def test_a_second_press_is_answered_as_the_first(world, vero) -> None:
    said = said_host(world.edition)
    found = []
    for _ in range(2):
        unit = world.other(last_day(world), vero)
        found.append(register_host(unit, world.edition, said))
        unit.session.commit()
    assert (found[0] == found[1], count(world, Offer), count(world, Message)) == (True, 1, 1)


def test_more_offers_go_into_the_registration_there_is_and_no_two_are_called_alike(world, vero) -> None:
    first = registered(world, vero)
    assert registered(world, vero, other("Une réunion")) == first
    for offers in ((other("UNE RÉUNION"),), (other("Un soir"), other("un soir"))):
        with pytest.raises(SameTitleError):
            registered(world, vero, *offers)
    assert (count(world, Registration), count(world, Offer)) == (1, 2)


def test_two_people_of_one_institution_are_two_hosts(world, vero) -> None:
    other_one = professional(world.unit, "anne@spj.example")
    world.commit()
    assert registered(world, vero) != registered(world, other_one)
    assert count(world, OrganisationProposal) == 1


def test_whoever_withdrew_registers_anew(world, vero) -> None:
    first = registered(world, vero)
    withdraw(world.unit, [first], WITHDRAWN)
    world.commit()
    assert registered(world, vero) != first


@pytest.mark.parametrize(("days", "taken"), [(0, True), (1, True), (2, False)])
def test_what_is_begun_on_the_last_day_is_taken_on_the_next(world, vero, days: int, taken: bool) -> None:
    at = last_day(world) + timedelta(days=days)
    if taken:
        assert registered(world, vero, at=at)
    else:
        with pytest.raises(PageShutError):
            registered(world, vero, at=at)


def test_rules_that_changed_meanwhile_are_read_again(world, vero) -> None:
    with pytest.raises(CharterMovedError):
        registered(world, vero, rules_seen="0" * 16)
    assert (count(world, Offer), count(world, Message)) == (0, 0)


def test_nobody_who_is_not_signed_in_and_nothing_in_a_closed_edition(world, vero) -> None:
    with pytest.raises(NotAllowedError):
        registered(world, SYSTEM)
    world.edition.state = "closed"
    world.commit()
    with pytest.raises(NotOpenError):
        registered(world, vero)


def test_an_offer_is_accepted_only_once_its_institution_is(world, vero) -> None:
    registered(world, vero)
    offer = world.session.scalars(select(Offer)).one()
    acting = world.on(last_day(world), world.coordinator())
    with pytest.raises(UnsettledInstitutionError):
        judge_one(acting, world.edition, offer.id, Verdict.ACCEPT, version=offer.version)
    world.session.rollback()
    proposal = world.session.scalars(select(OrganisationProposal.id)).one()
    settle(acting, proposal, SaidInstitution(new=BASTIDE))
    world.commit()
    world.session.expire_all()
    assert judge_one(acting, world.edition, offer.id, Verdict.ACCEPT, version=offer.version) is True
    assert offer.status == "accepted"


def test_who_stood_in_goes_when_the_host_is_forgotten(world, vero) -> None:
    id_ = registered(world, vero)
    forget_deputies(world.unit, [id_])
    world.commit()
    assert count(world, ImmersionHost) == 0
