"""The headers of a mail as they travel: whatever people wrote in a name or a subject is read again as it was. Pure.

Python's own writer loses a space where it divides a long name, and forgets quotes where it folds one, so that what is
read is no longer what was written. Ours leaves plain words as they are and puts all others into encoded words
(RFC 2047), which hold nothing that separates names and addresses: no name becomes an address that the letter goes to.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from email.header import decode_header
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from email.policy import Policy

#: A name that is read as it stands: words with one space between them.
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9_-]+(?: [A-Za-z0-9_-]+)*")
#: A subject that is read as it stands: whatever ASCII prints, but for what begins an encoded word.
_PLAIN_SUBJECT: Final = re.compile(r"(?!.*=\?)[!-~]+(?: [!-~]+)*")
_ONE_LINE: Final = 60
#: So many bytes at most make an encoded word with which a line and the name of the header stay below 76 signs.
_BYTES: Final = 39
_AFTER_ENCODED: Final = re.compile(r"(?<=\?=) ")


class Written(str):
    """The value of the header `name`, written already: what `email` asks for in order to leave it as it is."""

    name: str

    def __new__(cls, name: str, value: str) -> Written:
        """Keep `value`, in ASCII and without line ends, for the header `name`."""
        written = super().__new__(cls, value)
        written.name = name
        return written

    def fold(self, *, policy: Policy) -> str:
        """Return the header in its lines: each encoded word has one, and so has an address after it."""
        return f"{self.name}: {_AFTER_ENCODED.sub(policy.linesep + ' ', self)}{policy.linesep}"


def subject(text: str) -> Written:
    """Return the header of the subject `text`, which is one line."""
    return Written("Subject", text if _is(_PLAIN_SUBJECT, text) else _encoded(text))


def mailbox(header: str, name: str, address: str) -> Written:
    """Return the header `header` (From, To, Reply-To) of one person: a name in one line, an address that travels."""
    shown = name if _is(_PLAIN_NAME, name) else _encoded(name)
    return Written(header, f"{shown} <{address}>" if shown else address)


def read(value: str) -> str:
    """Return the value of a header as people read it, its lines in one."""
    unfolded = re.sub(r"\r?\n(?=[ \t])", "", value)
    parts = decode_header(unfolded)
    return "".join(
        part if isinstance(part, str) else part.decode(charset or "ascii", "replace") for part, charset in parts
    )


def _is(plain: re.Pattern[str], text: str) -> bool:
    return len(text) <= _ONE_LINE and plain.fullmatch(text) is not None


def _encoded(text: str) -> str:
    return " ".join(f"=?utf-8?b?{b64encode(piece).decode()}?=" for piece in _pieces(text))


def _pieces(text: str) -> Iterator[bytes]:
    """Divide a text between its signs, none of which may be cut."""
    piece = b""
    for sign in (sign.encode() for sign in text):
        if len(piece) + len(sign) > _BYTES:
            yield piece
            piece = b""
        piece += sign
    if piece:
        yield piece
