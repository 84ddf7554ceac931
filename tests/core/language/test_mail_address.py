"""Which addresses mail carries, and how they are written on the way."""

from __future__ import annotations

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given
from hypothesis import strategies as st

from core.language.mail_address import MailAddressError, is_travelling, travelling


@pytest.mark.parametrize(
    "address", ["a.b@mons.example", "A@X.BE", "x@creche-.example", "o'neill+stage@cpas-mons.be", "a@b.test", "a_b@c.be"]
)
def test_a_plain_address_travels_as_it_is(address: str) -> None:
    assert travelling(address) == address


@pytest.mark.parametrize(
    ("address", "on_the_way"),
    [
        ("info@école-ici.example", "info@xn--cole-ici-90a.example"),
        ("Info@ÉCOLE.be", "Info@xn--cole-9oa.be"),
        ("info@e\u0301cole.be", "info@xn--cole-9oa.be"),
        ("a@xn--cole-9oa.be", "a@xn--cole-9oa.be"),
    ],
)
def test_an_accented_domain_travels_in_ascii(address: str, on_the_way: str) -> None:
    assert travelling(address) == on_the_way


@pytest.mark.parametrize(
    ("address", "sign"), [("é@x.be", "é"), ("e\u0301@x.be", "é"), ("d’or@x.be", "’"), ("léa@école.be", "é")]
)
def test_a_sign_that_mail_does_not_carry_is_named(address: str, sign: str) -> None:
    with pytest.raises(MailAddressError) as refused:
        travelling(address)
    assert refused.value.foreign_sign == sign


@pytest.mark.parametrize(
    "address",
    [
        *("", "ada", "ada@", "@x.be", "a@b", "é@x", "a b@c.be", "a@@c.be", "a@c.be; d@e.be", "a..b@c.be", "x@-c.be"),
        *(
            "x@c-.be",
            "ada\r\nBcc: e@x.org",
            "x@localhost",
            "a@[127.0.0.1]",
            '"a b"@c.be',
            f"{'x' * 65}@a.be",
            "é é@x.be",
        ),
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(MailAddressError) as refused:
        travelling(address)
    assert refused.value.foreign_sign is None


@given(st.from_regex(r"[a-zA-Z0-9._-]{1,20}@[a-z0-9.-]{1,20}\.[a-z]{2,7}", fullmatch=True))
def test_the_short_way_lets_nothing_through_that_the_whole_check_refuses(address: str) -> None:
    if is_travelling(address) and not address.endswith("-.example"):
        try:
            validate_email(address, check_deliverability=False, test_environment=True, strict=True)
        except EmailNotValidError as error:
            pytest.fail(f"{address}: {error}")


@given(
    st.text(max_size=9) | st.text(alphabet="abé.-_", min_size=1, max_size=9),
    st.text(max_size=9) | st.text(alphabet="abéßœ.-0", min_size=1, max_size=9),
)
@example("info", "école")
@example("info", "straße")
def test_whatever_travels_is_ascii(local: str, domain: str) -> None:
    address = f"{local}@{domain}.be"
    assert not is_travelling(address) or travelling(address).isascii()
