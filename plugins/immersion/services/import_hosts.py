"""Write the file of hosts: contacts, offers with what they say of a stay, and openings with their places (IM-10)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete

from core.database.base import uuid7
from core.database.bulk import insert_rows, update_rows
from core.exchange.importing import ImportPlan
from core.exchange.reading import Sheet
from core.programme.importing.contacts import Contacts
from core.programme.importing.registrations import Compared, compare
from core.programme.models import Edition, Offer, Opening
from core.programme.references import step_past
from core.tenancy.unit import Unit
from plugins.immersion.enums import OfferStatus, ParticipantKind
from plugins.immersion.importing.hosts import HostRow, changed_columns, check_hosts
from plugins.immersion.importing.known import KnownFacts, KnownHost
from plugins.immersion.models import ImmersionOffer
from plugins.immersion.queries.importing import known_for_hosts
from plugins.immersion.statuses import OFFER_ACCEPTED, REGISTERED, WITHDRAWN, offer_status_after_import

#: Of each offer, by reference: on which registration it hangs, and where.
_Offers = Mapping[str, Mapping[str, Any]]


def plan_hosts(unit: Unit, edition: Edition, sheet: Sheet) -> ImportPlan:
    """Decide what a file of hosts does to `edition`; what its own organisations are, the tenant may correct."""
    known = known_for_hosts(unit, edition, sheet)
    told, among = check_hosts(sheet, known), known.territories.may_correct
    compared = compare(unit, told, known.hosts, changed_columns, people=known.people, corrects=True, among=among)
    return compared.plan(lambda: _write(unit, edition, known, compared))


def _write(unit: Unit, edition: Edition, known: KnownFacts, compared: Compared[HostRow, KnownHost]) -> None:
    said = compared.enter(unit, known.people)
    contacts = Contacts(
        known.contacts,
        {reference: host.registration_id for reference, host in known.hosts.items()},
        ended={reference for reference, host in known.hosts.items() if host.status == OfferStatus.WITHDRAWN},
    )
    for reference, columns in said.items():
        contacts.place(reference, columns)
    contacts.write(unit, edition.id, ParticipantKind.HOST, REGISTERED)
    offers = {
        reference: {
            "registration_id": contacts.placed[reference],
            "organisation_id": columns["organisation_id"],
            "territory_id": columns["territory_id"],
        }
        for reference, columns in said.items()
    }
    _insert_offers(unit, edition, compared.new, offers)
    _update_offers(unit, known.hosts, compared.changed, offers)
    contacts.end_those_who_left(unit, WITHDRAWN)
    step_past(unit, edition.id, (row.reference for row in compared.new))


def _insert_offers(unit: Unit, edition: Edition, rows: Sequence[HostRow], offers: _Offers) -> None:
    ids = {row.reference: uuid7() for row in rows}
    insert_rows(
        unit.session,
        Offer,
        [
            {
                "id": ids[row.reference],
                "reference": row.reference,
                "title": {unit.tenant.language: row.details.title},
                **offers[row.reference],
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


def _update_offers(unit: Unit, hosts: Mapping[str, KnownHost], rows: Sequence[HostRow], offers: _Offers) -> None:
    there = {row.reference: hosts[row.reference] for row in rows}
    update_rows(
        unit.session,
        Offer,
        {
            there[row.reference].offer_id: {
                **offer_status_after_import(there[row.reference].status).columns,
                **offers[row.reference],
                "title": {**there[row.reference].titles, unit.tenant.language: row.details.title},
            }
            for row in rows
        },
    )
    ids = [host.offer_id for host in there.values()]
    unit.session.execute(delete(ImmersionOffer).where(ImmersionOffer.offer_id.in_(ids)))
    insert_rows(unit.session, ImmersionOffer, [_details(row, there[row.reference].offer_id) for row in rows])
    # Openings last: they are scarce, and everybody locks them in this order.
    resized = {
        there[row.reference].opening_id: {"capacity": row.details.capacity}
        for row in rows
        if row.details.capacity != there[row.reference].details.capacity
    }
    update_rows(unit.session, Opening, resized)


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
