"""The people of a file: whom a row means, whose an address is, and how they are written."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from flask_babel import lazy_gettext as _l

from core.accounts.models import Person
from core.accounts.people import add_people, change_people, people_by_email
from core.accounts.rules import PersonFacts, full_name, is_same_name, spelled, split_name
from core.exchange import cells
from core.exchange.cells import text
from core.exchange.changes import Change
from core.exchange.checking import SheetRow
from core.exchange.flaws import NOT_YOURS, Flaw
from core.exchange.reading import Sheet
from core.exchange.values import Cell, Meant
from core.language.folding import email_key
from core.tenancy.unit import Unit

DUPLICATE_PERSON: Final = Flaw(
    "duplicate person",
    _l("The same person, by name and address, is registered under another reference."),
    _l("Keep one of the two registrations."),
)
SHARED_ADDRESS: Final = Flaw(
    "shared address",
    _l("Another person has this e-mail address already."),
    _l(
        "If it is the same person, write the name as it stands on the other row, or in Liaison. "
        "If not, ask for a personal address: letters go to one person only."
    ),
)
FLAWS: Final = (DUPLICATE_PERSON, SHARED_ADDRESS)


def read_person(row: SheetRow) -> PersonFacts:
    """Return the person of a row; what is wrong is noted.

    The columns are `first_name` and `last_name`, or `contact` for both in one cell; `email`, `phone`, `language`.
    """
    email, phone, language = row.read("email", cells.email), row.text("phone"), row.read("language", cells.language)
    split = row.has("contact")
    if split:
        first_name, last_name = split_name(row.needed_text("contact"))
    else:
        first_name, last_name = row.needed_text("first_name"), row.said_text("last_name")
    return PersonFacts(first_name, last_name, email, phone, language=language, split=split, meant=row.meant)


@dataclass
class AddressBook:
    """Who has which address, in the file and in the tenant: two people never share one.

    The later row carries the fault, so the first mention of an address keeps it, also if its row is faulty otherwise.
    People of `unseen` are not the actor's to know of: a row with their address is refused in words that tell nothing.
    Who `left` under a reference may stand in the file again under another one.
    """

    known: Mapping[str, PersonFacts]
    unseen: Collection[uuid.UUID] = frozenset()
    left: Collection[str] = frozenset()
    _said: dict[str, tuple[PersonFacts, str]] = field(default_factory=dict)

    def check(
        self,
        row: SheetRow,
        reference: str,
        person: PersonFacts,
        current: PersonFacts | None,
        registered_as: Callable[[uuid.UUID], str | None] | None,
    ) -> None:
        """Note an address that is another person's, or that shows the same person under another reference.

        `current` is the person whom the tenant has under the row's reference; `registered_as` says under which other
        reference a person takes part already, or is None where one person may stand in several rows.
        """
        key = person.email_key
        if key is None or not person.name_key:
            return
        owner = self.known.get(key)
        if owner is not None and owner.id in self.unseen:
            row.note("reference", NOT_YOURS)
            return
        if reference not in self.left:
            self._compare_with_file(row, reference, person, is_once=registered_as is not None)
        if owner is None or (current is not None and owner.id == current.id and person.meant is not Meant.OTHER):
            return
        if not is_same_name(owner, person):
            row.note("email", SHARED_ADDRESS)
        elif registered_as is not None and owner.id is not None and registered_as(owner.id) not in (None, reference):
            row.note("email", DUPLICATE_PERSON)

    def completed(self, person: PersonFacts) -> PersonFacts:
        """Return somebody who takes another's place, with the phone and the language that we have of them already."""
        owner = self.known.get(person.email_key or "")
        if owner is None or person.meant is not Meant.OTHER:
            return person
        return replace(person, phone=person.phone or owner.phone, language=person.language or owner.language)

    def _compare_with_file(self, row: SheetRow, reference: str, person: PersonFacts, *, is_once: bool) -> None:
        first, first_reference = self._said.setdefault(person.email_key or "", (person, reference))
        if not is_same_name(first, person):
            row.note("email", SHARED_ADDRESS)
        elif is_once and first_reference != reference:
            row.note("email", DUPLICATE_PERSON)


