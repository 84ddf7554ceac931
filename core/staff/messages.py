"""The letters about roles: what each tells, and its declaration. The texts lie in letters/."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from core.messages.kinds import letter_kind
from core.messages.timeliness import Meaning


@dataclass(frozen=True, slots=True)
class InvitedFacts:
    """Who invites, to which roles (a sentence each, in the letter's language), and by which link until which day."""

    invited_by: str
    roles: Sequence[str]
    link: str
    last_day: date


@dataclass(frozen=True, slots=True)
class RoleGivenFacts:
    """Who gave a role, which, and where the network's pages are found."""

    given_by: str
    role: str
    link: str


_LETTERS: Final = "core.staff.letters"

INVITED: Final = letter_kind(
    "staff.invited",
    InvitedFacts,
    package=_LETTERS,
    parts=("invited",),
    secret=True,
    dates={"last_day": Meaning.DUE},
)
ROLE_GIVEN: Final = letter_kind("staff.role_given", RoleGivenFacts, package=_LETTERS, parts=("role_given",))
