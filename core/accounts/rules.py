"""What makes two mentions the same person, pure."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import cached_property

from core.language.folding import email_key, fold


@dataclass(frozen=True)
class PersonFacts:
    """A person as a form, a file or a tenant's table says them; the address and the phone may be unknown."""

    first_name: str
    last_name: str
    email: str | None = None
    phone: str | None = None
    id: uuid.UUID | None = None

    @cached_property
    def name_key(self) -> str:
        """The whole name folded: accents, case and where the first name ends do not make another person."""
        return fold(f"{self.first_name} {self.last_name}")

    @cached_property
    def email_key(self) -> str | None:
        """The address without case; None without an address."""
        return email_key(self.email) if self.email else None


def split_name(full_name: str) -> tuple[str, str]:
    """Return the first name, which is the first word, and the last name, which is the rest ("Ada van den Berg")."""
    first, _, last = full_name.strip().partition(" ")
    return first, last.strip()


def full_name(first_name: str, last_name: str) -> str:
    """Return a name as people write it."""
    return f"{first_name} {last_name}".strip()
