"""Personal links: one for each registration, given in letters, sealed when these leave, and ended."""

from __future__ import annotations

from lunch.messages import NOTED, NotedFacts
from sqlalchemy import select, update

from core.programme.mailing import mailing_of
from core.programme.models import Edition, PersonalLink
from core.programme.own.links import linked, personal_links
from core.tenancy.unit import Unit


def end_links(unit: Unit) -> None:
    unit.session.execute(update(PersonalLink).values(revoked_at=unit.now))


def test_a_registration_has_one_link_however_often_it_is_asked_for(guest, unit_for, statements) -> None:
    ada, bea = guest("Ada"), guest("Bea")
    unit = unit_for()
    with statements() as sent:
        found = personal_links(unit, [ada.registration_id, bea.registration_id])
    assert (len(found), len(sent.texts)) == (2, 1)
    assert personal_links(unit, [ada.registration_id]) == {ada.registration_id: found[ada.registration_id]}


def test_links_of_many_are_made_in_as_many_statements_as_of_one(guest, unit_for, statements) -> None:
    ids = [guest(name).registration_id for name in ("Ada", "Bea", "Cleo")]
    unit = unit_for()
    end_links(unit)
    with statements() as one:
        personal_links(unit, ids[:1])
    with statements() as two:
        personal_links(unit, ids[1:])
    assert len(one.texts) == len(two.texts)


def test_what_was_ended_is_replaced_by_another(guest, unit_for) -> None:
    ada, unit = guest("Ada"), unit_for()
    before = personal_links(unit, [ada.registration_id])[ada.registration_id]
    end_links(unit)
    after = personal_links(unit, [ada.registration_id])[ada.registration_id]
    assert before.id != after.id
    rows = unit.session.execute(select(PersonalLink.id, PersonalLink.revoked_at).order_by(PersonalLink.id)).all()
    assert [(id_, ended is not None) for id_, ended in rows] == [(before.id, True), (after.id, False)]


def test_a_letter_about_a_registration_brings_its_link_and_no_other(guest, unit_for) -> None:
    ada, bea, unit = guest("Ada"), guest("Bea"), unit_for()
    links = personal_links(unit, [ada.registration_id])
    edition = unit.session.get(Edition, (unit.tenant.id, ada.edition_id))
    mailing = linked(mailing_of(unit, edition), [ada.registration_id])
    for registration_id in (ada.registration_id, bea.registration_id):
        envelope = mailing.envelope("Ada", "ada@x.example", "fr", about_id=registration_id, territory_id=None)
        letter = envelope.letter(NOTED, NotedFacts(edition.title))
        link = links.get(registration_id)
        own_page = f"https://liaison.example/harbour/l/{link.id.hex}" if link else None
        assert (letter.link_id, letter.variables["own_page"]) == (link.id if link else None, own_page)
