"""A letter before it is written: to whom, in which language, with which facts. A plain value, made by a module."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from core.contract.module import LetterKind


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one person; `core.messages.services.write_letters` renders it into the outbox.

    `variables` are the facts its text needs: exactly the names that its kind declares.
    """

    kind: LetterKind
    language: str
    to_name: str
    #: None when the person gave none: the letter then waits among the failed ones, so that somebody phones.
    to_address: str | None
    #: Who gets the answers.
    reply_to: str | None
    variables: Mapping[str, object]
    #: The row the letter is about, the edition, and the territory whose referent sees it.
    about_id: uuid.UUID | None = None
    edition_id: uuid.UUID | None = None
    territory_id: uuid.UUID | None = None
    #: The personal link whose unsealed address stands in it: it is sealed when the letter leaves.
    link_id: uuid.UUID | None = None
    #: Why it is written ("places left after round 2"): with its kind and what it is about, a reason that is told once.
    #: None for a letter that may come as often as what it tells of.
    cause: str | None = None
