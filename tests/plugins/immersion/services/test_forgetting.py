"""A trainee who asks to be forgotten leaves no words behind, and every choice and place as it was decided."""

from __future__ import annotations

from sqlalchemy import select

from core.accounts.models import Person
from core.messages.models import Message
from core.privacy.services import NOBODY, forget_person
from core.programme.models import Registration
from plugins.immersion.models import ImmersionChoice, ImmersionPlacement, ImmersionTrainee


def test_what_a_trainee_wrote_goes_and_what_was_decided_stays(world) -> None:
    world.make_host("H1", 1, institution="A")
    world.make_trainee("S1", "H1", institution="Z")
    world.make_trainee("S2", "H1", institution="Y")
    world.live(1)
    world.live(2)
    forgotten = world.trainees["S1"]
    for trainee in world.session.scalars(select(ImmersionTrainee)):
        trainee.expectations = "Voir un autre secteur"
    world.edition.state = "closed"
    world.commit()
    decided = [
        world.session.execute(select(*table.__table__.c).order_by(table.id)).all()
        for table in (ImmersionChoice, ImmersionPlacement)
    ]
    person_id = world.session.scalar(select(Registration.person_id).where(Registration.id == forgotten))
    forget_person(world.on(3), person_id)
    world.session.expire_all()
    said = select(ImmersionTrainee.registration_id, ImmersionTrainee.expectations)
    assert {row.registration_id: row.expectations for row in world.session.execute(said)} == {
        forgotten: None,
        world.trainees["S2"]: "Voir un autre secteur",
    }
    assert world.session.scalar(select(Person.last_name).where(Person.id == person_id)) == NOBODY
    assert world.session.scalars(select(Message.id).where(Message.about_id == forgotten)).all() == []
    assert decided == [
        world.session.execute(select(*table.__table__.c).order_by(table.id)).all()
        for table in (ImmersionChoice, ImmersionPlacement)
    ]
