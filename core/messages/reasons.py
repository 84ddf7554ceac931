"""Why a letter has not arrived, as the outbox notes it: a reason of ours, what the server said, or both. Pure.

`templates/messages/words.html` puts the reasons into words, in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

#: The person has no address: somebody has to phone.
NO_ADDRESS: Final = "no address"
#: What stands there is no address that mail can carry: somebody has to correct it.
BAD_ADDRESS: Final = "bad address"
#: The worker ended each time it sent this letter.
ENDED: Final = "worker ended"
#: The mail server refused our own sign-in.
SIGN_IN: Final = "sign-in refused"
#: The mail server shows a certificate that this machine does not trust.
CERTIFICATE: Final = "certificate not trusted"
#: The mail server does not answer, or stopped in the middle.
SERVER_AWAY: Final = "server away"

#: What nobody can mend by sending the letter again: somebody has to phone, or to correct the address.
_IN_VAIN: Final = (NO_ADDRESS, BAD_ADDRESS)
#: The kinds of failure after which letters are as good as when they were written, and may all be sent again: the word
#: for each in an address, with the reason of ours; None for what the server said in words of its own.
SENT_AGAIN: Final[Mapping[str, str | None]] = MappingProxyType(
    {
        "sign-in": SIGN_IN,
        "certificate": CERTIFICATE,
        "server-away": SERVER_AWAY,
        "worker-ended": ENDED,
        "refused": None,
    }
)
#: Every reason of ours; any other note is what a server said.
REASONS: Final = (*(reason for reason in SENT_AGAIN.values() if reason), *_IN_VAIN)


def because(reason: str, words: str) -> str:
    """Return the note of `reason` with what the server, or the attempt to reach it, said."""
    return f"{reason}: {words}"
