"""Why a letter has not arrived, as the outbox notes it: a reason of ours, what the server said, or both. Pure.

`templates/messages/words.html` puts the reasons into words, in the reader's language.
"""

from __future__ import annotations

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


def because(reason: str, words: str) -> str:
    """Return the note of `reason` with what the server, or the attempt to reach it, said."""
    return f"{reason}: {words}"
