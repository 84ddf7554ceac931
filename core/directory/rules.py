"""What makes two mentions the same organisation, and who may correct its public facts; pure."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, reduce
from typing import NamedTuple

from core.language.folding import fold


@lru_cache(maxsize=16_384)
def name_key(name: str) -> str:
    """Return the name folded (accents, case, kinds of apostrophe), by which an organisation is found again."""
    return fold(name)


class OrganisationKey(NamedTuple):
    """Which organisation is meant: an institution, or one of its services, by folded name.

    An institution is known by its name alone, wherever its services lie: own institution and priority are decided on
    it, and people who work for it at another address are still its people (IM-17).
    """

    institution: str
    service: str | None = None

    @property
    def of_institution(self) -> OrganisationKey:
        """The institution itself."""
        return OrganisationKey(self.institution)


@dataclass(frozen=True, slots=True)
class PublicFacts:
    """What the directory says of an organisation: where it lies, and the codes of its sectors."""

    street: str | None = None
    postal_code: str | None = None
    nis: str | None = None
    sectors: frozenset[str] = frozenset()


@dataclass(frozen=True)
class SaidOrganisation:
    """An organisation as a form or a file says it; the facts are those of the service if one is named."""

    institution: str
    service: str | None = None
    facts: PublicFacts = PublicFacts()

    @cached_property
    def key(self) -> OrganisationKey:
        """Which organisation is meant."""
        return OrganisationKey(name_key(self.institution), name_key(self.service) if self.service else None)


@dataclass(frozen=True, slots=True)
class KnownOrganisation:
    """An organisation of the directory, and the tenant that entered it and may correct it."""

    id: uuid.UUID
    institution_id: uuid.UUID
    facts: PublicFacts
    steward_id: uuid.UUID | None
    #: The rehearsal in which it was entered; None for what the directory has.
    rehearsal_id: uuid.UUID | None = None


def filled(known: PublicFacts, said: PublicFacts) -> PublicFacts:
    """Return what is known, with what was missing filled from what is said; a postal code brings its municipality."""
    here = said if known.postal_code is None else known
    return PublicFacts(
        street=known.street or (said.street if known.postal_code in (None, said.postal_code) else None),
        postal_code=here.postal_code,
        nis=here.nis,
        sectors=known.sectors or said.sectors,
    )


def corrected(known: PublicFacts, said: PublicFacts) -> PublicFacts:
    """Return what is said, with what it leaves out as it is known: an empty cell never erases a fact."""
    return PublicFacts(
        street=said.street or known.street,
        postal_code=said.postal_code or known.postal_code,
        nis=said.nis if said.postal_code else known.nis,
        sectors=said.sectors or known.sectors,
    )


def together(mentions: Iterable[PublicFacts]) -> PublicFacts:
    """Return the facts of several mentions of one organisation: the first address said, and every sector."""
    return reduce(
        lambda one, other: replace(filled(one, other), sectors=one.sectors | other.sectors), mentions, PublicFacts()
    )
