"""The people of an import: those the tenant knows are mended, the others are added."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from core.accounts.people import add_people, change_people
from core.accounts.rules import PersonFacts
from core.tenancy.unit import Unit
from plugins.immersion.importing.persons import person_after


@dataclass(frozen=True, slots=True)
class Mention:
    """A person as a row says them, whom its reference stood for, who has the address, and where they work."""

    said: PersonFacts
    current: PersonFacts | None
    owner: PersonFacts | None
    organisation_id: uuid.UUID


def enter_people(unit: Unit, mentions: Sequence[Mention]) -> list[uuid.UUID]:
    """Write the people of `mentions` and return their ids in the same order; at most two statements.

    The same address in several rows is one person.
    """
    after = [person_after(one.said, one.current, one.owner) for one in mentions]
    known = {one.id: one for row in mentions for one in (row.current, row.owner) if one is not None}
    changed = {person.id: person for person in after if person.id is not None and person != known[person.id]}
    change_people(unit.session, changed.values())
    new: dict[str | int, tuple[PersonFacts, uuid.UUID | None]] = {}
    for place, (person, mention) in enumerate(zip(after, mentions, strict=True)):
        if person.id is None:
            new.setdefault(person.email_key or place, (person, mention.organisation_id))
    ids = dict(zip(new, add_people(unit.session, new.values(), language=unit.tenant.language), strict=True))
    return [person.id or ids[person.email_key or place] for place, person in enumerate(after)]
