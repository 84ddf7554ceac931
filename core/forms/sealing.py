"""The address of a draft: it says which one is meant, sealed, so that drafts are kept of our own forms alone. Pure."""

from __future__ import annotations

import uuid

from itsdangerous import BadData, URLSafeSerializer

from core.forms.rules import DraftPlace


def sealed(key: str, tenant_id: uuid.UUID, place: DraftPlace) -> str:
    """Return the token of a place; always the same."""
    token: str | bytes = _serializer(key, tenant_id).dumps([place.kind, place.owner_id.hex, place.key, place.page])
    return token if isinstance(token, str) else token.decode()


def place_of(key: str, tenant_id: uuid.UUID, token: str) -> DraftPlace | None:
    """Return the place that a token says; None for whatever was not sealed by us, for this tenant."""
    try:
        kind, owner_id, name, page = _serializer(key, tenant_id).loads(token)
    except BadData:
        return None
    return DraftPlace(kind, uuid.UUID(owner_id), name, page)


def _serializer(key: str, tenant_id: uuid.UUID) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt=f"draft {tenant_id.hex}")
