"""An edition to act in, with hosts and trainees made row by row, or as the files of 2024 left them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select

from core.accounts.models import Person
from core.contract.acting import COORDINATOR, READER, REFERENT, Actor, Grant
from core.database.base import uuid7
from core.directory.models import Organisation, OrganisationSector
from core.language.folding import fold
from core.listing.asked import Asked
from core.listing.reading import Part, read_part
from core.listing.spec import PAGE_SIZE, ListSpec
from core.programme.models import Edition, Offer, Opening, Registration
from core.programme.queries import find_edition
from core.programme.services import create_edition
from core.tenancy.models import Territory
from core.tenancy.unit import Unit
from plugins.immersion.errors import EmptyRoundError
from plugins.immersion.models import ImmersionChoice, ImmersionOffer, ImmersionRound, ImmersionTrainee
from plugins.immersion.services.rounds import Published, change_seed, open_round, propose_now, publish
from plugins.immersion.settings import read_settings
from plugins.immersion.statuses import OFFERS, REGISTERED
from tests.kept import Rows, put_back, rows_in

#: The days of the rounds of 2024, from nine in the morning.
ROUND_DAYS = {
    1: datetime(2024, 2, 19, 8, tzinfo=UTC),
    2: datetime(2024, 3, 18, 8, tzinfo=UTC),
    3: datetime(2024, 4, 2, 8, tzinfo=UTC),
}
OFFER_STATUSES = {status.word: status for status in OFFERS}
BEFORE_ALL = datetime(2023, 11, 30, 8, tzinfo=UTC)


#: The ids of territories, institutions, offers and trainees.
Known = tuple[dict[str, uuid.UUID], ...]


def silent(_done: int, _total: int) -> None:
    """Report nothing."""


class World:
    """One edition, acted in through units of its own; nothing is committed but by `commit`."""

    def __init__(self, unit_for: Callable[..., Unit], slug: str = "immersion-0-23", state: str = "live") -> None:
        self.unit_for = unit_for
        self.slug = slug
        self.unit = unit_for(slug, now=BEFORE_ALL)
        plan = read_settings(self.unit.tenant.settings["immersion"], self.unit.tenant.languages)
        self.edition: Edition = create_edition(
            self.unit, module="immersion", code="2024", year=2024, plan=plan, state=state
        )
        self.commit()
        places = self.session.execute(select(Territory.code, Territory.id))
        self.territories: dict[str, uuid.UUID] = {code: id_ for code, id_ in places}
        self.institutions: dict[str, uuid.UUID] = {}
        self.offers: dict[str, uuid.UUID] = {}
        self.trainees: dict[str, uuid.UUID] = {}

    @classmethod
    def left(cls, unit_for: Callable[..., Unit], slug: str, known: Known) -> World:
        """Return a world in which others have acted before, with what they knew of it."""
        world = cls.__new__(cls)
        world.unit_for, world.slug, world.unit = unit_for, slug, unit_for(slug, now=BEFORE_ALL)
        world.edition = find_edition(world.session, "immersion", "2024")
        world.territories, world.institutions, world.offers, world.trainees = (dict(each) for each in known)
        return world

    @property
    def known(self) -> Known:
        """The ids of what there is, by its name."""
        return dict(self.territories), dict(self.institutions), dict(self.offers), dict(self.trainees)

    @property
    def session(self) -> Any:
        return self.unit.session

    def commit(self) -> None:
        self.session.commit()

    def actor(self, role: str, *codes: str) -> Actor:
        """Return somebody with a role, in the territories with these codes or, without any, in all."""
        grants = tuple(Grant(role, "immersion", self.territories[code]) for code in codes) or (Grant(role),)
        return Actor(name=f"{role} {' '.join(codes)}".strip(), grants=grants)

    def coordinator(self) -> Actor:
        return self.actor(COORDINATOR)

    def referent(self, *codes: str) -> Actor:
        return self.actor(REFERENT, *codes)

    def reader(self) -> Actor:
        return self.actor(READER)

    def on(self, day: int | datetime, actor: Actor | None = None) -> Unit:
        """Return this world's unit on the day of a round (or at a time), for `actor` (default: Liaison itself)."""
        now = ROUND_DAYS[day] if isinstance(day, int) else day
        return replace(self.unit, now=now, actor=actor or self.unit.actor)

    def other(self, day: int | datetime, actor: Actor | None = None) -> Unit:
        """Return a unit with a session of its own."""
        now = ROUND_DAYS[day] if isinstance(day, int) else day
        return self.unit_for(self.slug, now=now, actor=actor or self.unit.actor)

    def round(self, number: int) -> ImmersionRound:
        query = select(ImmersionRound).where(
            ImmersionRound.edition_id == self.edition.id, ImmersionRound.number == number
        )
        return self.session.scalars(query.execution_options(populate_existing=True)).one()

    def part(self, spec: ListSpec, unit: Unit, size: int = PAGE_SIZE, **values: str) -> Part:
        """Return the first part of one of the edition's lists, narrowed by `values`."""
        return read_part(unit, spec, {"edition": self.edition.id}, Asked(values), size=size)

    def institution(self, name: str, sectors: Sequence[str] = ()) -> uuid.UUID:
        """Return the institution `name`, made when it is first named."""
        if name not in self.institutions:
            id_ = self.institutions[name] = uuid7()
            self.session.add(Organisation(id=id_, institution_id=id_, name=name, name_key=fold(name)))
            self.session.flush()
            self.session.add_all(OrganisationSector(organisation_id=id_, sector=sector) for sector in sectors)
        return self.institutions[name]

    def person(self, first: str, last: str, email: str | None, language: str) -> uuid.UUID:
        id_ = uuid7()
        key = email.casefold() if email else None
        row = Person(id=id_, first_name=first, last_name=last, email=email, email_key=key, language=language)
        self.session.add(row)
        self.session.flush()
        return id_

    def make_host(
        self,
        reference: str,
        places: int | None = 1,
        *,
        institution: str | None = None,
        territory: str | None = "namur",
        sectors: Sequence[str] = ("mental-health",),
        language: str = "fr",
        status: str = "accepted",
    ) -> uuid.UUID:
        """Make a host with one offer, and return the offer's id."""
        organisation = self.institution(institution or f"Hôte {reference}", sectors)
        where = self.territories[territory] if territory else None
        person = self.person("Hôtesse", reference, f"{reference.lower()}@host.example", language)
        registration, offer = uuid7(), uuid7()
        self._register(
            id=registration,
            role="host",
            reference=reference,
            person_id=person,
            organisation_id=organisation,
            territory_id=where,
            registered_at=datetime(2024, 1, 15, tzinfo=UTC),
        )
        self.session.add(
            Offer(
                id=offer,
                edition_id=self.edition.id,
                registration_id=registration,
                organisation_id=organisation,
                territory_id=where,
                reference=reference,
                title={"fr": f"Un jour chez {reference}"},
                **OFFER_STATUSES[status].columns,
            )
        )
        self.session.flush()
        self.session.add(Opening(edition_id=self.edition.id, offer_id=offer, capacity=places))
        self.session.add(ImmersionOffer(offer_id=offer, description="", professions=[], weekdays=[], dates=[]))
        self.session.flush()
        self.offers[reference] = offer
        return offer

    def make_trainee(
        self,
        reference: str,
        *choices: str,
        institution: str | None = None,
        territory: str | None = "namur",
        at: datetime = datetime(2024, 2, 14, tzinfo=UTC),
        email: str | None = "",
        language: str = "fr",
    ) -> uuid.UUID:
        """Make a trainee with choices, best first, and return the registration's id."""
        organisation = self.institution(institution or f"Service {reference}")
        address = f"{reference.lower()}@trainee.example" if email == "" else email
        person = self.person("Stagiaire", reference, address, language)
        registration = uuid7()
        where = self.territories[territory] if territory else None
        self._register(
            id=registration,
            role="trainee",
            reference=reference,
            person_id=person,
            organisation_id=organisation,
            territory_id=where,
            registered_at=at,
        )
        self.session.add(ImmersionTrainee(registration_id=registration, profession="psychologue"))
        self.trainees[reference] = registration
        self.choose(reference, *choices, at=at)
        return registration

    def choose(self, reference: str, *choices: str, wave: int = 1, at: datetime = BEFORE_ALL) -> None:
        """Give a trainee choices; a later wave makes the earlier ones history."""
        registration = self.trainees[reference]
        for old in self.session.scalars(
            select(ImmersionChoice).where(ImmersionChoice.registration_id == registration)
        ).all():
            old.current = False
        self.session.add_all(
            ImmersionChoice(
                registration_id=registration, wave=wave, rank=rank, offer_id=self.offers[offer], received_at=at
            )
            for rank, offer in enumerate(choices, start=1)
        )
        self.session.flush()

    def propose(self, number: int) -> ImmersionRound:
        """Open a round on its day and match it."""
        unit = self.on(number)
        open_round(unit, self.round(number).id)
        propose_now(unit, self.round(number).id, silent)
        return self.round(number)

    def live(self, number: int) -> ImmersionRound:
        """Open, match and publish a round on its day; one in which nobody is cannot be opened, and is passed over."""
        with suppress(EmptyRoundError):
            self.propose(number)
            self.publish(number)
        self.session.flush()
        return self.round(number)

    def publish(self, number: int, actor: Actor | None = None) -> Published:
        """Publish the proposal of a round as it stands, on its day."""
        return publish(self.on(number, actor), self.round(number).id, version=self.round(number).version)

    def seed(self, number: int, seed: str) -> None:
        change_seed(self.on(BEFORE_ALL), self.round(number).id, seed)

    def _register(self, **facts: Any) -> None:
        self.session.add(Registration(edition_id=self.edition.id, **REGISTERED.columns, **facts))
        self.session.flush()


