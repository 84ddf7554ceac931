"""What can keep a trainee from registering or from choosing: plain facts, which the pages say at their fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.language.marking import marked
from plugins.immersion.choosing import NoChoosing, WrongChoice
from plugins.immersion.errors import ImmersionError


@dataclass(eq=False)
class NotRegisteringError(ImmersionError):
    """Nobody can register now, or only people of host services can; `opens_on` is the day on which others can."""

    said = marked("Registration is not open.")
    hosts_only: bool
    opens_on: date | None


@dataclass(eq=False)
class ChoicesRefusedError(ImmersionError):
    """Choices cannot be made so: what is wrong with each, by its position from 0; how many there must be at least."""

    said = marked("These choices cannot be made.")
    wrong: Mapping[int, WrongChoice]
    #: None where there are enough.
    too_few: int | None


@dataclass(eq=False)
class RegistrationRefusedError(ChoicesRefusedError):
    """Somebody cannot register so; `flaws` are the names of what is wrong, by the columns of a file of trainees."""

    said = marked("This registration cannot be made.")
    flaws: Mapping[str, str]


class SecondProposalError(ImmersionError):
    """Somebody names a second institution that is new, while the first waits to be accepted into the directory."""

    said = marked("Another institution of yours waits to be accepted. Register for this one after that.")


@dataclass(eq=False)
class CannotChooseError(ImmersionError):
    """Somebody cannot change their choices now."""

    said = marked("The choices cannot be changed now.")
    why: NoChoosing
