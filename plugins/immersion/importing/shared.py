"""What the files of hosts and of trainees have in common: places, people, sectors; and how choices are read."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from core.accounts.rules import PersonFacts
from core.directory.rules import PublicFacts, SaidOrganisation
from core.directory.vocabulary import Vocabulary, professions, sectors
from core.exchange.cells import several
from core.tenancy.geography import (
    MunicipalityRow,
    UnclearPlaceError,
    UnknownPostalCodeError,
    municipality_of,
    province_of,
)
from plugins.immersion.importing import faults as names
from plugins.immersion.importing.columns import MOST_CHOICES, choice_column
from plugins.immersion.importing.known import KnownOffer, Places
from plugins.immersion.importing.rows import Row

_CHOICE_COLUMNS = tuple(choice_column(rank) for rank in range(1, MOST_CHOICES + 1))


@dataclass
class Reader:
    """Looks up places and words; what ten thousand rows repeat is looked up once."""

    places: Places
    _municipalities: dict[tuple[str, str | None], MunicipalityRow | str] = field(default_factory=dict)
    _provinces: dict[str, str | None] = field(default_factory=dict)
    _codes: dict[tuple[str, str], str | None] = field(default_factory=dict)

    def place(self, row: Row) -> tuple[str | None, str | None, uuid.UUID | None]:
        """Return the postal code, the municipality's NIS code and the territory of a row; what is wrong is noted."""
        code = row.needed_text("postal_code")
        if not code:
            return None, None, None
        municipality = self._municipality(code, row.text("commune"))
        if isinstance(municipality, str):
            row.fault("postal_code", municipality)
            return None, None, None
        self._compare_province(row, municipality)
        territory_id = self.places.territories.get(municipality.nis)
        if not self.places.may(territory_id):
            row.fault("postal_code", names.OUTSIDE_TERRITORY)
        elif territory_id is None:
            row.warn("postal_code", names.NO_TERRITORY)
        return code, municipality.nis, territory_id

    def organisation(self, row: Row) -> tuple[SaidOrganisation, uuid.UUID | None]:
        """Return the organisation of a row, with its public facts, and its territory."""
        institution, service, street = row.needed_text("institution"), row.text("service"), row.text("street")
        codes = self.codes(row, "sector", sectors(), ";", names.UNKNOWN_SECTOR)
        postal_code, nis, territory_id = self.place(row)
        facts = PublicFacts(street, postal_code, nis, frozenset(codes))
        return SaidOrganisation(institution, service, facts), territory_id

    def professions(self, row: Row, column: str, separators: str) -> tuple[str, ...]:
        """Return the professions of a row by their codes; a word that nobody knows stays as written."""
        return self.codes(row, column, professions(), separators, names.UNKNOWN_PROFESSION)

    def codes(self, row: Row, column: str, vocabulary: Vocabulary, separators: str, warning: str) -> tuple[str, ...]:
        """Return the codes of a list of words; a word that the vocabulary does not know stays, with a warning."""
        said = row.text(column)
        if said is None:
            return ()
        found: dict[str, None] = {}
        for word in several(said, separators) if separators else (said,):
            code = self._code(column, word, vocabulary)
            if code is None:
                row.warn(column, warning)
            found[code or word] = None
        return tuple(found)

    def _code(self, column: str, word: str, vocabulary: Vocabulary) -> str | None:
        key = (column, word)
        if key not in self._codes:
            term = vocabulary.find(word)
            self._codes[key] = term.code if term else None
        return self._codes[key]

    def _municipality(self, code: str, commune: str | None) -> MunicipalityRow | str:
        """Return the municipality, or the name of what is wrong."""
        key = (code, commune)
        if key not in self._municipalities:
            try:
                self._municipalities[key] = municipality_of(code, commune)
            except UnknownPostalCodeError:
                self._municipalities[key] = names.UNKNOWN_POSTAL_CODE
            except UnclearPlaceError:
                self._municipalities[key] = names.UNCLEAR_POSTAL_CODE
        return self._municipalities[key]

    def _compare_province(self, row: Row, municipality: MunicipalityRow) -> None:
        said = row.text("province")
        if said is None:
            return
        if said not in self._provinces:
            self._provinces[said] = province_of(said)
        if self._provinces[said] != municipality.province:
            row.warn("province", names.OTHER_PROVINCE)


@dataclass
class Addresses:
    """Who has which address, in the file and in the tenant: two people never share one.

    The later row carries the fault, so the first mention of an address keeps it, also if its row is faulty otherwise.
    """

    known: Mapping[str, PersonFacts]
    _said: dict[str, tuple[str, str]] = field(default_factory=dict)

    def check(
        self,
        row: Row,
        reference: str,
        person: PersonFacts,
        current: PersonFacts | None,
        registered_as: Callable[[uuid.UUID], str | None] | None,
    ) -> None:
        """Note an address that is another person's, or that shows the same person under another reference.

        `current` is the person whom the tenant has under the row's reference; `registered_as` says under which other
        reference a person takes part already, or is None where one person may stand in several rows (hosts).
        """
        key = person.email_key
        if key is None or not person.name_key:
            return
        first_name, first_reference = self._said.setdefault(key, (person.name_key, reference))
        if first_name != person.name_key:
            row.fault("email", names.SHARED_ADDRESS)
        elif registered_as is not None and first_reference != reference:
            row.fault("email", names.DUPLICATE_PERSON)
        owner = self.known.get(key)
        if owner is None or (current is not None and owner.id == current.id):
            return
        if owner.name_key != person.name_key:
            row.fault("email", names.SHARED_ADDRESS)
        elif registered_as is not None and owner.id is not None and registered_as(owner.id) not in (None, reference):
            row.fault("email", names.DUPLICATE_PERSON)


def read_choices(row: Row, offers: Mapping[str, KnownOffer], institution: str, max_choices: int) -> tuple[str, ...]:
    """Return the offers chosen, first choice first; `institution` is the folded name of the trainee's (IM-11).

    A gap is closed, with a warning. What is wrong is noted: no first choice, too many, an unknown offer, the same
    twice, one's own institution.
    """
    chosen: list[str] = []
    missing = False
    for rank, column in enumerate(_CHOICE_COLUMNS, start=1):
        reference = row.text(column)
        if reference is None:
            if rank == 1:
                row.fault(column, names.FIRST_CHOICE_MISSING)
            missing = True
            continue
        reference = reference.upper()
        if rank > max_choices:
            row.fault(column, names.TOO_MANY_CHOICES)
        elif wrong := _wrong_choice(reference, chosen, offers.get(reference), institution):
            row.fault(column, wrong)
        else:
            if missing and chosen:
                row.warn(column, names.GAP_IN_CHOICES)
            if not offers[reference].accepted:
                row.warn(column, names.OFFER_NOT_OPEN)
            chosen.append(reference)
    return tuple(chosen)


def _wrong_choice(reference: str, chosen: list[str], offer: KnownOffer | None, institution: str) -> str | None:
    if offer is None:
        return names.UNKNOWN_OFFER
    if reference in chosen:
        return names.SAME_CHOICE_TWICE
    if offer.institution == institution:
        return names.OWN_INSTITUTION
    return None
