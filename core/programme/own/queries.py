"""Reads of somebody's own registrations."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from core.contract.hooks import OwnCard
from core.contract.standing import Standing
from core.database.base import refers
from core.directory.models import Organisation
from core.forms.drafts import own_drafts
from core.language.dates import day_of
from core.programme.models import Edition, Registration
from core.programme.states import EditionState
from core.tenancy.unit import Unit


@dataclass(frozen=True, slots=True)
class OwnRegistration:
    """A registration of the reader, with what its module says of it now."""

    id: uuid.UUID
    module: str
    edition: str
    title: Mapping[str, str]
    role: str
    reference: str
    organisation: str | None
    ended: bool
    over: bool
    today: date
    card: OwnCard | None


@dataclass(frozen=True, slots=True)
class Begun:
    """A form that the reader has begun and not sent, and for which edition, as far as it is for one."""

    title: Mapping[str, str] | None
    saved_at: datetime
    last_day: date
    page: str


def begun_forms(unit: Unit) -> list[Begun]:
    """Return what the reader began to fill in, what was saved last first; two statements."""
    drafts = own_drafts(unit)
    if not drafts:
        return []
    query = select(Edition.id, Edition.title).where(Edition.id.in_([draft.owner_id for draft in drafts]))
    titles = {edition_id: title for edition_id, title in unit.session.execute(query)}
    return [
        Begun(titles.get(each.owner_id), each.saved_at, day_of(each.expires_at - timedelta(days=1)), each.page)
        for each in drafts
    ]


def own_registrations(unit: Unit, registration_ids: Collection[uuid.UUID]) -> list[OwnRegistration]:
    """Return registrations for the page of their owner: what goes on first, the latest first; a statement and a hook.

    Those of editions in preparation and of modules that are off are left out.
    """
    query = (
        select(Registration, Edition, Organisation.name)
        .join(Edition, refers(Registration.edition_id, Edition))
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .where(
            Registration.id.in_(registration_ids),
            Edition.state != EditionState.DRAFT,
            Edition.module.in_(unit.tenant.modules),
        )
        .order_by(Registration.id.desc())
    )
    rows = unit.session.execute(query).all()
    cards = unit.events.own_cards(unit, {row.Registration.id: row.Edition.module for row in rows})
    found = [
        OwnRegistration(
            id=registration.id,
            module=edition.module,
            edition=edition.code,
            title=edition.title,
            role=registration.role,
            reference=registration.reference,
            organisation=organisation,
            ended=registration.standing == Standing.ENDED,
            over=edition.state == EditionState.CLOSED,
            today=unit.inside(edition).today,
            card=cards.get(registration.id),
        )
        for registration, edition, organisation in rows
    ]
    return sorted(found, key=lambda each: (each.over, each.ended))
