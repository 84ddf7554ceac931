"""The organisations of a file: where a row's service lies, whose territory that is, and the words of its work."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from core.contract.acting import Permission
from core.directory.models import Organisation
from core.directory.names import Institution, service_name
from core.directory.queries import sectors_of
from core.directory.rules import PublicFacts, SaidOrganisation
from core.directory.vocabulary import Vocabulary, professions, sectors
from core.exchange.cells import several
from core.exchange.checking import SheetRow
from core.exchange.flaws import NOT_YOURS, Flaw
from core.exchange.values import Cell
from core.language.here import spoken_here
from core.tenancy.geography import (
    MunicipalityRow,
    SpecialPostalCodeError,
    UnclearPlaceError,
    UnknownPostalCodeError,
    code_and_place,
    municipality_of,
    province_of,
)
from core.tenancy.models import Municipality
from core.tenancy.queries import territory_by_municipality
from core.tenancy.unit import Unit

UNKNOWN_POSTAL_CODE: Final = Flaw(
    "unknown postal code", _l("Belgium has no such postal code."), _l("Correct the four digits.")
)
SPECIAL_POSTAL_CODE: Final = Flaw(
    "special postal code",
    _l("This is the special code of one large receiver of mail, and says nothing of where it lies."),
    _l("Write the postal code of the street."),
)
UNCLEAR_POSTAL_CODE: Final = Flaw(
    "postal code of two municipalities",
    _l("Several municipalities have this postal code, and none is the one named beside it."),
    _l("Write the municipality in its own column."),
)
OUTSIDE_TERRITORY: Final = Flaw(
    "outside your territory",
    _l("This address lies outside your territory."),
    _l("Leave the row to the referent of that territory, or to the coordinator."),
)
OTHER_PROVINCE: Final = Flaw(
    "province differs from the postal code",
    _l("The postal code lies in another province."),
    _l("The postal code counts. Correct whichever is wrong."),
    warning=True,
)
NO_TERRITORY: Final = Flaw(
    "outside the network",
    _l("This address lies in no territory of the network."),
    _l("No referent will see this row; the coordinator will."),
    warning=True,
)
UNKNOWN_SECTOR: Final = Flaw(
    "unknown sector",
    _l("We do not know this sector."),
    _l("It is kept as written and counted apart."),
    warning=True,
)
UNKNOWN_PROFESSION: Final = Flaw(
    "unknown profession", _l("We do not know this profession."), _l("It is kept as written."), warning=True
)
FLAWS: Final = (
    *(UNKNOWN_POSTAL_CODE, SPECIAL_POSTAL_CODE, UNCLEAR_POSTAL_CODE, OUTSIDE_TERRITORY),
    *(OTHER_PROVINCE, NO_TERRITORY, UNKNOWN_SECTOR, UNKNOWN_PROFESSION),
)


def profession_words(codes: str | Sequence[str] | None) -> str:
    """Return one profession or several by their labels in the reader's language; what is no code stays as written."""
    several_codes = (codes,) if isinstance(codes, str) else codes or ()
    return ", ".join(professions().name(code, spoken_here()) for code in several_codes)


def organisation_cells(
    unit: Unit, organisation_id: uuid.UUID | None, territory_id: uuid.UUID | None
) -> dict[str, Cell]:
    """Return an organisation as the cells of a row would say it; one statement, two where its place is told.

    Where it lies in another territory than the row that speaks of it, nothing is said of its place.
    """
    query = (
        select(Institution.name, service_name(), Organisation, sectors_of(Organisation.id), Municipality)
        .join(Institution, Institution.id == Organisation.institution_id)
        .outerjoin(Municipality, Municipality.nis == Organisation.nis)
        .where(Organisation.id == organisation_id)
    )
    found = unit.session.execute(query).one_or_none()
    if found is None:
        return {}
    institution, service, there, codes, municipality = found
    names = "; ".join(sectors().name(code, spoken_here()) for code in codes or ())
    cells: dict[str, Cell] = {"institution": institution, "service": service, "sector": names or None}
    if municipality is not None and territory_by_municipality(unit.session).get(there.nis) == territory_id:
        called = municipality.nl if spoken_here() == "nl" else municipality.fr
        cells |= {"postal_code": there.postal_code, "commune": called, "street": there.street}
    return cells


@dataclass(frozen=True, slots=True)
class Territories:
    """The territories of the tenant by municipality, and those in which the actor may import (None: all)."""

    by_municipality: Mapping[str, uuid.UUID]
    allowed: frozenset[uuid.UUID] | None = None

    def may_correct(self, facts: PublicFacts) -> bool:
        """Say whether an organisation lies where the actor may import, or lies nowhere yet (M2)."""
        return facts.nis is None or self.may(self.by_municipality.get(facts.nis))

    def may(self, territory_id: uuid.UUID | None) -> bool:
        """Say whether the actor may import into a territory."""
        return self.allowed is None or territory_id in self.allowed


