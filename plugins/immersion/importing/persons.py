"""Which person a row means: one the tenant knows, or a new one; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from core.accounts.rules import PersonFacts


def person_after(said: PersonFacts, current: PersonFacts | None, owner: PersonFacts | None) -> PersonFacts:
    """Return the person as they will be known; without an id it is a new one.

    `current` is the person under the row's reference, `owner` the one who has the address that is said. An address
    decides; without a known one, a person keeps the reference unless both name and address are others.
    """
    base = owner or (current if current is not None and _is_still(said, current) else None)
    if base is None:
        return said
    return PersonFacts(said.first_name, said.last_name, said.email or base.email, said.phone or base.phone, base.id)


def _is_still(said: PersonFacts, current: PersonFacts) -> bool:
    """Say whether a row speaks of the person it spoke of before, mended perhaps."""
    return said.name_key == current.name_key or said.email is None or said.email_key == current.email_key


def one_per_address(people: Iterable[PersonFacts]) -> dict[str, PersonFacts]:
    """Return each person of a file once, by the key of their address: the first spelling, the first phone said."""
    found: dict[str, PersonFacts] = {}
    for person in people:
        key = person.email_key
        if key is None:
            continue
        first = found.setdefault(key, person)
        if first.phone is None and person.phone is not None:
            found[key] = replace(first, phone=person.phone)
    return found
