"""Which addresses of the web a letter may make links of: the configured ones of Liaison, and no other. Pure.

A letter is official, and whoever reads it trusts its links. What people wrote (a name, a condition) is quoted in it: an
address of the web in there stays to be read, and nothing makes a link of it, neither we nor a program for mail.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

#: Nobody sees it, and a browser leaves it out of an address that is pasted; but no program takes what it divides for an
#: address.
_BREAK: Final = "\u200b"
#: What programs for mail make links of: with a scheme, with www, or a bare name of the web; an e-mail address is none.
_WEB: Final = re.compile(
    r"(?<![\w@.+-])(?:[a-z][a-z0-9+.-]*://\S+|www\.\S+|(?:[\w-]+\.)+[a-z]{2,}(?![\w.+-]*@)(?!\w)\S*)", re.I
)
_DIVIDED: Final = re.compile(r"(?<=\.)(?=[^\s.\u200b])|(?<=:)(?=//)")


def unlinked(text: str) -> str:
    """Return what somebody wrote so that no address of the web in it becomes a link."""
    return _WEB.sub(lambda found: _DIVIDED.sub(_BREAK, found[0]), text)


def is_own(address: str, own: Sequence[str]) -> bool:
    """Say whether a web address is one of ours: one of `own`, or below it."""
    return any(address == site.rstrip("/") or address.startswith(f"{site.rstrip('/')}/") for site in own)
