"""Rights on the public site."""

from __future__ import annotations

from typing import Final

from core.contract.acting import COMMUNICATION, COORDINATOR, Permission

#: To write what the public site of a network says.
WRITE_SITE: Final = Permission("site.texts.write", frozenset({COORDINATOR, COMMUNICATION}))
