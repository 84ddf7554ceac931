"""Which addresses mail carries, and how they are written on the way. Pure.

The one rule for every address that is typed, imported or configured, and for every letter that leaves: what it accepts
arrives at any mail server, also at one that knows nothing but ASCII.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from email_validator import EmailNotValidError, validate_email

#: An address so plain that every reading of the standard accepts it, as nearly all are; the whole check, which costs
#: a hundred times as much, is left for the others. Within 64 signs no part of an address can be too long.
_PLAIN: Final = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,24}", re.I | re.A)
_PLAIN_LENGTH: Final = 64
_SPECIAL: Final = re.compile(r"\.(?:arpa|invalid|local|localhost|onion)$", re.I)
#: A domain kept for examples, as a shortened name may end with hyphens.
_CUT_SHORT: Final = re.compile(r"-+(?=\.example$)", re.I)


class MailAddressError(ValueError):
    """Mail cannot carry this address.

    `foreign_sign` is the sign before the @ that no mail server has to know (an accent, a curly apostrophe), if that is
    all that is wrong; None for what is no address at all.
    """

    def __init__(self, foreign_sign: str | None = None) -> None:
        # The address itself is somebody's: it has no place where errors are noted.
        what = f"the sign {foreign_sign} stands before the @" if foreign_sign else "it is not written like one"
        super().__init__(f"This is not an address that mail can carry: {what}.")
        self.foreign_sign = foreign_sign


def travelling(address: str) -> str:
    """Return a mail address as it travels, in ASCII: "info@école.example" goes to "info@xn--cole-9oa.example".

    Nobody is asked whether the domain exists. Raises MailAddressError for an address that mail refuses.
    """
    if _PLAIN.fullmatch(address) and len(address) <= _PLAIN_LENGTH and not _SPECIAL.search(address):
        return address
    try:
        found = validate_email(
            _CUT_SHORT.sub("", address),
            strict=True,
            allow_smtputf8=False,
            check_deliverability=False,
            test_environment=True,
        )
    except EmailNotValidError:
        raise MailAddressError(_foreign_sign(address)) from None
    return address if address.isascii() else f"{address.rpartition('@')[0]}@{found.ascii_domain}"


def is_travelling(address: str) -> bool:
    """Say whether mail can carry an address."""
    try:
        travelling(address)
    except MailAddressError:
        return False
    return True


def _foreign_sign(address: str) -> str | None:
    local, at, domain = unicodedata.normalize("NFC", address).rpartition("@")
    # A letter stands in for each foreign sign: is the address good then, that sign is what was wrong.
    plain = "".join(sign if sign.isascii() else "x" for sign in local)
    if not at or plain == local or not is_travelling(f"{plain}@{domain}"):
        return None
    return next(sign for sign in local if not sign.isascii())
