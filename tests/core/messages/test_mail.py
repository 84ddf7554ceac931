"""The mail that travels: the same at every attempt, and with our headers only."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.messages.errors import RefusedError
from core.messages.mail import NETWORK_HEADER, mail_of
from tests.core.messages.outgoing import outgoing

OUR_HEADERS = [
    "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type",
    "Content-Language",
]  # fmt: skip


def sent(**changes: object):
    mail = mail_of(outgoing(**changes), sender="Liaison <liaison@mail.example>", network="Le Port 7-9")
    return message_from_bytes(mail.as_bytes(), policy=policy.default)


def test_the_headers() -> None:
    mail = sent()
    assert dict(mail.items()) == {
        "From": "Le Port 7-9 <liaison@mail.example>",
        "To": "Ada Lovelace <ada@example.org>",
        "Reply-To": "referent@example.org",
        "Subject": "Vous avez une place : l’été",
        "Date": "Tue, 19 Mar 2024 09:30:00 +0000",
        "Message-ID": "<1234@harbour.liaison>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "fr",
        "MIME-Version": "1.0",
        "Content-Type": 'multipart/alternative; boundary="=_1234"',
    }


def test_text_first_then_the_same_as_html() -> None:
    text, html = sent().iter_parts()
    assert (text.get_content_type(), text.get_content().replace("\r\n", "\n")) == ("text/plain", outgoing().body)
    assert html.get_content_type() == "text/html"
    assert "À bientôt." in html.get_content()


def test_every_attempt_is_the_same_mail() -> None:
    first, second = (mail_of(outgoing(), sender="a@b.example", network="N", slug="n").as_bytes() for _ in range(2))
    assert first == second
    assert max(map(len, first.split(b"\r\n"))) < 998


def test_only_the_sink_learns_the_network() -> None:
    assert sent()[NETWORK_HEADER] is None
    assert mail_of(outgoing(), sender="a@b.example", network="N", slug="orchard")[NETWORK_HEADER] == "orchard"


@pytest.mark.parametrize(
    "address", ["", "ada", "ada@", "@example.org", "ada@example.org, eve@example.org", "ada\r\nBcc: e@x.org", "a b@c.d"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(RefusedError):
        sent(to_address=address)


@given(st.sampled_from(["to_name", "subject", "body"]), st.text(max_size=90), st.text(max_size=90))
@example("to_name", "0" * 27, "0" * 27)
@example("to_name", "é" * 70, '\\"é' * 70)
def test_nothing_that_people_write_adds_a_header(field: str, before: str, after: str) -> None:
    """Whatever stands in a name, a subject or a body, the headers are ours and the letter goes to one person."""
    mail = sent(**{field: f"{before}\r\nBcc: all@example.org\r\n\r\n{after}"})
    assert mail.keys() == OUR_HEADERS
    assert [address.addr_spec for address in mail["To"].addresses] == ["ada@example.org"]
