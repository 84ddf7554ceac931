"""What every letter needs beside its facts: to whom it goes, what it is about, and who answers for it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from core.language.wording import Manner, address_words
from core.messages.letter import Letter
from core.messages.phrasing import said

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from core.contract.module import LetterKind
    from core.tenancy.addresses import OwnAddress
    from core.tenancy.unit import TenantView, Unit

#: A text in several languages, language to text.
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OwnLink:
    """The personal link of whom a letter is for: which it is, and its address as a kept letter names it."""

    id: uuid.UUID
    address: OwnAddress


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to call or write to."""

    name: str
    email: str | None
    phone: str | None

    @property
    def lines(self) -> tuple[str, ...]:
        """How to reach them, a line each."""
        return tuple(line for line in (self.phone, self.email) if line)


@dataclass(frozen=True, slots=True)
class Envelope:
    """To whom a letter goes, and in which language; what it is about; who gets the answers."""

    to_name: str
    #: None when the person gave no address.
    to_address: str | None
    language: str
    #: The registration the letter is about, if it is about one, and the edition.
    about_id: uuid.UUID | None
    edition_id: uuid.UUID | None
    territory_id: uuid.UUID | None
    #: The territory's name, its referent (who gets the answers), and the network's name.
    territory: Words
    referent: Contact
    network: Words
    #: How Dutch addresses people.
    manner: Manner = "u"
    #: The link to what is the addressee's own, for a text that gives it (`own_page`).
    link: OwnLink | None = None

    def letter(self, kind: LetterKind, facts: DataclassInstance, *, cause: str | None = None) -> Letter:
        """Put a letter of `kind` into the envelope: its text is given each field of `facts` by name."""
        return Letter(
            kind=kind,
            language=self.language,
            to_name=self.to_name,
            to_address=self.to_address,
            reply_to=self.referent.email,
            variables={**self._common(), **{field.name: getattr(facts, field.name) for field in fields(facts)}},
            about_id=self.about_id,
            edition_id=self.edition_id,
            territory_id=self.territory_id,
            link_id=self.link.id if self.link else None,
            cause=cause,
        )

    def _common(self) -> dict[str, Any]:
        """Return what every text may say; where a territory has no referent, the network itself is reached."""
        name, phone = self.referent.name or said(self.network, self.language), self.referent.phone
        reached = f"{name} ({phone})" if phone else name
        return {
            "to_name": self.to_name,
            "network": self.network,
            "territory": self.territory,
            "own_page": self.link.address if self.link else None,
            "referent": {"name": self.referent.name, "lines": self.referent.lines, "reached": reached},
            **address_words(self.manner),
        }


def coordination(tenant: TenantView) -> Contact:
    """Return whom to turn to in a network, as far as its file says it."""
    return Contact(tenant.contact.get("name", ""), tenant.contact.get("email"), tenant.contact.get("phone"))


def envelope_of(unit: Unit, to_name: str, to_address: str, language: str) -> Envelope:
    """Return the envelope of a letter that is about no registration: the coordination of the network answers."""
    tenant = unit.tenant
    return Envelope(
        to_name=to_name,
        to_address=to_address,
        language=language,
        about_id=None,
        edition_id=None,
        territory_id=None,
        territory=tenant.name,
        referent=coordination(tenant),
        network=tenant.name,
        manner=tenant.dutch_manner,
    )


#: The names that every letter's text may use.
COMMON = frozenset({"to_name", "network", "territory", "referent", "own_page", *address_words("u")})
