"""People who sign in and register as trainees by themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from core.accounts.services import make_account
from core.contract.acting import Actor, TakingPart
from core.directory.proposing import NewOrganisation, SaidInstitution
from core.directory.rules import PublicFacts
from core.programme.models import Offer, Registration
from core.tenancy.unit import Unit
from plugins.immersion.models import ImmersionChoice
from plugins.immersion.services.registering import Registered, SaidTrainee, register
from tests.plugins.immersion.conftest import World

#: In the priority registration, and in that for everybody.
PRIORITY = datetime(2024, 2, 14, 9, tzinfo=UTC)
OPEN = datetime(2024, 2, 22, 9, tzinfo=UTC)

NORA = SaidTrainee(
    first_name="Nora",
    last_name="Claes",
    phone="0470 11 22 33",
    language="fr",
    institution=SaidInstitution(new=NewOrganisation("CPAS de Mons", None, PublicFacts("", "7030", "53053"))),
    profession="psychologue",
    expectations="Voir autrement.",
    choices=("H1", "H2"),
)


def named(name: str, service: str | None = None) -> SaidInstitution:
    """Return an institution as somebody names it who did not find it; of a name that there is, it is that one."""
    return SaidInstitution(new=NewOrganisation(name, service, PublicFacts(None, "5000", "92094")))


@dataclass
class Newcomer:
    """Somebody who is signed in, in sessions of their own."""

    world: World
    account_id: Any
    name: str

    def on(self, moment: datetime, *registrations: Registered) -> Unit:
        """Return a unit of theirs with a session of its own; as who takes part in these registrations."""
        unit = self.world.unit_for(self.world.slug, now=moment)
        unit.session.know("account", str(self.account_id))
        rows = [unit.session.get_one(Registration, (unit.tenant.id, each.id)) for each in registrations]
        parts = tuple(TakingPart("trainee", "immersion", row.person_id, row.id) for row in rows)
        return replace(unit, actor=Actor(self.name, account_id=self.account_id, parts=parts))

    def register(self, moment: datetime = OPEN, **said: Any) -> Registered:
        """Register as Nora does but for what is said, and commit."""
        unit = self.on(moment)
        try:
            if "institution" in said:
                said["institution"] = named(said["institution"], said.pop("service", None))
            done = register(unit, self.world.edition, replace(NORA, **said))
            unit.session.commit()
        finally:
            unit.session.close()
        return done


def newcomer_of(world: World) -> Callable[..., Newcomer]:
    """Return what makes somebody who is signed in: newcomer("nora@cpas.example")."""

    def made(email: str, name: str = "Nora Claes") -> Newcomer:
        unit = world.unit_for(world.slug, now=OPEN)
        account = make_account(
            unit.session, email=email, name=name, password="long enough", language="fr", cost="cheap"
        )
        found = Newcomer(world, account.id, name)
        unit.session.commit()
        return found

    return made


def chosen_in(world: World, reference: str) -> list[tuple[int, int, str, bool]]:
    """Return the choices of a trainee: wave, rank, offer, and whether they count."""
    query = (
        select(ImmersionChoice.wave, ImmersionChoice.rank, Offer.reference, ImmersionChoice.current)
        .join_from(ImmersionChoice, Offer)
        .join(Registration, Registration.id == ImmersionChoice.registration_id)
        .where(Registration.reference == reference)
        .order_by(ImmersionChoice.wave, ImmersionChoice.rank)
    )
    return [tuple(row) for row in world.session.execute(query)]
