"""Addresses that let in whoever has them, for letters: a link by its id, sealed when its letter leaves. Pure.

Letters wait in the outbox and are kept, and staff read them. So what is kept names a link by its id, which opens
nothing; the worker puts the sealed token in its place, and only whoever holds the key of the site can make one.
"""

from __future__ import annotations

import hmac
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Final

#: The page of a tenant that a link leads to.
PREFIX: Final = "/l/"
_BYTES: Final = 16


def unsealed_path(link_id: uuid.UUID) -> str:
    """Return the path of a link as a kept letter names it: it opens nothing."""
    return f"{PREFIX}{link_id.hex}"


def token_of(key: str, tenant_id: uuid.UUID, link_id: uuid.UUID) -> str:
    """Return the token of a link: its id and the seal of a tenant's `key` on it, 43 characters; always the same."""
    seal = hmac.new(key.encode(), b"personal link" + tenant_id.bytes + link_id.bytes, sha256).digest()[:_BYTES]
    return urlsafe_b64encode(link_id.bytes + seal).decode().rstrip("=")


def link_of(key: str, tenant_id: uuid.UUID, token: str) -> uuid.UUID | None:
    """Return the id of the link of a token; None for whatever was not sealed by us, for this tenant."""
    try:
        whole = urlsafe_b64decode(token.encode("ascii") + b"=")
    except ValueError:
        return None
    if len(whole) != 2 * _BYTES:
        return None
    link_id = uuid.UUID(bytes=whole[:_BYTES])
    return link_id if hmac.compare_digest(token_of(key, tenant_id, link_id), token) else None


def sealed_text(text: str, key: str, tenant_id: uuid.UUID, link_id: uuid.UUID) -> str:
    """Return the text of a letter with the address of its link sealed, wherever it stands; of no other link."""
    return text.replace(unsealed_path(link_id), PREFIX + token_of(key, tenant_id, link_id))
