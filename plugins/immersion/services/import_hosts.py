"""Write the file of hosts: contacts, offers with what they say of a stay, and openings with their places (IM-10)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete

from core.accounts.importing import Mention, enter_people
from core.database.base import uuid7
from core.database.bulk import insert_rows, update_rows
from core.directory.rules import KnownOrganisation, OrganisationKey
from core.directory.services import OrganisationPlan, enter_organisations, plan_organisations
from core.exchange.importing import ImportPlan
from core.exchange.reading import Sheet
from core.programme.importing.contacts import Contacts
from core.programme.models import Edition, Offer, Opening
from core.programme.references import step_past
from core.tenancy.unit import Unit
from plugins.immersion.enums import ParticipantKind
from plugins.immersion.importing.hosts import HostRow, changed_columns, check_hosts
from plugins.immersion.importing.known import KnownFacts, KnownHost
from plugins.immersion.models import ImmersionOffer
from plugins.immersion.queries.importing import known_for_hosts
from plugins.immersion.statuses import OFFER_ACCEPTED, REGISTERED, WITHDRAWN, offer_status_after_import

_Organisations = Mapping[OrganisationKey, KnownOrganisation]


def plan_hosts(unit: Unit, edition: Edition, sheet: Sheet) -> ImportPlan:
    """Decide what a file of hosts does to `edition`; what its own organisations are, the tenant may correct."""
    known = known_for_hosts(unit, edition, sheet)
    checked = check_hosts(sheet, known)
    organisations = plan_organisations(unit, (row.organisation for row in checked.rows), corrects=True)
    new = [row for row in checked.rows if row.reference not in known.hosts]
    updated = {
        row.reference: columns
        for row in checked.rows
        if (host := known.hosts.get(row.reference))
        and (columns := (*changed_columns(row, host), *_corrected(row, organisations)))
    }
    changed = [row for row in checked.rows if row.reference in updated]
    return ImportPlan(
        checked=checked,
        new=[row.reference for row in new],
        updated=updated,
        write=lambda: _write(unit, edition, known, organisations, new=new, changed=changed),
    )


def _corrected(row: HostRow, organisations: OrganisationPlan) -> tuple[str, ...]:
    return ("organisation",) if row.organisation.key in organisations.changed else ()


def _write(
    unit: Unit,
    edition: Edition,
    known: KnownFacts,
    plan: OrganisationPlan,
    *,
    new: Sequence[HostRow],
    changed: Sequence[HostRow],
) -> None:
    organisations = enter_organisations(unit, plan)
    rows = (*new, *changed)
    people = enter_people(unit, [_mention(row, known, organisations) for row in rows])
    contacts = Contacts(known.contacts, {reference: host.registration_id for reference, host in known.hosts.items()})
    for row, person_id in zip(rows, people, strict=True):
        said = {"person_id": person_id, "registered_at": row.registered_at, **_service_of(row, organisations)}
        contacts.place(row.reference, said)
    contacts.write(unit, edition.id, ParticipantKind.HOST, REGISTERED)
    _insert_offers(unit, edition, new, contacts, organisations)
    _update_offers(unit, known.hosts, changed, contacts, organisations)
    contacts.end_those_who_left(unit, WITHDRAWN)
    step_past(unit, edition.id, (row.reference for row in new))


def _mention(row: HostRow, known: KnownFacts, organisations: _Organisations) -> Mention:
    host = known.hosts.get(row.reference)
    return Mention.of(row.person, host.person if host else None, known.people, organisations[row.organisation.key].id)


def _insert_offers(
    unit: Unit,
    edition: Edition,
    rows: Sequence[HostRow],
    contacts: Contacts,
    organisations: _Organisations,
) -> None:
    ids = {row.reference: uuid7() for row in rows}
    insert_rows(
        unit.session,
        Offer,
        [
            {
                "id": ids[row.reference],
                "reference": row.reference,
                "title": {unit.tenant.language: row.details.title},
                **_offer(row, contacts, organisations),
            }
            for row in rows
        ],
        edition_id=edition.id,
        **OFFER_ACCEPTED.columns,  # Who imports may accept, and means to.
    )
    insert_rows(unit.session, ImmersionOffer, [_details(row, ids[row.reference]) for row in rows])
    insert_rows(
        unit.session,
        Opening,
        [{"offer_id": ids[row.reference], "capacity": row.details.capacity} for row in rows],
        edition_id=edition.id,
    )


def _update_offers(
    unit: Unit,
    hosts: Mapping[str, KnownHost],
    rows: Sequence[HostRow],
    contacts: Contacts,
    organisations: _Organisations,
) -> None:
    there = {row.reference: hosts[row.reference] for row in rows}
    update_rows(
        unit.session,
        Offer,
        {
            there[row.reference].offer_id: {
                **offer_status_after_import(there[row.reference].status).columns,
                **_offer(row, contacts, organisations),
                "title": {**there[row.reference].titles, unit.tenant.language: row.details.title},
            }
            for row in rows
        },
    )
    ids = [host.offer_id for host in there.values()]
    unit.session.execute(delete(ImmersionOffer).where(ImmersionOffer.offer_id.in_(ids)))
    insert_rows(unit.session, ImmersionOffer, [_details(row, there[row.reference].offer_id) for row in rows])
    # Openings last and by key: they are scarce, and everybody locks them in this order.
    resized = {
        there[row.reference].opening_id: {"capacity": row.details.capacity}
        for row in rows
        if row.details.capacity != there[row.reference].details.capacity
    }
    update_rows(unit.session, Opening, dict(sorted(resized.items())))


def _offer(row: HostRow, contacts: Contacts, organisations: _Organisations) -> dict[str, Any]:
    return {"registration_id": contacts.placed[row.reference], **_service_of(row, organisations)}


def _service_of(row: HostRow, organisations: _Organisations) -> dict[str, Any]:
    return {"organisation_id": organisations[row.organisation.key].id, "territory_id": row.territory_id}


def _details(row: HostRow, offer_id: uuid.UUID) -> dict[str, Any]:
    said = row.details
    return {
        "offer_id": offer_id,
        "description": said.description,
        "professions": list(said.professions),
        "ages": said.ages,
        "modality": said.modality,
        "weekdays": list(said.weekdays),
        "dates": list(said.dates),
        "duration_days": said.duration_days,
        "conditions": said.conditions,
    }
