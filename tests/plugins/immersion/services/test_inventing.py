"""A rehearsal with invented hosts and trainees: lived to the last letter, then wiped."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, text

from core.accounts.models import Person
from core.database.base import Base
from core.messages.models import Message
from core.programme.models import Offer, Opening, Registration
from core.programme.rehearsing import fill_rehearsal, wipe_rehearsal
from plugins.immersion.models import ImmersionChoice
from plugins.immersion.services.inventing import MOST_HOSTS, MOST_TRAINEES

pytestmark = pytest.mark.requirement("IM-25")


@pytest.fixture
def trial(world_of):
    """An edition in rehearsal that was filled."""
    trial = world_of(state="rehearsal")
    trial.fresh = counts(trial)
    unit = trial.other(1, trial.coordinator())
    fill_rehearsal(unit, unit.session.merge(trial.edition), version=1)
    unit.session.commit()
    trial.session.expire_all()
    return trial


def counts(world) -> dict[str, int]:
    tables = [table.name for table in Base.metadata.sorted_tables if "tenant_id" in table.c or table.name in SHARED]
    return {name: world.session.scalar(text(f"SELECT count(*) FROM {name}")) for name in tables if name not in TRAIL}


SHARED = ("organisation", "organisation_sector", "dispatch")
#: What is kept of acts, what follows in the catalogue, and what the application may not count.
TRAIL = ("audit_entry", "password_request", "catalogue_change", "sign_in_proof", "sign_in_request")


def test_twelve_hosts_and_forty_trainees_register_with_choices_of_others(trial) -> None:
    roles = select(Registration.role, func.count()).group_by(Registration.role).order_by(Registration.role)
    assert [tuple(row) for row in trial.session.execute(roles)] == [("host", MOST_HOSTS), ("trainee", MOST_TRAINEES)]
    assert trial.session.scalar(select(func.sum(Opening.capacity))) == 24
    assert trial.session.scalar(select(func.count()).select_from(ImmersionChoice)) == 3 * MOST_TRAINEES
    own = (
        select(func.count())
        .select_from(ImmersionChoice)
        .join(Registration, Registration.id == ImmersionChoice.registration_id)
        .join(Offer, Offer.id == ImmersionChoice.offer_id)
        .where(Registration.organisation_id == Offer.organisation_id)
    )
    assert trial.session.scalar(own) == 0
    assert trial.session.scalar(select(func.count()).where(Person.rehearsal_id != trial.edition.id)) == 0
    assert trial.session.scalar(select(func.count(Registration.territory_id.distinct()))) == 5


def test_the_rounds_are_lived_with_them_and_wiping_leaves_nothing(trial) -> None:
    trial.live(1)
    trial.commit()
    assert trial.round(1).measures["placed"] == 23
    captured = trial.session.scalars(select(Message.captured)).all()
    assert (len(captured), set(captured)) == (23 + MOST_HOSTS + 1, {True})
    trial.live(2)
    trial.commit()
    seeds = [trial.round(number).seed for number in (1, 2, 3)]
    unit = trial.other(2, trial.coordinator())
    wipe_rehearsal(unit, unit.session.merge(trial.edition), version=2)
    unit.session.commit()
    trial.session.rollback()
    assert counts(trial) == trial.fresh
    assert [trial.round(number).state for number in (1, 2, 3)] == ["planned"] * 3
    assert set(seeds).isdisjoint(trial.round(number).seed for number in (1, 2, 3))
