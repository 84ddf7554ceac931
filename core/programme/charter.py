"""Accept the golden rules of an edition: what was read, by whom, when; a step of a registration (IM-26, IM-27).

A module says the rules of each role; a wording that nobody has accepted yet becomes a version when somebody does. The
form carries the seal of what it showed, so that nobody accepts what was changed while they typed.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from core.audit.services import record
from core.database.base import uuid7
from core.programme.models import Charter, CharterAcceptance
from core.tenancy.unit import Unit

#: The golden rules of a role, language to sentences.
Rules = Mapping[str, Sequence[str]]


class CharterMovedError(Exception):
    """The golden rules are no longer those that were read."""


def seal_of(rules: Rules) -> str:
    """Return what stands for a wording in a form that shows it."""
    said = json.dumps({language: list(lines) for language, lines in rules.items()}, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def accept_charter(
    unit: Unit, edition_id: uuid.UUID, registration_id: uuid.UUID, role: str, rules: Rules, *, seen: str, language: str
) -> int:
    """Record that a registration's person accepts `rules`, of which the form carried the seal `seen`.

    Returns the version. Done again it changes nothing. Raises CharterMovedError when the rules are others by now.
    """
    if seen != seal_of(rules):
        raise CharterMovedError
    charter_id, version = _version(unit, edition_id, role, rules)
    row = {
        "tenant_id": unit.tenant.id,
        "id": uuid7(),
        "charter_id": charter_id,
        "registration_id": registration_id,
        "language": language,
        "accepted_at": unit.now,
    }
    made = insert(CharterAcceptance).values(row).on_conflict_do_nothing().returning(CharterAcceptance.id)
    if unit.session.scalar(made) is not None:
        record(unit, "programme.charter.accepted", registration_id, version=version)
    return version


def _version(unit: Unit, edition_id: uuid.UUID, role: str, rules: Rules) -> tuple[uuid.UUID, int]:
    """Return the version with this wording, the next one if there is none; acts at once wait for each other."""
    key = func.hashtextextended(f"charter:{edition_id}:{role}", 0)
    unit.session.execute(select(func.pg_advisory_xact_lock(key)))
    said = {language: list(lines) for language, lines in rules.items()}
    of_role = select(Charter).where(Charter.edition_id == edition_id, Charter.role == role)
    versions = unit.session.scalars(of_role.order_by(Charter.version)).all()
    for each in versions:
        if each.rules == said:
            return each.id, each.version
    made = Charter(
        id=uuid7(), edition_id=edition_id, role=role, version=len(versions) + 1, rules=said, made_at=unit.now
    )
    unit.session.add(made)
    unit.session.flush()
    return made.id, made.version
