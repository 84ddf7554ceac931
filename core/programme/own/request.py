"""The registration that an own page is about."""

from __future__ import annotations

import uuid

from flask import abort

from core.contract.acting import Permission
from core.programme.models import Edition, Registration
from core.programme.request import open_edition
from core.tenancy.unit import Unit


def own_registration_or_404(
    module: str, code: str, registration_id: uuid.UUID, permission: Permission
) -> tuple[Registration, Edition, Unit]:
    """Return a registration of the reader's own in an edition, the edition, and the unit on its clock.

    Of whoever is signed in as its person, or came by its link; 404 for anybody else's, and for one that is not there.
    """
    edition, unit = open_edition(module, code)
    registration = None
    if registration_id in {part.registration_id for part in unit.actor.parts if part.role in permission.roles}:
        registration = unit.session.get(Registration, (unit.session.tenant_id, registration_id))
    if registration is None or registration.edition_id != edition.id:
        abort(404)
    return registration, edition, unit
