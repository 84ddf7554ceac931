"""What an edition already holds, as plain values: what the rows of a file are compared with."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from core.accounts.rules import PersonFacts, full_name
from core.contract.importing import Subject
from core.directory.importing import Territories
from core.exchange.checking import ANY_DAY, Days
from core.programme.importing.contacts import KnownContact
from core.programme.importing.registrations import KnownRegistration


@dataclass(frozen=True, slots=True)
class KnownOffer:
    """An offer that can be chosen: its row, the folded name of its institution, and whether it is accepted."""

    id: uuid.UUID
    institution: str
    accepted: bool


@dataclass(frozen=True, slots=True)
class HostDetails:
    """What a host says of a stay; compared as a whole, and written as it is."""

    title: str
    description: str
    professions: tuple[str, ...]
    ages: str | None
    modality: str | None
    weekdays: tuple[int, ...]
    dates: tuple[str, ...]
    duration_days: Decimal | None
    #: None for no limit, which no file says.
    capacity: int | None
    conditions: str | None


@dataclass(frozen=True, slots=True)
class KnownHost(KnownRegistration):
    """An offer of the edition as the tables have it, with its contact."""

    offer_id: uuid.UUID
    opening_id: uuid.UUID
    registration_reference: str
    status: str
    #: The title in each of its languages; `details` has it in the network's own.
    titles: Mapping[str, str]
    details: HostDetails
    taken: int

    @property
    def subject(self) -> Subject:
        """What is changed when a row says something else."""
        return Subject(offer_id=self.offer_id, person_id=self.person.id)


@dataclass(frozen=True, slots=True)
class Wave:
    """The choices that a trainee made at one time, in order; `number` counts from 1."""

    number: int
    choices: tuple[str, ...]
    received_at: datetime


@dataclass(frozen=True, slots=True)
class TraineeDetails:
    """What a trainee says of themselves."""

    profession: str | None
    expectations: str | None
    said_host_service: bool | None


@dataclass(frozen=True, slots=True)
class KnownTrainee(KnownRegistration):
    """A trainee of the edition as the tables have them; `waves` are in order, the current one last."""

    reference: str
    details: TraineeDetails
    waves: tuple[Wave, ...]
    #: The choices on which a round was opened: what it decides, or has decided, is about these.
    decided: frozenset[tuple[str, ...]] = frozenset()
    alive: bool = True
    has_place: bool = False
    #: Whether their choices count; those of somebody whose place was released do not.
    asks: bool = True
    withdrawn_at: datetime | None = None
    withdrawal_reason: str | None = None
    #: The moments of withdrawals that were taken back: the same file does not withdraw anybody again.
    undone: frozenset[datetime] = frozenset()

    @property
    def name(self) -> str:
        """Who it is."""
        return full_name(self.person.first_name, self.person.last_name)


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """All that a check needs; each check uses the part that concerns it."""

    territories: Territories
    offers: Mapping[str, KnownOffer] = field(default_factory=dict)
    hosts: Mapping[str, KnownHost] = field(default_factory=dict)
    trainees: Mapping[str, KnownTrainee] = field(default_factory=dict)
    #: People of the tenant by the key of their address.
    people: Mapping[str, PersonFacts] = field(default_factory=dict)
    #: Those of them whom the actor may not see.
    unseen: frozenset[uuid.UUID] = frozenset()
    #: Which days are to be believed of the edition.
    days: Days = ANY_DAY
    contacts: tuple[KnownContact, ...] = ()
    max_choices: int = 3
    #: Where the organisation of a new row lies is known without the row's own words.
    placed: bool = False

    def accepted_institutions(self) -> frozenset[str]:
        """Return the folded names of the institutions with an accepted offer: their people have priority (IM-17)."""
        return frozenset(offer.institution for offer in self.offers.values() if offer.accepted)
