"""What a module declares of itself: data, checked at start, so that an error in it stops the start."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from core.contract.acting import Permission
from core.contract.standing import PlaceStanding, Standing

if TYPE_CHECKING:
    import click
    from flask import Blueprint

    from core.contract.catalogue import Catalogue
    from core.contract.importing import ImportKind
    from core.language.domain import TextDomain
    from core.listing.spec import ListSpec
    from core.messages.timeliness import Meaning
    from core.programme.models import Edition
    from core.tenancy.commanding import Commander
    from core.tenancy.unit import Unit

S = TypeVar("S", Standing, PlaceStanding)


class Label(Protocol):
    """A text that says itself in the reader's language when it is shown (a lazy translation)."""

    def __str__(self) -> str: ...


@dataclass(frozen=True, slots=True)
class PhaseKind:
    """A dated step that the module's editions have, in order."""

    code: str
    label: Label
    #: Whether no edition can be without it.
    needed: bool = False


@dataclass(frozen=True, slots=True)
class NumberSetting:
    """A number among the settings of an edition, by its key there, that its form asks for."""

    key: str
    label: Label
    hint: Label
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class ParticipantRole:
    """A role in which a person registers for an edition: host, trainee."""

    code: str
    label: Label
    #: What a printed reference of this role begins with (S077, H004).
    prefix: str
    #: Whether its form asks the questions that a network adds (docs/forms.md): a coordinator then has a page for them.
    asks: bool = False


@dataclass(frozen=True, slots=True)
class StaffRole:
    """A role of the module's own that staff hold by a grant for this module, beside those that every network has."""

    code: str
    label: Label


@dataclass(frozen=True, slots=True)
class Status(Generic[S]):
    """A module's own word for how a registration, an offer or a participation stands, within a class of the core's.

    Rows are written with the `columns` of a status that a module declares, and never with a bare word, so that a word
    and its class cannot disagree: the tables take nothing else (core/programme/models/stands.py).
    """

    word: str
    standing: S
    label: Label
    #: Of what rows a module declares it: "registration", "offer", "participation".
    declared_of: set[str] = field(default_factory=set, init=False, repr=False, compare=False)

    @property
    def columns(self) -> dict[str, StatusText]:
        """The columns of a row that stands so."""
        said = {"standing": self.standing.value, "status": self.word}
        return {name: StatusText(text, self.declared_of) for name, text in said.items()}


class StatusText(str):
    """What a column says of how a row stands; it knows of what rows its status is declared."""

    declared_of: Collection[str]

    def __new__(cls, text: str, declared_of: Collection[str]) -> StatusText:
        """Make it; only `Status.columns` does."""
        made = super().__new__(cls, text)
        made.declared_of = declared_of
        return made


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """A page in the menu, of an edition (its endpoint takes `edition`) or a network; seen by those who may open it."""

    label: Label
    endpoint: str
    weight: int = 0


@dataclass(frozen=True, slots=True)
class PublicPage:
    """A page of a network's public site that follows the calendar: it is open while one of its phases is (IM-05).

    Its view takes `edition` alone and is for everybody (PUBLIC), or for whoever is signed in (SIGNED_IN).
    """

    #: In the menu.
    label: Label
    #: On the button that leads there from the network's first page, worded as the act: "Become a host".
    act: Label
    endpoint: str
    #: The codes of its phases.
    phases: tuple[str, ...]
    weight: int = 0


@dataclass(frozen=True, slots=True)
class LetterKind:
    """A letter the module sends: its key, the variables its text may use, and its default text per language.

    A text is a Jinja template whose first line is `Subject: ...`.
    """

    key: str
    variables: frozenset[str]
    texts: Mapping[str, str]
    #: Its text (never its subject) gives access to whoever reads it, such as a link to sign in or to cancel: no page
    #: shows it, nobody but its addressee gets it, and it is erased once it has left.
    secret: bool = False
    #: What it says of each of its variables that is a date; who sends it is warned of one that does not fit the day.
    dates: Mapping[str, Meaning] = field(default_factory=dict)


class JobReport(Protocol):
    """What a job tells while it works; it is seen at once, outside the job's transaction."""

    def __call__(self, done: int, total: int, /) -> None:
        """Say that `done` of `total` steps are behind."""


@dataclass(frozen=True, slots=True)
class JobSubject:
    """What a run of long work was about: its name in the reader's language, and the page where it is found."""

    label: str
    endpoint: str
    values: Mapping[str, str | int | uuid.UUID]