def people_named_in(unit: Unit, sheet: Sheet) -> dict[str, PersonFacts]:
    """Return the people of the tenant whose address stands in a sheet, by the key of it; one statement."""
    said = (text(row.get("email")) for _, row in sheet.rows)
    return people_by_email(unit, {email_key(address) for address in said if address})


def person_after(said: PersonFacts, current: PersonFacts | None, owner: PersonFacts | None) -> PersonFacts:
    """Return the person as they will be known; without an id it is a new one.

    `current` is the person under the row's reference, `owner` the one who has the address that is said. An address
    decides; without a known one, a person keeps the reference unless both name and address are others. A hand that
    corrects somebody says all of them; one that puts somebody else in their place means whoever has the address.
    """
    if said.meant is Meant.SAME and current is not None and (owner is None or owner.id == current.id):
        return replace(said, id=current.id, language=said.language or current.language)
    current = None if said.meant is Meant.OTHER else current
    base = owner or (current if current is not None and _is_still(said, current) else None)
    if base is None:
        return said
    first_name, last_name = spelled(said, base)
    return PersonFacts(
        first_name,
        last_name,
        _address(said, base),
        said.phone or base.phone,
        id=base.id,
        language=said.language or base.language,
    )


def _address(said: PersonFacts, known: PersonFacts) -> str | None:
    """Return the address after a row has said one: capitals make no other address, and nothing said erases none."""
    return said.email if said.email_key not in (None, known.email_key) else known.email


def _is_still(said: PersonFacts, current: PersonFacts) -> bool:
    """Say whether a row speaks of the person it spoke of before, mended perhaps."""
    return is_same_name(said, current) or said.email is None or said.email_key == current.email_key


def person_cells(person: Person) -> dict[str, Cell]:
    """Return somebody who is known as the cells of a row would say them, the name in two."""
    return {name: getattr(person, name) for name in ("first_name", "last_name", "email", "phone", "language")}


def one_per_address(people: Iterable[PersonFacts]) -> dict[str, PersonFacts]:
    """Return each person of a file once, by the key of their address: the first spelling, the first phone said."""
    found: dict[str, PersonFacts] = {}
    for person in people:
        key = person.email_key
        if key is None:
            continue
        first = found.setdefault(key, person)
        found[key] = replace(first, phone=first.phone or person.phone, language=first.language or person.language)
    return found


def changed_person(said: PersonFacts, known: PersonFacts) -> dict[str, Change]:
    """Return what a row says otherwise of a person: name, address, phone, language.

    An address, a phone or a language that the file leaves out is not erased: another file may have brought it. What a
    hand leaves out is.
    """
    if said.meant is Meant.TOLD:
        names, email, phone = spelled(said, known), _address(said, known), said.phone or known.phone
    else:
        names, email, phone = (said.first_name, said.last_name), said.email, said.phone
    return {
        "name": Change(full_name(known.first_name, known.last_name), full_name(*names)),
        "email": Change(known.email, email),
        "phone": Change(known.phone, phone),
        "language": Change(known.language, said.language or known.language),
    }


@dataclass(frozen=True, slots=True)
class Mention:
    """A person as a row says them, whom its reference stood for, who has the address, and where they work."""

    said: PersonFacts
    current: PersonFacts | None
    owner: PersonFacts | None
    organisation_id: uuid.UUID

    @classmethod
    def of(
        cls,
        said: PersonFacts,
        current: PersonFacts | None,
        known: Mapping[str, PersonFacts],
        organisation_id: uuid.UUID,
    ) -> Mention:
        """Find who has the address among `known`, people by the key of theirs."""
        return cls(said, current, known.get(said.email_key) if said.email_key else None, organisation_id)


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
    ids = dict(zip(new, add_people(unit, new.values(), language=unit.tenant.language), strict=True))
    return [person.id or ids[person.email_key or place] for place, person in enumerate(after)]
