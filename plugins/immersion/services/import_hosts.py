"""Write the file of hosts: contacts, offers with what they say of a stay, and openings with their places (IM-10)."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, update

from core.accounts.importing import Mention, enter_people
from core.database.base import uuid7
from core.database.bulk import insert_rows
from core.directory.rules import KnownOrganisation, OrganisationKey
from core.directory.services import OrganisationPlan, enter_organisations, plan_organisations
from core.exchange.importing import ImportPlan
from core.exchange.reading import Sheet
from core.programme.models import Edition, Offer, Opening, Registration
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
    contacts = _Contacts(known, dict(zip((row.reference for row in rows), people, strict=True)), organisations)
    registrations = {row.reference: contacts.registration(row) for row in rows}
    _write_registrations(unit, edition, contacts)
    _insert_offers(unit, edition, new, registrations, organisations)
    _update_offers(unit, known.hosts, changed, registrations, organisations)
    _leave(unit, known.hosts, registrations)
    step_past(unit, edition.id, (row.reference for row in new))


def _mention(row: HostRow, known: KnownFacts, organisations: _Organisations) -> Mention:
    host = known.hosts.get(row.reference)
    return Mention(
        said=row.person,
        current=host.person if host else None,
        owner=known.people.get(row.person.email_key) if row.person.email_key else None,
        organisation_id=organisations[row.organisation.key].id,
    )


@dataclass
class _Contacts:
    """Which registration an offer hangs on: a person takes part once for each organisation, with all its offers.

    `inserted` and `updated` gather the registrations to write, as columns.
    """

    known: KnownFacts
    people: Mapping[str, uuid.UUID]
    organisations: _Organisations
    inserted: list[dict[str, Any]] = field(default_factory=list)
    updated: dict[uuid.UUID, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        there = self.known.host_registrations
        self._there = {(one.person_id, one.organisation_id): one.id for one in there if one.alive}
        self._references = {one.reference for one in there}
        self._offers = Counter(host.registration_id for host in self.known.hosts.values())

    def registration(self, row: HostRow) -> uuid.UUID:
        """Return the registration of a row's contact for its organisation, noting what must be written for it."""
        who = (self.people[row.reference], self.organisations[row.organisation.key].id)
        host = self.known.hosts.get(row.reference)
        found = self._there.get(who)
        if found is None and host is not None and self._offers[host.registration_id] == 1:
            found = self._hand_over(host, row, who)
        elif found is None:
            found = self._insert(row, who)
        elif host is not None and host.registration_id == found and host.registration_reference == row.reference:
            self.updated[found] = self._columns(row, who)
        if host is not None:
            self._offers[host.registration_id] -= 1
        self._offers[found] += 1
        return found

    def _hand_over(self, host: KnownHost, row: HostRow, who: tuple[uuid.UUID, uuid.UUID]) -> uuid.UUID:
        """Let the registration of an offer's contact, which serves no other offer, be the new contact's."""
        self._there = {whose: there for whose, there in self._there.items() if there != host.registration_id}
        self._there[who] = host.registration_id
        self.updated[host.registration_id] = self._columns(row, who)
        return host.registration_id

    def _insert(self, row: HostRow, who: tuple[uuid.UUID, uuid.UUID]) -> uuid.UUID:
        new_id = uuid7()
        self._there[who] = new_id
        self.inserted.append({"id": new_id, "reference": self._free(row.reference), **self._columns(row, who)})
        return new_id

    def _free(self, reference: str) -> str:
        """Return a reference for a registration: that of its first offer, unless another registration bears it."""
        found, number = reference, 2
        while found in self._references:
            found, number = f"{reference}-{number}", number + 1
        self._references.add(found)
        return found

    def _columns(self, row: HostRow, who: tuple[uuid.UUID, uuid.UUID]) -> dict[str, Any]:
        return {
            "person_id": who[0],
            "organisation_id": who[1],
            "territory_id": row.territory_id,
            "registered_at": row.registered_at,
        }


def _write_registrations(unit: Unit, edition: Edition, contacts: _Contacts) -> None:
    insert_rows(
        unit.session,
        Registration,
        contacts.inserted,
        edition_id=edition.id,
        role=ParticipantKind.HOST.value,
        **REGISTERED.columns,
    )
    if contacts.updated:
        unit.session.execute(
            update(Registration),
            [{"tenant_id": unit.tenant.id, "id": id, **columns} for id, columns in contacts.updated.items()],
        )


def _insert_offers(
    unit: Unit,
    edition: Edition,
    rows: Sequence[HostRow],
    registrations: Mapping[str, uuid.UUID],
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
                **_offer(row, registrations, organisations),
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
    registrations: Mapping[str, uuid.UUID],
    organisations: _Organisations,
) -> None:
    if not rows:
        return
    tenant_id = unit.tenant.id
    unit.session.execute(
        update(Offer),
        [
            {
                "tenant_id": tenant_id,
                "id": hosts[row.reference].offer_id,
                **offer_status_after_import(hosts[row.reference].status).columns,
                **_offer(row, registrations, organisations),
                "title": {**hosts[row.reference].titles, unit.tenant.language: row.details.title},
            }
            for row in rows
        ],
    )
    ids = [hosts[row.reference].offer_id for row in rows]
    unit.session.execute(delete(ImmersionOffer).where(ImmersionOffer.offer_id.in_(ids)))
    insert_rows(unit.session, ImmersionOffer, [_details(row, hosts[row.reference].offer_id) for row in rows])
    # Openings last and by key: they are scarce, and everybody locks them in this order.
    resized = {
        hosts[row.reference].opening_id: row.details.capacity
        for row in rows
        if row.details.capacity != hosts[row.reference].details.capacity
    }
    if resized:
        unit.session.execute(
            update(Opening),
            [{"tenant_id": tenant_id, "id": id, "capacity": resized[id]} for id in sorted(resized)],
        )


def _leave(unit: Unit, hosts: Mapping[str, KnownHost], registrations: Mapping[str, uuid.UUID]) -> None:
    """Withdraw the contacts whose last offer went to another contact."""
    left = {hosts[reference].registration_id for reference in registrations if reference in hosts}
    serving = {registrations.get(reference, host.registration_id) for reference, host in hosts.items()}
    serving.update(registrations.values())
    if gone := left - serving:
        unit.session.execute(
            update(Registration).where(Registration.id.in_(gone)).values(**WITHDRAWN.columns, withdrawn_at=unit.now),
            execution_options={"synchronize_session": False},
        )


def _offer(row: HostRow, registrations: Mapping[str, uuid.UUID], organisations: _Organisations) -> dict[str, Any]:
    return {
        "registration_id": registrations[row.reference],
        "organisation_id": organisations[row.organisation.key].id,
        "territory_id": row.territory_id,
    }


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