@pytest.fixture
def network() -> str:
    """Immersion's tests act in the consortium that runs it, with five territories."""
    return "immersion-0-23"


@pytest.fixture
def world(unit_for: Callable[..., Unit]) -> World:
    """An edition of 2024 in Immersion 0-23, made before anybody registered."""
    return World(unit_for)


@pytest.fixture
def world_of(unit_for: Callable[..., Unit]) -> Callable[..., World]:
    """Make an edition in a network of one's choice, live or in rehearsal."""
    return lambda slug="immersion-0-23", state="live": World(unit_for, slug, state)


@pytest.fixture(scope="session")
def lived_worlds() -> dict[tuple[object, ...], tuple[Known, Rows]]:
    """The worlds that were lived in this test process, as they were left."""
    return {}


@pytest.fixture
def lived(
    unit_for: Callable[..., Unit],
    owner_engine: Engine,
    lived_worlds: dict[tuple[object, ...], tuple[Known, Rows]],
) -> Callable[..., World]:
    """A world in which `live` was done and nothing else: lived(live), or lived(live, state="rehearsal").

    It is lived once for all tests. Those after the first find its rows put back.
    """

    def after(live: Callable[[World], None], slug: str = "immersion-0-23", state: str = "live") -> World:
        kept = lived_worlds.get((live, slug, state))
        if kept is not None:
            put_back(owner_engine, kept[1])
            return World.left(unit_for, slug, kept[0])
        assert rows_in(owner_engine) == []
        world = World(unit_for, slug, state)
        live(world)
        world.commit()
        lived_worlds[live, slug, state] = world.known, rows_in(owner_engine)
        return world

    return after
