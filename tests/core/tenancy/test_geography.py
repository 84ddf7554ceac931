from __future__ import annotations

from collections import Counter

import pytest

from core.tenancy.geography import (
    _SPECIAL_CODES,
    PROVINCES,
    MunicipalityRow,
    SpecialPostalCodeError,
    UnclearPlaceError,
    UnknownPostalCodeError,
    code_and_place,
    is_name_of,
    load_municipalities,
    load_postal_codes,
    municipality,
    municipality_of,
    province_of,
)


def test_there_are_the_municipalities_of_2025_in_their_provinces():
    by_province = Counter(row.province for row in load_municipalities())
    assert by_province == {
        "antwerp": 67,
        "brussels": 19,
        "east-flanders": 55,
        "flemish-brabant": 63,
        "hainaut": 69,
        "liege": 84,
        "limburg": 38,
        "luxembourg": 43,
        "namur": 38,
        "walloon-brabant": 27,
        "west-flanders": 62,
    }


def test_the_nine_german_speaking_communes_have_german_names():
    named = [(row.fr, row.de) for row in load_municipalities() if row.de]
    assert named == [
        ("Amblève", "Amel"),
        ("Bullange", "Büllingen"),
        ("Butgenbach", "Bütgenbach"),
        ("Eupen", "Eupen"),
        ("La Calamine", "Kelmis"),
        ("Lontzen", "Lontzen"),
        ("Raeren", "Raeren"),
        ("Saint-Vith", "Sankt Vith"),
        ("Burg-Reuland", "Burg-Reuland"),
    ]


def test_a_municipality_has_its_names_and_its_province():
    assert municipality("53053") == MunicipalityRow("53053", "Mons", "Bergen", None, "hainaut")
    assert municipality("99999") is None


def test_every_postal_code_has_a_known_municipality_and_three_have_two():
    codes = Counter(row.code for row in load_postal_codes())
    assert [code for code, times in codes.items() if times > 1] == ["1040", "1050", "1804"]
    assert all(municipality(row.nis) for row in load_postal_codes())


@pytest.mark.parametrize(
    ("code", "commune", "name"),
    [
        ("7034", None, "Mons"),
        (" 4720 ", "Kelmis", "La Calamine"),
        ("B-5000", "NAMEN", "Namur"),
        ("BE 5000", None, "Namur"),
        ("4102", "Ougrée", "Seraing"),
        ("1050", "Elsene", "Ixelles"),
        ("1050", " bruxelles", "Bruxelles"),
        ("1040", "ETTERBEEK", "Etterbeek"),
    ],
)
@pytest.mark.requirement("FD-04")
def test_the_postal_code_decides_and_the_name_where_two_share_it(code: str, commune: str | None, name: str):
    assert municipality_of(code, commune).fr == name


@pytest.mark.parametrize("commune", [None, "", "Quartier Louise", "Uccle"])
def test_a_shared_code_with_no_name_that_decides_is_unclear(commune: str | None):
    with pytest.raises(UnclearPlaceError) as raised:
        municipality_of("1050", commune)
    assert [row.fr for row in raised.value.candidates] == ["Bruxelles", "Ixelles"]


@pytest.mark.parametrize("code", ["99999", "", "0000", "Mons", "B-"])
def test_an_unknown_code_is_refused(code: str):
    with pytest.raises(UnknownPostalCodeError):
        municipality_of(code)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("St-Gilles", "1060"), ("saint gilles", "1060"), ("FONTAINE-L'EVEQUE", "6140"), ("Sankt-Vith", "4780")],
)
def test_a_name_is_known_however_it_is_typed(typed: str, code: str):
    assert is_name_of(typed, municipality_of(code))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Liège", "liege"),
        ("LUIK", "liege"),
        ("Province de Liège", "liege"),
        ("Province d’Anvers", "antwerp"),
        ("province du Luxembourg", "luxembourg"),
        ("Provincie Waals-Brabant", "walloon-brabant"),
        ("Brabant wallon", "walloon-brabant"),
        ("Brussel", "brussels"),
        ("Région de Bruxelles", "brussels"),
        ("Brabant", None),
    ],
)
def test_a_province_is_known_by_its_names(name: str, code: str | None):
    assert province_of(name) == code


def test_every_province_is_known_by_its_own_code():
    assert [province_of(row.code) for row in PROVINCES] == [row.code for row in PROVINCES]


@pytest.mark.parametrize(
    ("written", "code", "place"),
    [
        ("7000 Mons", "7000", "Mons"),
        ("B-7000", "7000", None),
        ("BE 7000, Mons", "7000", "Mons"),
        (" 7000 ", "7000", None),
        ("70000", "70000", None),
        ("Mons", "Mons", None),
    ],
)
def test_a_postal_code_is_found_in_what_people_write(written: str, code: str, place: str | None) -> None:
    assert code_and_place(written) == (code, place)


@pytest.mark.parametrize("code", ["1031", "1035", "1105", "5012"])
def test_a_special_code_says_that_it_is_one(code: str) -> None:
    with pytest.raises(SpecialPostalCodeError):
        municipality_of(code, "Bruxelles")


def test_no_special_code_is_that_of_a_municipality() -> None:
    assert not {row.code for row in load_postal_codes()} & _SPECIAL_CODES