@dataclass(frozen=True, slots=True)
class JobKind:
    """Long work of the module: `run(unit, subject_id, report)` inside one transaction, in the worker."""

    name: str
    label: Label
    #: The right of who asks for it; read again when it runs, so that one that was taken away stops it.
    permission: Permission
    run: Callable[[Unit, uuid.UUID, JobReport], None]
    #: Names what runs were about, for the page of work: `subjects(unit, ids)`, in a fixed number of statements. What
    #: the reader may not see, or is there no more, is left out.
    subjects: Callable[[Unit, Collection[uuid.UUID]], Mapping[uuid.UUID, JobSubject]] | None = None


@dataclass(frozen=True, slots=True)
class EditionChore:
    """What the module does by itself now and then: `do(unit, edition)` in each of its editions that is lived.

    Each edition has a transaction of its own, on its own clock; Liaison itself acts. It is done at every start too,
    and must find nothing left to do when it is done again.
    """

    name: str
    every: timedelta
    do: Callable[[Unit, Edition], object]


@dataclass(frozen=True, slots=True)
class PhaseDay:
    """A day of the year of an edition: the month, the day, and the year counted from the edition's year."""

    month: int
    day: int
    year_offset: int = 0


@dataclass(frozen=True, slots=True)
class PhasePlan:
    """When a phase falls in every year: its kind and its first and last day, both included."""

    kind: str
    first: PhaseDay
    last: PhaseDay


@dataclass(frozen=True, slots=True)
class EditionPlan:
    """What a tenant's file says of a module's editions: title per language, phases, and the module's own settings."""

    title: Mapping[str, str]
    phases: tuple[PhasePlan, ...]
    settings: Mapping[str, Any]


class SettingsFault(Exception):  # noqa: N818 - It is what was found in a file, with its place, not a failure of ours.
    """A module's table in a tenant's file is wrong: `faults` are (key, what is wrong and the remedy)."""

    def __init__(self, faults: tuple[tuple[str, str], ...]) -> None:
        super().__init__("; ".join(f"{key}: {fault}" for key, fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Module:
    """A module, whole: what the core needs to know of it, and nothing that the core must call to find out."""

    name: str
    label: Label
    phases: tuple[PhaseKind, ...] = ()
    #: In which roles people take part, and which roles of its own its staff may hold. Its permissions name them.
    roles: tuple[ParticipantRole, ...] = ()
    staff_roles: tuple[StaffRole, ...] = ()
    #: Every status that the module writes; a word stands once in each.
    registration_statuses: tuple[Status[Standing], ...] = ()
    offer_statuses: tuple[Status[Standing], ...] = ()
    participation_statuses: tuple[Status[PlaceStanding], ...] = ()
    permissions: tuple[Permission, ...] = ()
    #: Flask blueprints, named after the module.
    blueprints: tuple[Blueprint, ...] = ()
    #: The page that an edition of the module opens with: an endpoint that takes `edition`.
    home: str | None = None
    navigation: tuple[NavigationItem, ...] = ()
    #: What the public finds in an edition, each while its phases are open.
    public_pages: tuple[PublicPage, ...] = ()
    #: The page of a registration for its owner: an endpoint that takes `edition` and `registration`, where the links of
    #: letters lead.
    own_page: str | None = None
    letters: tuple[LetterKind, ...] = ()
    jobs: tuple[JobKind, ...] = ()
    #: What is done in its editions as time goes by, such as a reminder.
    chores: tuple[EditionChore, ...] = ()
    #: The Excel files that can be brought into an edition: by page, and with `liaison <module> import`.
    imports: tuple[ImportKind, ...] = ()
    #: How its offers stand in the public catalogue; None where they are not in it.
    catalogue: Catalogue | None = None
    #: Its lists that can be taken home as Excel files, by whose names the worker finds one again that it is to write.
    lists: tuple[ListSpec, ...] = ()
    #: A click group, reached as `liaison <module> ...`.
    commands: click.Group | None = None
    #: The folder of its Alembic revisions.
    migrations: Path | None = None
    #: Its text domain, named after it; its templates below `<module>/` speak from there.
    texts: TextDomain | None = None
    #: Reads the module's table of a tenant's file into a plan; raises SettingsFault.
    read_settings: Callable[[Mapping[str, Any], tuple[str, ...]], EditionPlan] | None = None
    #: What of an edition's settings can be changed on its page.
    settings: tuple[NumberSetting, ...] = ()
    #: Lives the module's demonstration as far as it has not been lived: `demo(commander, say)`.
    demo: Callable[[Commander, Callable[[str], None]], None] | None = None

    def __post_init__(self) -> None:
        """Let the statuses know of what rows they are declared."""
        for of, statuses in self.statuses.items():
            for status in statuses:
                status.declared_of.add(of)

    @property
    def statuses(self) -> Mapping[str, Sequence[Status[Any]]]:
        """The statuses of each kind of rows, by its name."""
        return {
            "registration": self.registration_statuses,
            "offer": self.offer_statuses,
            "participation": self.participation_statuses,
        }
