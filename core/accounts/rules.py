"""What makes two mentions the same person, pure."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from functools import cached_property

from core.exchange.values import Meant
from core.language.folding import email_key, fold, fold_words


@dataclass(frozen=True)
class PersonFacts:
    """A person as a form, a file or a tenant's table says them; the address, the phone, the language may be unknown.

    `split` says that the name stood in one cell, so that it is a guess which of its words is the first name.
    """

    first_name: str
    last_name: str
    email: str | None = None
    phone: str | None = None
    id: uuid.UUID | None = None
    language: str | None = None
    split: bool = field(default=False, compare=False)
    #: Whom the name and the address mean, if they stand where somebody is known.
    meant: Meant = field(default=Meant.TOLD, compare=False)

    @cached_property
    def name_key(self) -> str:
        """The whole name folded: accents, case and where the first name ends do not make another person."""
        return fold(f"{self.first_name} {self.last_name}")

    @cached_property
    def email_key(self) -> str | None:
        """The address without case; None without an address."""
        return email_key(self.email) if self.email else None


def is_same_name(one: PersonFacts, other: PersonFacts) -> bool:
    """Say whether two names of people with one address are surely one name, written otherwise.

    The order of its words, hyphens, accents, case and spaces make no other name: "PEETERS Nadia" is Nadia Peeters,
    "Anne-Marie" is Anne Marie, "Vandenberg" is van den Berg. Another letter does: Paul and Paula may share an address.
    """
    if one.name_key == other.name_key:
        return True
    words, others = (fold_words(each.name_key).split() for each in (one, other))
    return sorted(words) == sorted(others) or "".join(words) == "".join(others)


def spelled(said: PersonFacts, known: PersonFacts) -> tuple[str, str]:
    """Return the first and the last name of somebody who is known, after a file has said them.

    What is said mends what is known, unless it says less: capitals alone, or one cell of which the words were divided
    by a guess.
    """
    if is_same_name(said, known):
        divided_otherwise = fold(said.first_name) != fold(known.first_name)
        whole = full_name(said.first_name, said.last_name)
        shouted = fold(whole) == fold(full_name(known.first_name, known.last_name)) and _shouts(said, known)
        if shouted or (said.split and divided_otherwise):
            return known.first_name, known.last_name
    return said.first_name, said.last_name


def _shouts(said: PersonFacts, known: PersonFacts) -> bool:
    """Say whether a name differs from a known one by capitals alone, of which it has more."""
    one, other = (full_name(each.first_name, each.last_name) for each in (said, known))
    return (
        one != other
        and one.casefold() == other.casefold()
        and sum(map(str.isupper, one)) > sum(map(str.isupper, other))
    )


def split_name(full_name: str) -> tuple[str, str]:
    """Return the first name, which is the first word, and the last name, which is the rest ("Ada van den Berg").

    A last name in capitals before it is told from it: "PEETERS Nadia" is Nadia PEETERS.
    """
    words = full_name.split()
    shouted = next((place for place, word in enumerate(words) if not _is_shouted(word)), 0)
    if shouted:
        return " ".join(words[shouted:]), " ".join(words[:shouted])
    first, _, last = full_name.strip().partition(" ")
    return first, last.strip()


def _is_shouted(word: str) -> bool:
    """Say whether a word is written in capitals, and is no initial: "PEETERS", "DE", but not "J.-P."."""
    return len(word) > 1 and word.isupper() and "." not in word


def full_name(first_name: str, last_name: str) -> str:
    """Return a name as people write it."""
    return f"{first_name} {last_name}".strip()
