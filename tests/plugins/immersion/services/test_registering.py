"""Somebody registers by themselves: held to the rules of a file, once, told by letter, in the round as if imported."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from core.accounts.models import Person
from core.contract.acting import NotAllowedError
from core.messages.models import Message
from core.programme.models import FieldChange, Offer, Opening, Participation, Registration
from plugins.immersion.choosing import WrongChoice
from plugins.immersion.entering_errors import NotRegisteringError, RegistrationRefusedError, SecondProposalError
from plugins.immersion.lists.trainees import TRAINEES
from plugins.immersion.models import ImmersionTrainee
from plugins.immersion.services.registering import register
from plugins.immersion.statuses import OFFER_WITHDRAWN
from tests.plugins.immersion.newcomers import NORA, OPEN, PRIORITY, chosen_in, newcomer_of
from tests.together import at_once


def refused(nora, **said: object) -> RegistrationRefusedError:
    with pytest.raises(RegistrationRefusedError) as caught:
        nora.register(**said)
    return caught.value


@pytest.mark.requirement("IM-08")
def test_a_registration_is_the_readers_own_with_choices_in_order(nora, hosting) -> None:
    done = nora.register()
    row = hosting.session.get_one(Registration, (hosting.unit.tenant.id, done.id))
    person = hosting.session.get_one(Person, (hosting.unit.tenant.id, row.person_id))
    said = hosting.session.scalars(select(ImmersionTrainee)).one()
    assert (done.reference, done.new, row.status, row.registered_at) == ("S001", True, "registered", OPEN)
    assert (person.account_id, person.email, person.first_name) == (nora.account_id, "nora@cpas.example", "Nora")
    assert (row.organisation_id, row.proposal_id is None) == (None, False)  # The staff settle it.
    assert row.territory_id == hosting.territories["hainaut"]
    assert chosen_in(hosting, "S001") == [(1, 1, "H1", True), (1, 2, "H2", True)]
    assert (said.profession, said.expectations, said.said_host_service) == ("psychologist", "Voir autrement.", False)


@pytest.mark.requirement("IM-08")
def test_of_an_institution_that_is_known_it_is_that_one(nora, hosting) -> None:
    done = nora.register(institution="a", service=None, choices=("H2",))
    row = hosting.session.get_one(Registration, (hosting.unit.tenant.id, done.id))
    assert (row.organisation_id, row.proposal_id) == (hosting.institutions["A"], None)


def test_whose_institution_is_proposed_stands_in_the_list_and_in_the_round(nora, hosting) -> None:
    nora.register()
    hosting.session.rollback()
    rows = hosting.part(TRAINEES, hosting.on(OPEN, hosting.coordinator())).rows
    assert [(row.reference, row.institution) for row in rows] == [("S001", None)]
    hosting.live(2)
    assert len(hosting.session.scalars(select(Participation)).all()) == 1


@pytest.mark.requirement("IM-27")
def test_a_letter_confirms_it_with_the_rules_the_choices_and_the_link(nora, hosting) -> None:
    nora.register()
    letter = hosting.session.scalars(select(Message).where(Message.kind == "immersion.trainee_registered")).one()
    assert (letter.language, letter.to_address, letter.subject) == (
        "fr",
        "nora@cpas.example",
        "Votre inscription est enregistrée (S001)",
    )
    assert letter.link_id is not None
    for said in ("1er choix : H1", "2e choix : H2", "Les règles d’or", "lundi 18 mars 2024", "/l/"):
        assert said in letter.body.replace("\xa0", " ")


@pytest.mark.requirement("IM-08")
def test_who_registers_twice_is_registered_once(nora, hosting) -> None:
    first = nora.register()
    again = nora.register(choices=("H2",), institution="cpas de MONS")
    assert (again.id, again.new) == (first.id, False)
    assert len(hosting.session.scalars(select(Message)).all()) == 1


@pytest.mark.requirement("IM-08")
def test_two_presses_at_once_are_one_registration(nora, hosting) -> None:
    done = at_once(*[nora.register] * 4)
    assert sorted((each.reference, each.new) for each in done) == [("S001", False)] * 3 + [("S001", True)]
    assert len(hosting.session.scalars(select(Registration).where(Registration.role == "trainee")).all()) == 1


def test_several_people_at_once_have_several_numbers(hosting) -> None:
    make = newcomer_of(hosting)
    people = [make(f"p{number}@cpas.example") for number in range(4)]
    done = at_once(*[each.register for each in people])
    assert sorted(each.reference for each in done) == ["S001", "S002", "S003", "S004"]


@pytest.mark.requirement("IM-08")
def test_who_has_two_employers_registers_for_each(nora, hosting) -> None:
    done = [nora.register(), nora.register(institution="A", choices=("H2",))]
    assert [(each.reference, each.new) for each in done] == [("S001", True), ("S002", True)]
    assert len(hosting.session.scalars(select(Person).where(Person.email_key == "nora@cpas.example")).all()) == 1


def test_who_named_a_new_institution_waits_with_the_next_new_one(nora) -> None:
    nora.register()
    with pytest.raises(SecondProposalError):
        nora.register(institution="École du Parc")


@pytest.mark.requirement("IM-08")
def test_whom_an_import_brought_is_taken_with_the_address_that_is_proven(hosting) -> None:
    hosting.make_trainee("S050", "H2", institution="Ailleurs", email="nora@cpas.example")
    hosting.commit()
    done = newcomer_of(hosting)("nora@cpas.example").register()
    people = hosting.session.scalars(select(Person).where(Person.email_key == "nora@cpas.example")).all()
    assert [(each.first_name, each.last_name) for each in people] == [("Nora", "Claes")]
    owner = select(Registration.person_id).where(Registration.id == done.id)
    assert hosting.session.scalar(owner) == people[0].id


def test_the_same_name_at_another_address_is_somebody_else(nora, hosting) -> None:
    first = nora.register()
    other = newcomer_of(hosting)("nora.claes@home.example").register()
    owners = hosting.session.scalars(
        select(Registration.person_id).where(Registration.id.in_([first.id, other.id]))
    ).all()
    assert len(set(owners)) == 2


@pytest.mark.requirement("IM-11")
def test_the_own_institution_is_refused_at_its_place(nora) -> None:
    assert refused(nora, institution="a", choices=("H2", "H1")).wrong == {1: WrongChoice.OWN_INSTITUTION}


@pytest.mark.requirement("IM-11")
def test_a_service_of_the_own_institution_is_refused_as_well(nora) -> None:
    assert refused(nora, institution="A", service="Équipe mobile").wrong == {0: WrongChoice.OWN_INSTITUTION}


@pytest.mark.requirement("IM-11")
def test_the_same_place_twice_an_unknown_one_and_none_are_refused(nora) -> None:
    assert refused(nora, choices=("H1", "H1")).wrong == {1: WrongChoice.TWICE}
    assert refused(nora, choices=("H1", "H999")).wrong == {1: WrongChoice.UNKNOWN}
    nothing = refused(nora, choices=())
    assert (nothing.too_few, nothing.wrong, nothing.flaws) == (1, {}, {})


@pytest.mark.requirement("IM-11")
def test_more_than_the_edition_allows_are_refused(nora, hosting) -> None:
    for reference in ("H3", "H4"):
        hosting.make_host(reference)
    hosting.commit()
    assert refused(nora, choices=("H1", "H2", "H3", "H4")).flaws == {"choice_4": "too many choices"}


@pytest.mark.requirement("IM-11")
def test_fewer_than_the_edition_asks_for_are_refused(nora, hosting) -> None:
    hosting.edition.settings = {**hosting.edition.settings, "min_choices": 2}
    hosting.commit()
    assert refused(nora, choices=("H1",)).too_few == 2


def test_an_offer_that_is_withdrawn_or_filled_meanwhile_is_refused(nora, hosting) -> None:
    ended = {"status": OFFER_WITHDRAWN.columns["status"], "standing": OFFER_WITHDRAWN.columns["standing"]}
    hosting.session.execute(update(Offer).where(Offer.reference == "H1").values(**ended))
    filled = update(Opening).where(Opening.offer_id == hosting.offers["H2"]).values(capacity=0)
    hosting.session.execute(filled)
    hosting.commit()
    assert refused(nora).wrong == {0: WrongChoice.WITHDRAWN, 1: WrongChoice.FULL}


def test_an_offer_of_another_edition_is_unknown(nora, hosting, world_of) -> None:
    assert refused(nora, choices=("H1", "H7")).wrong == {1: WrongChoice.UNKNOWN}


@pytest.mark.requirement("IM-17")
def test_only_people_of_host_services_register_first(nora, hosting) -> None:
    with pytest.raises(NotRegisteringError) as shut:
        nora.register(PRIORITY)
    assert (shut.value.hosts_only, shut.value.opens_on.isoformat()) == (True, "2024-02-20")
    done = nora.register(PRIORITY, institution="A", choices=("H2",))
    said = hosting.session.scalars(
        select(ImmersionTrainee.said_host_service).where(ImmersionTrainee.registration_id == done.id)
    ).one()
    letter = hosting.session.scalars(select(Message)).one()
    body = letter.body.replace("\xa0", " ")
    assert (said, "vous avez la priorité" in body, "lundi 19 février 2024" in body) == (True,) * 3


@pytest.mark.requirement("IM-03")
@pytest.mark.parametrize(
    ("moment", "taken"),
    [
        (datetime(2024, 3, 17, 22, 59, tzinfo=UTC), True),
        (datetime(2024, 3, 18, 0, 30, tzinfo=UTC), True),
        (datetime(2024, 3, 18, 1, 30, tzinfo=UTC), False),
        (datetime(2024, 2, 1, 12, tzinfo=UTC), False),
    ],
)
def test_the_phase_and_a_grace_say_when(nora, moment: datetime, taken: bool) -> None:
    if taken:
        assert nora.register(moment).new
    else:
        with pytest.raises(NotRegisteringError):
            nora.register(moment)


def test_nobody_registers_who_is_not_signed_in(hosting) -> None:
    with pytest.raises(NotAllowedError):
        register(hosting.on(OPEN, replace(hosting.coordinator())), hosting.edition, NORA)


@pytest.mark.requirement("IM-13")
def test_its_history_begins_with_who_entered_it(nora, hosting) -> None:
    nora.register()
    line = hosting.session.scalars(select(FieldChange)).one()
    assert (line.way, line.by, line.field, line.new) == ("hand", "Nora Claes", "reference", "S001")
