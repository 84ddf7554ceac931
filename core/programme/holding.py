"""Take hold of an edition: as it is open, so that nobody closes it meanwhile; or to change the edition itself.

Or of one registration in it, as somebody looked at it.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection

from sqlalchemy import ColumnElement, func, select, update

from core.audit.services import done_before
from core.contract.acting import require
from core.programme.access import MANAGE_EDITION
from core.programme.errors import EditionMovedError, NotOpenError, UnknownEditionError, UnknownRegistrationError
from core.programme.models import Edition, Registration
from core.programme.states import OPEN
from core.tenancy.unit import Unit


def hold_open(unit: Unit, edition_id: uuid.UUID) -> Edition:
    """Return an edition in which people may act, and keep it so until the transaction ends.

    Every service that changes something in an edition begins with it; many may hold an edition at a time, and whoever
    wants to close or to empty it waits for them. Raises NotOpenError for a draft and for one that is closed,
    UnknownEditionError for one that is gone.
    """
    query = select(Edition).where(Edition.id == edition_id).with_for_update(read=True)
    edition = unit.session.scalar(query.execution_options(populate_existing=True))
    if edition is None:
        raise UnknownEditionError("There is no such edition any more.")
    if edition.state not in OPEN:
        raise NotOpenError(edition.module, edition.code, edition.state)
    return edition


def hold_to_change(unit: Unit, edition: Edition, acts: Collection[str], version: int) -> bool:
    """Lock an edition that is to be changed as it was looked at; return False when this very change is done already.

    Whoever holds it open is waited for. The act, one of `acts`, goes on record with the version that was looked at, by
    which the second press of a button is told from somebody else's change. Raises EditionMovedError when the edition is
    another one by now, UnknownEditionError when it is gone, NotAllowedError without the right.
    """
    require(unit.actor, MANAGE_EDITION, edition.module)
    query = select(Edition).where(Edition.id == edition.id).with_for_update()
    if unit.session.scalar(query.execution_options(populate_existing=True)) is None:
        raise UnknownEditionError("There is no such edition any more.")
    if edition.version == version:
        return True
    if done_before(unit, acts, edition.id, version=version):
        return False
    raise EditionMovedError()


def one_at_a_time(unit: Unit) -> None:
    """Let a second act on the names of the network's editions wait for the first; until the transaction ends."""
    key = func.hashtextextended(f"editions:{unit.tenant.id}", 0)
    unit.session.execute(select(func.pg_advisory_xact_lock(key)))


def hold_registration(
    unit: Unit, edition_id: uuid.UUID, registration_id: uuid.UUID, among: ColumnElement[bool]
) -> Registration:
    """Lock a registration of an open edition and return it as it is now; whoever came second waits here.

    `among` says which registrations the act may be done to. Raises UnknownRegistrationError, and what hold_open raises.
    """
    hold_open(unit, edition_id)
    query = select(Registration).where(Registration.id == registration_id, Registration.edition_id == edition_id, among)
    row = unit.session.scalar(query.with_for_update(key_share=True).execution_options(populate_existing=True))
    if row is None:
        raise UnknownRegistrationError(1)
    return row


def note_change(unit: Unit, registration_id: uuid.UUID) -> None:
    """Let the version of a registration grow, of whose places something changed: who looked at it looks again."""
    change = update(Registration).where(Registration.id == registration_id).values(version=Registration.version + 1)
    unit.session.execute(change.execution_options(synchronize_session="fetch"))
