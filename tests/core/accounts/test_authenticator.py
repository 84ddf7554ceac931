"""Codes of an app: those that the standard says, about now, and recovery codes that nobody guesses."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.accounts.authenticator import Authenticator, plain_code, recovery_hash

NOW = datetime(2026, 3, 1, 12, 0, 7, tzinfo=UTC)
MINE = Authenticator("key", uuid.UUID(int=1), "grain")


@pytest.mark.parametrize(("seconds", "steps"), [(-60, None), (-30, -1), (0, 0), (30, 1), (60, None)])
def test_a_code_counts_about_the_time_at_which_the_app_shows_it(seconds: int, steps: int | None) -> None:
    code = pyotp.TOTP(MINE.secret).at(NOW + timedelta(seconds=seconds))
    expected = None if steps is None else int(NOW.timestamp()) // 30 + steps
    assert MINE.step_of(code, NOW) == expected


@given(st.text(max_size=8))
def test_nothing_else_is_a_code(typed: str) -> None:
    shown = {pyotp.TOTP(MINE.secret).at(NOW + timedelta(seconds=30 * each)) for each in (-1, 0, 1)}
    assert (MINE.step_of(plain_code(typed), NOW) is not None) == (plain_code(typed) in shown)


def test_the_secret_is_of_one_key_one_sign_in_and_one_grain() -> None:
    others = (
        Authenticator("other", MINE.account_id, "grain"),
        Authenticator("key", uuid.UUID(int=2), "grain"),
        Authenticator("key", MINE.account_id, "other"),
    )
    assert len({MINE.secret, *(each.secret for each in others)}) == 4
    assert len({*MINE.recovery_codes(), *(code for each in others for code in each.recovery_codes())}) == 40
    assert (len(MINE.secret), MINE.typed_secret.replace(" ", "")) == (32, MINE.secret)


def test_recovery_codes_are_read_however_they_are_typed() -> None:
    code = MINE.recovery_codes()[0]
    assert len(code) == 11
    assert {recovery_hash(each) for each in (code, code.upper(), code.replace("-", " "), f" {code}")} == {
        recovery_hash(code)
    }


def test_the_picture_carries_the_address_and_no_style() -> None:
    assert MINE.address("ada@b.example", "Le Port") == (
        f"otpauth://totp/Le%20Port:ada%40b.example?secret={MINE.secret}&issuer=Le%20Port"
    )
    picture = MINE.picture("ada@b.example", "Le Port")
    assert picture.startswith("<svg")
    assert "style=" not in picture