def territories_of(unit: Unit, permission: Permission) -> Territories:
    """Return the territories, and those in which the unit's actor has `permission`; one statement."""
    return Territories(territory_by_municipality(unit.session), unit.actor.territories(permission))


@dataclass
class OrganisationReader:
    """Reads where an organisation lies and what it does; what ten thousand rows repeat is looked up once.

    The columns are `institution`, `service`, `street`, `sector`, `postal_code`, `commune` and `province`.
    """

    territories: Territories
    _municipalities: dict[tuple[str, str | None], MunicipalityRow | Flaw] = field(default_factory=dict)
    _provinces: dict[str, str | None] = field(default_factory=dict)
    _codes: dict[tuple[str, str], str | None] = field(default_factory=dict)

    def organisation(self, row: SheetRow, known: uuid.UUID | None = None) -> tuple[SaidOrganisation, uuid.UUID | None]:
        """Return the organisation of a row, with its public facts, and its territory.

        A file without postal codes says nothing of where a row lies that is `known` to lie in a territory.
        """
        institution, service, street = row.needed_text("institution"), row.text("service"), row.text("street")
        codes = self._several_codes(row, "sector", sectors(), ";", UNKNOWN_SECTOR)
        says_place = known is None or row.has("postal_code")
        postal_code, nis, territory_id = self._place(row) if says_place else (None, None, known)
        facts = PublicFacts(street, postal_code, nis, frozenset(codes))
        return SaidOrganisation(institution, service, facts), territory_id

    def professions(self, row: SheetRow, column: str, separators: str = "") -> tuple[str, ...]:
        """Return the professions of a row by their codes; a word that nobody knows stays as written.

        Without `separators` the cell is one profession.
        """
        return self._several_codes(row, column, professions(), separators, UNKNOWN_PROFESSION)

    def check_reference(self, row: SheetRow, territory_id: uuid.UUID | None) -> None:
        """Note a reference that stands for something outside the actor's territories, in words that tell nothing."""
        if not self.territories.may(territory_id):
            row.note("reference", NOT_YOURS)

    def _place(self, row: SheetRow) -> tuple[str | None, str | None, uuid.UUID | None]:
        """Return the postal code, the municipality's NIS code and the territory of a row; what is wrong is noted."""
        code, place = code_and_place(row.needed_text("postal_code"))
        if not code:
            return None, None, None
        municipality = self._municipality(code, row.text("commune") or place)
        if isinstance(municipality, Flaw):
            row.note("postal_code", municipality)
            return None, None, None
        self._compare_province(row, municipality)
        territory_id = self.territories.by_municipality.get(municipality.nis)
        if not self.territories.may(territory_id):
            row.note("postal_code", OUTSIDE_TERRITORY)
        elif territory_id is None:
            row.note("postal_code", NO_TERRITORY)
        return code, municipality.nis, territory_id

    def _several_codes(
        self, row: SheetRow, column: str, vocabulary: Vocabulary, separators: str, unknown: Flaw
    ) -> tuple[str, ...]:
        """Return the codes of a list of words; a word that the vocabulary does not know stays, with a warning."""
        said = row.text(column)
        if said is None:
            return ()
        found: dict[str, None] = {}
        for word in self._words(column, said, vocabulary, separators):
            code = self._code(column, word, vocabulary)
            if code is None:
                row.note(column, unknown)
            found[code or word] = None
        return tuple(found)

    def _words(self, column: str, said: str, vocabulary: Vocabulary, separators: str) -> tuple[str, ...]:
        """Divide a list into its words; also at commas, as our own lists write them, if all between them are known."""
        if not separators:
            return (said,)
        found: list[str] = []
        for word in several(said, separators):
            parts = several(word, ",")
            # A slash is no comma: "CPMS / PSE" is one word, and of several the vocabulary may find the first.
            known = len(parts) > 1 and all(self._code(column, part, vocabulary) for part in parts)
            found += parts if known else [word]
        return tuple(found)

    def _code(self, column: str, word: str, vocabulary: Vocabulary) -> str | None:
        key = (column, word)
        if key not in self._codes:
            term = vocabulary.find(word)
            self._codes[key] = term.code if term else None
        return self._codes[key]

    def _municipality(self, code: str, commune: str | None) -> MunicipalityRow | Flaw:
        """Return the municipality, or what is wrong."""
        key = (code, commune)
        if key not in self._municipalities:
            try:
                self._municipalities[key] = municipality_of(code, commune)
            except SpecialPostalCodeError:
                self._municipalities[key] = SPECIAL_POSTAL_CODE
            except UnknownPostalCodeError:
                self._municipalities[key] = UNKNOWN_POSTAL_CODE
            except UnclearPlaceError:
                self._municipalities[key] = UNCLEAR_POSTAL_CODE
        return self._municipalities[key]

    def _compare_province(self, row: SheetRow, municipality: MunicipalityRow) -> None:
        said = row.text("province")
        if said is None:
            return
        if said not in self._provinces:
            self._provinces[said] = province_of(said)
        if self._provinces[said] != municipality.province:
            row.note("province", OTHER_PROVINCE)
