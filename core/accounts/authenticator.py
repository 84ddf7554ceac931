"""Codes that change with the time, as an app on a telephone shows them, and the codes for when it is lost. Pure.

What the app knows is never kept: it is made of our key and of a grain that the database keeps, which tells nobody
anything by itself. So are the recovery codes, of which the database keeps hashes.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import uuid
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyotp
import segno

#: So many seconds each code of the app is shown.
STEP: Final = 30
#: A telephone's clock may be wrong by one step.
_AROUND: Final = (0, -1, 1)
#: So many recovery codes there are, of so many signs.
RECOVERY_CODES: Final = 10
_SIGNS: Final = 10


@dataclass(frozen=True, slots=True)
class Authenticator:
    """The second factor of a sign-in: made of our key, whose it is, and a grain."""

    key: str
    account_id: uuid.UUID
    grain: str

    @property
    def secret(self) -> str:
        """What the app is told once, to be typed: groups of letters and digits without their spaces."""
        return b32encode(self._made("app")[:20]).decode()

    @property
    def typed_secret(self) -> str:
        """The same in groups of four, as people read it."""
        return " ".join(re.findall("....", self.secret))

    def address(self, owner: str, issuer: str) -> str:
        """Return what the picture says to the app: the secret, whose it is, and for which site."""
        return pyotp.TOTP(self.secret).provisioning_uri(name=owner, issuer_name=issuer)

    def picture(self, owner: str, issuer: str) -> str:
        """Return the picture (SVG) by which an app takes the secret over; dark on white whatever the page is."""
        return str(segno.make(self.address(owner, issuer)).svg_inline(scale=5, light="#fff", omitsize=False))

    def step_of(self, code: str, now: datetime) -> int | None:
        """Return at which step the app shows `code`, if that is about `now`; None for any other code."""
        at, app = int(now.timestamp()) // STEP, pyotp.TOTP(self.secret)
        shown = (at + around for around in _AROUND)
        return next(
            (
                step
                for step in shown
                if hmac.compare_digest(app.at(step * STEP).encode(), code.encode(errors="replace"))
            ),
            None,
        )

    def recovery_codes(self) -> tuple[str, ...]:
        """Return the codes for when the telephone is lost, as people keep them: "abcde-fghij"."""
        made = (b32encode(self._made(f"recovery {number}")).decode().lower() for number in range(RECOVERY_CODES))
        return tuple(f"{code[: _SIGNS // 2]}-{code[_SIGNS // 2 : _SIGNS]}" for code in made)

    def _made(self, what: str) -> bytes:
        said = f"second factor {self.account_id} {self.grain} {what}"
        return hmac.new(self.key.encode(), said.encode(), hashlib.sha256).digest()


def plain_code(typed: str) -> str:
    """Return a code without what people put between its signs: the app's digits, or the letters of a recovery code."""
    return re.sub(r"[\s.\-]", "", typed).lower()


def recovery_hash(code: str) -> str:
    """Return what is kept of a recovery code; there are too many of them to try."""
    return hashlib.sha256(f"recovery {plain_code(code)}".encode()).hexdigest()
