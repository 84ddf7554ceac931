"""What a cell says, or what is wrong with it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from core.exchange import cells


def fault_of(parser, cell) -> str:
    with pytest.raises(cells.CellFault) as caught:
        parser(cell)
    return caught.value.flaw.name


@pytest.mark.parametrize(
    "parser", [cells.text, cells.yes_or_no, cells.moment, cells.day, cells.whole_number, cells.number, cells.email]
)
def test_an_empty_cell_says_nothing(parser) -> None:
    assert parser(None) is None


def test_a_needed_cell_may_not_be_empty() -> None:
    assert cells.needed("x") == "x"
    assert fault_of(cells.needed, None) == "required"
    assert fault_of(cells.needed, "") == "required"


def test_text() -> None:
    assert cells.text(7034.0) == "7034"
    assert cells.text(7034) == "7034"
    assert cells.text(0.5) == "0.5"
    assert cells.text("a\x00b\x1fc\nd") == "abc\nd"
    assert cells.text(datetime(2024, 6, 12)) == "12/06/2024"  # noqa: DTZ001
    assert cells.text("=CMD()") == "=CMD()"


@pytest.mark.parametrize("said", ["oui", "OUI", "Oui", "o", "ja", "JA", "yes", "Y", "x", "X", "1", 1, True])
def test_yes(said) -> None:
    assert cells.yes_or_no(said) is True


@pytest.mark.parametrize("said", ["non", "NON", "nee", "Neen", "no", "N", "0", 0, False])
def test_no(said) -> None:
    assert cells.yes_or_no(said) is False


@pytest.mark.parametrize("said", ["peut-être", "2", "oui mais", "-"])
def test_neither(said) -> None:
    assert fault_of(cells.yes_or_no, said) == "not yes or no"


@pytest.mark.parametrize(
    ("cell", "utc"),
    [
        (datetime(2024, 2, 13, 10, 28), datetime(2024, 2, 13, 9, 28, tzinfo=UTC)),  # noqa: DTZ001
        (datetime(2024, 7, 1), datetime(2024, 6, 30, 22, tzinfo=UTC)),  # noqa: DTZ001
        (date(2024, 2, 13), datetime(2024, 2, 12, 23, tzinfo=UTC)),
        ("13/02/2024", datetime(2024, 2, 12, 23, tzinfo=UTC)),
        ("13/2/2024 10:28", datetime(2024, 2, 13, 9, 28, tzinfo=UTC)),
        ("13-02-2024 10h28", datetime(2024, 2, 13, 9, 28, tzinfo=UTC)),
        ("13/02/2024 à 10h", datetime(2024, 2, 13, 9, tzinfo=UTC)),
        ("2024-02-13", datetime(2024, 2, 12, 23, tzinfo=UTC)),
        ("2024-02-13T10:28:59", datetime(2024, 2, 13, 9, 28, 59, tzinfo=UTC)),
        ("2024-02-13T10:28:00Z", datetime(2024, 2, 13, 10, 28, tzinfo=UTC)),
    ],
)
def test_moments(cell, utc: datetime) -> None:
    assert cells.moment(cell) == utc


@pytest.mark.parametrize(
    "cell", ["31/02/2024", "32/01/2024", "demain", "13/02/24", 45335.4, 45335, True, time(9), "13/02/2024 25:00"]
)
def test_invalid_dates(cell) -> None:
    assert fault_of(cells.moment, cell) == "invalid date"


def test_a_moment_before_the_calendar_begins_is_no_moment() -> None:
    assert fault_of(cells.moment, "01/01/0001") == "invalid date"


def test_days() -> None:
    assert cells.days("22/04/2024; 25/04/2024;") == (date(2024, 4, 22), date(2024, 4, 25))
    assert cells.days(datetime(2024, 4, 22)) == (date(2024, 4, 22),)  # noqa: DTZ001
    assert cells.days(None) == ()
    assert fault_of(cells.days, "22/04/2024; mardi") == "invalid date"


def test_lists() -> None:
    assert cells.several("CPMS / PSE; Aide à la jeunesse ;; ") == ("CPMS / PSE", "Aide à la jeunesse")
    assert cells.several("lundi, mardi; jeudi", ",;") == ("lundi", "mardi", "jeudi")


def test_numbers() -> None:
    assert [cells.whole_number(cell) for cell in (3, 3.0, "3", " 3 ".strip())] == [3, 3, 3, 3]
    assert [fault_of(cells.whole_number, cell) for cell in (3.5, "trois", True, "3,0")] == ["not a whole number"] * 4
    assert [cells.number(cell) for cell in (1, 0.5, "0,5", "1.25")] == [
        Decimal(1),
        Decimal("0.5"),
        Decimal("0.5"),
        Decimal("1.25"),
    ]
    assert [fault_of(cells.number, cell) for cell in ("un", True, "NaN", date(2024, 1, 1))] == ["not a number"] * 4


@pytest.mark.parametrize(
    "said",
    ["a.b@mons.example", "A@X.BE", "lea@école.be", "x@creche-.example", "o'neill+stage@cpas-mons.be", "a@b.test"],
)
def test_addresses(said: str) -> None:
    assert cells.email(said) == said


@pytest.mark.parametrize(
    "said",
    ["pas-une-adresse", "a@b", "a b@c.be", "a@@c.be", "a@c.be; d@e.be", "a..b@c.be", "x@-c.be", "x@c-.be", "@c.be"],
)
def test_invalid_addresses(said: str) -> None:
    assert fault_of(cells.email, said) == "invalid e-mail"


@given(st.from_regex(r"[a-zA-Z0-9._-]{1,20}@[a-z0-9.-]{1,20}\.[a-z]{2,7}", fullmatch=True))
def test_the_short_way_lets_nothing_through_that_the_whole_check_refuses(said: str) -> None:
    try:
        cells.email(said)
    except cells.CellFault:
        return
    if not said.endswith("-.example"):
        try:
            validate_email(said, check_deliverability=False, test_environment=True)
        except EmailNotValidError as error:
            pytest.fail(f"{said}: {error}")
