"""Headers arrive as they were written, whoever reads them."""

from __future__ import annotations

import base64
import re
from email import message_from_bytes, policy

from hypothesis import example, given
from hypothesis import strategies as st

from core.messages.headers import mailbox, read, subject
from core.messages.mail import mail_of
from core.messages.rendering import one_line
from tests.core.messages.outgoing import outgoing

TEXTS = st.text(max_size=150) | st.text(alphabet="aé ’œ.-=?_'\"<>@,;:()[]\\b", max_size=150)


def headers_of(raw: bytes) -> dict[str, list[str]]:
    """Read the headers of a mail by the letter of RFC 5322 and RFC 2047, with nothing of the code that wrote them."""
    head = raw.partition(b"\r\n\r\n")[0].decode("ascii")
    assert max(map(len, head.split("\r\n"))) < 998
    lines = re.sub(r"\r\n(?=[ \t])", "", head).split("\r\n")
    return {name: value for name, _, value in (line.partition(": ") for line in lines)}


def decoded(value: str) -> str:
    joined = re.sub(r"\?= (?==\?)", "?=", value)  # Space between encoded words is none.
    words = re.compile(r"(?:=\?utf-8\?b\?[A-Za-z0-9+/=]*\?=)+")
    return words.sub(
        lambda run: b"".join(
            base64.b64decode(word) for word in re.findall(r"=\?utf-8\?b\?([A-Za-z0-9+/=]*)\?=", run[0])
        ).decode(),
        joined,
    )


@given(TEXTS, TEXTS, TEXTS)
@example("Réseau de l’enfance et de l’adolescence de Bruxelles, 0-23 ans", "Zoë " * 20, "Été comme hiver " * 9)
@example("=?utf-8?b?w6k=?=", "a =?x?= b", "=?utf-8?q?=C3=A9?=")
@example("eve@example.org, Eve <eve@example.org>", '"', "\\")
def test_subject_and_names_are_read_as_they_were_written(network: str, name: str, about: str) -> None:
    mail = mail_of(outgoing(to_name=name, subject=about), sender="liaison@mail.example", network=network)
    raw = mail.as_bytes()
    found = headers_of(raw)
    sender, recipient = found["From"].rpartition("<"), found["To"].rpartition("<")
    assert decoded(sender[0].rstrip()) == one_line(network)
    assert decoded(recipient[0].rstrip()) == one_line(name)
    assert decoded(found["Subject"]) == one_line(about)
    assert (sender[2].strip(">"), recipient[2].strip(">")) == ("liaison@mail.example", "ada@example.org")
    # Another reader agrees about the subject, and on how many people the letter goes to.
    again = message_from_bytes(raw, policy=policy.default)
    assert [each.addr_spec for each in again["To"].addresses] == ["ada@example.org"]
    assert [each.addr_spec for each in again["From"].addresses] == ["liaison@mail.example"]


@given(TEXTS.map(one_line))
def test_what_is_written_is_read_again(text: str) -> None:
    assert read(subject(text).fold(policy=policy.SMTP).removeprefix("Subject: ").removesuffix("\r\n")) == text
    line = mailbox("To", text, "a@b.be").fold(policy=policy.SMTP)
    assert read(line.removeprefix("To: ").removesuffix("\r\n")) == (f"{text} <a@b.be>" if text else "a@b.be")


def test_plain_words_stay_readable() -> None:
    assert subject("You have a place (H038)!").fold(policy=policy.SMTP) == "Subject: You have a place (H038)!\r\n"
    assert mailbox("To", "Ada Lovelace", "a@b.be").fold(policy=policy.SMTP) == "To: Ada Lovelace <a@b.be>\r\n"
    assert mailbox("Reply-To", "", "a@b.be").fold(policy=policy.SMTP) == "Reply-To: a@b.be\r\n"


def test_the_lines_of_a_header_are_short() -> None:
    mail = mail_of(outgoing(to_name="Zoë " * 40, subject="é" * 300), sender="a@b.be", network="œ" * 99)
    head = mail.as_bytes().partition(b"\r\n\r\n")[0]
    assert max(map(len, head.split(b"\r\n"))) <= 76
