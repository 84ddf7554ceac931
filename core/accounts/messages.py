"""The letters about a sign-in: what each tells, and its declaration. The texts lie in letters/."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from core.messages.kinds import letter_kind
from core.messages.timeliness import Meaning


@dataclass(frozen=True, slots=True)
class PasswordLinkFacts:
    """The link by which a new password is set, and for how many minutes it counts."""

    link: str
    minutes: int


@dataclass(frozen=True, slots=True)
class PasswordChangedFacts:
    """When the password was changed."""

    changed_on: date


@dataclass(frozen=True, slots=True)
class SignInFacts:
    """The code and the link by which somebody signs in, and for how many minutes they count."""

    code: str
    link: str
    minutes: int


_LETTERS: Final = "core.accounts.letters"

PASSWORD_LINK: Final = letter_kind(
    "accounts.password_link", PasswordLinkFacts, package=_LETTERS, parts=("password_link",), secret=True
)
PASSWORD_CHANGED: Final = letter_kind(
    "accounts.password_changed",
    PasswordChangedFacts,
    package=_LETTERS,
    parts=("password_changed",),
    dates={"changed_on": Meaning.BEHIND},
)
SIGN_IN: Final = letter_kind("accounts.sign_in", SignInFacts, package=_LETTERS, parts=("sign_in",), secret=True)
