"""Keep the catalogue true: entries follow what they tell of, are made anew, and are mended where they were wrong."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, or_, select

from core.audit.services import record
from core.catalogue.access import SHOW_DEMAND
from core.catalogue.demand import SETTING, DemandShown, demand_shown
from core.catalogue.filling import Row, entries_of
from core.catalogue.models import (
    EDITION,
    OFFER,
    ORGANISATION,
    RETOLD,
    CatalogueChange,
    CatalogueEntry,
    Entries,
    RehearsedEntry,
)
from core.contract.acting import require
from core.database.bulk import insert_links
from core.database.rows import grouped
from core.directory.models import Organisation
from core.programme.models import Edition, Offer
from core.tenancy.models import TenantOverride
from core.tenancy.unit import Unit

#: So many entries are made at a time.
_BATCH: Final = 2_000


@dataclass(frozen=True, slots=True)
class Mended:
    """What was wrong in the catalogue of a network, by the references of its offers, and is right now."""

    missing: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    needless: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.wrong or self.needless)

    def __add__(self, other: Mended) -> Mended:
        return Mended(self.missing + other.missing, self.wrong + other.wrong, self.needless + other.needless)


def refresh(unit: Unit, offer_ids: Collection[uuid.UUID]) -> Mended:
    """Bring the entries of offers to what is true now; only what differs is written. A fixed number of statements.

    Nobody need remember to ask for it: the database notes what changes, and `follow` does this seconds later. An act
    whose page shows the entry at once may ask for it itself.
    """
    mended = Mended()
    ids = sorted(set(offer_ids))
    for begin in range(0, len(ids), _BATCH):
        some = ids[begin : begin + _BATCH]
        published, rehearsed = entries_of(unit, some)
        mended += _write(unit, CatalogueEntry, some, published)
        mended += _write(unit, RehearsedEntry, some, rehearsed)
    return mended


def refresh_edition(unit: Unit, edition_id: uuid.UUID) -> Mended:
    """Bring the entries of every offer of an edition to what is true now."""
    return refresh(unit, unit.session.scalars(select(Offer.id).where(Offer.edition_id == edition_id)).all())


def rebuild(unit: Unit) -> Mended:
    """Bring every entry of the network to what is true now, and say what was not."""
    on = select(Offer.id).join_from(Offer, Edition).where(Edition.module.in_(unit.tenant.modules))
    return refresh(unit, unit.session.scalars(on).all())


def show_demand(unit: Unit, shown: DemandShown) -> None:
    """Let everybody see how much is asked for, in words, in numbers or not at all (IM-21); entries follow at once.

    Raises NotAllowedError without the right.
    """
    require(unit.actor, SHOW_DEMAND)
    before = demand_shown(unit)
    if before is shown:
        return
    unit.session.execute(delete(TenantOverride).where(TenantOverride.key == SETTING))
    unit.session.add(TenantOverride(key=SETTING, value={"demand": shown.value}))
    unit.session.flush()
    rebuild(unit)
    record(unit, "catalogue.demand.shown", shown=shown.value, before=before.value)


def follow(unit: Unit) -> int:
    """Let entries follow what the database noted as changed; return how many offers were looked at.

    What is noted goes in the same transaction: whoever is killed meanwhile leaves it to the next.
    """
    mine = CatalogueChange.tenant_id == unit.tenant.id
    taken = unit.session.execute(
        delete(CatalogueChange).where(mine).returning(CatalogueChange.kind, CatalogueChange.subject_id)
    )
    noted = {kind: set(ids) for kind, ids in grouped((kind, id_) for kind, id_ in taken).items()}
    if not noted:
        return 0
    if told := noted.get(ORGANISATION):
        _retell(unit, told)
    changed = _offers_changed(unit, noted)
    # What is gone or off is looked at as well, so that no entry of it stays.
    refresh(unit, changed)
    return len(changed)


def _offers_changed(unit: Unit, noted: Mapping[str, Collection[uuid.UUID]]) -> set[uuid.UUID]:
    """Return the offers of the modules that are on, of which something changed; one statement."""
    organisations = {*noted.get(ORGANISATION, ()), *noted.get(RETOLD, ())}
    query = (
        select(Offer.id)
        .join_from(Offer, Edition)
        .outerjoin_from(Offer, Organisation, Organisation.id == Offer.organisation_id)
        .where(
            Edition.module.in_(unit.tenant.modules),
            or_(
                Offer.id.in_(noted.get(OFFER, ())),
                Offer.edition_id.in_(noted.get(EDITION, ())),
                Organisation.id.in_(organisations),
                Organisation.institution_id.in_(organisations),
            ),
        )
    )
    return set(unit.session.scalars(query))


def _retell(unit: Unit, organisation_ids: Collection[uuid.UUID]) -> None:
    """Tell the other networks whose entries name some organisations; two statements."""
    named = or_(
        CatalogueEntry.organisation_id.in_(organisation_ids), CatalogueEntry.institution_id.in_(organisation_ids)
    )
    query = select(CatalogueEntry.tenant_id, CatalogueEntry.organisation_id).where(
        named, CatalogueEntry.tenant_id != unit.tenant.id
    )
    rows = [
        {"tenant_id": tenant_id, "kind": RETOLD, "subject_id": organisation_id, "noted_at": unit.now.isoformat()}
        for tenant_id, organisation_id in unit.session.execute(query.distinct())
    ]
    insert_links(unit.session, CatalogueChange, rows)


def _write(unit: Unit, entries: Entries, ids: Sequence[uuid.UUID], rows: Sequence[Row]) -> Mended:
    """Write the entries that differ from what stands there, and delete those that should not be there."""
    true_now = {row["id"]: _plain(row) for row in rows}
    stored = {row["id"]: row for row in _stored(unit, entries, ids)}
    wrong = [id_ for id_, row in true_now.items() if id_ in stored and stored[id_] != row]
    missing = [id_ for id_ in true_now if id_ not in stored]
    needless = [id_ for id_ in stored if id_ not in true_now]
    if gone := sorted((*wrong, *needless)):
        mine = entries.tenant_id == unit.tenant.id, entries.id.in_(gone)
        unit.session.execute(delete(entries).where(*mine).execution_options(synchronize_session=False))
    insert_links(unit.session, entries, [true_now[id_] for id_ in sorted((*wrong, *missing))])
    return Mended(_references(true_now, missing), _references(true_now, wrong), _references(stored, needless))


def _stored(unit: Unit, entries: Entries, ids: Sequence[uuid.UUID]) -> Iterable[Row]:
    """Read entries as they stand; one statement."""
    columns = [column for column in entries.__table__.columns if column.computed is None]
    query = select(*(getattr(entries, column.name) for column in columns))
    query = query.where(entries.tenant_id == unit.tenant.id, entries.id.in_(ids))
    return (_plain(dict(row)) for row in unit.session.execute(query).mappings())


def _plain(row: Row) -> Row:
    """Return a row whose day is written, as it travels."""
    day = row["public_from"]
    return {**row, "public_from": day if day is None or isinstance(day, str) else day.isoformat()}


def _references(rows: Mapping[uuid.UUID, Mapping[str, Any]], ids: Iterable[uuid.UUID]) -> tuple[str, ...]:
    return tuple(sorted(str(rows[id_]["reference"]) for id_ in ids))
