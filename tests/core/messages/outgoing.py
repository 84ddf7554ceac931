"""A letter as it is about to travel."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace


def outgoing(**changes: object) -> SimpleNamespace:
    values = {
        "language": "fr",
        "to_name": "Ada Lovelace",
        "to_address": "ada@example.org",
        "reply_to": "referent@example.org",
        "subject": "Vous avez une place : l’été",
        "body": "Bonjour,\n\nÀ bientôt.\n" + "long " * 400 + "\n",
        "secret": False,
        "message_id": "<1234@harbour.liaison>",
        "written_at": datetime(2024, 3, 19, 9, 30, tzinfo=UTC),
    }
    return SimpleNamespace(**{**values, **changes})
