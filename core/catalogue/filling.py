"""What stands in the catalogue of some offers now: read from the spine, the directory and their modules."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import func, select

from core.catalogue.demand import shown_requests
from core.catalogue.editions import opening_day
from core.catalogue.facets import PLACE, SECTOR, TERRITORY, kept_values
from core.catalogue.hiding import without_contacts
from core.catalogue.words import words_of, words_of_codes
from core.contract.catalogue import Catalogue, CatalogueOffer, Shown
from core.contract.standing import Standing
from core.database.rows import AnyRow, grouped
from core.directory.models import Organisation
from core.directory.names import Institution, called, municipality_name, service_name
from core.directory.queries import sectors_of
from core.language.folding import fold
from core.programme.capacity import capacity_in_all, over_openings, taken_in_all
from core.programme.models import Edition, Offer
from core.programme.queries import phases_by_edition
from core.programme.states import EditionState
from core.tenancy.geography import PROVINCES, municipality
from core.tenancy.models import Municipality, Territory
from core.tenancy.unit import Unit

#: The states of editions whose offers stand in the catalogue.
_SHOWN: Final = (EditionState.REHEARSAL, EditionState.LIVE, EditionState.CLOSED)
_OF_CODES: Final = {Shown.SECTOR: "sector", Shown.PROFESSION: "profession"}

Row = dict[str, Any]


def entries_of(unit: Unit, offer_ids: Collection[uuid.UUID], *, counted: bool = False) -> tuple[list[Row], list[Row]]:
    """Return the entries that offers should have now: those that are published, and those of rehearsals.

    An offer has none that has not been accepted or has ended, that its module does not publish, and in a draft. As
    many statements as modules, and three. How many people ask is left out where the network does not show it, unless
    it is `counted` for the team.
    """
    read = _read(unit, offer_ids)
    phases = phases_by_edition(unit.session)
    shown = counted or shown_requests(unit)
    published: list[Row] = []
    rehearsed: list[Row] = []
    for module, offers in grouped((row.module, row) for row in read).items():
        declared = unit.events.declared.get(module)
        if declared is None or declared.catalogue is None:
            continue
        told = unit.events.catalogue_offers(unit, module, [row.id for row in offers])
        for row in offers:
            if row.id in told:
                opens = opening_day(declared.catalogue, phases.get(row.edition_id, ()))
                entry = _entry(unit, row, declared.catalogue, told[row.id], counted=shown)
                (rehearsed if row.state == EditionState.REHEARSAL else published).append(
                    entry | {"public_from": opens.isoformat() if opens else None}
                )
    return published, rehearsed


def _read(unit: Unit, offer_ids: Collection[uuid.UUID]) -> Sequence[AnyRow]:
    """Read what the core knows of offers that stand; one statement."""
    query = (
        select(
            Offer.id,
            Offer.edition_id,
            Edition.module,
            Edition.code,
            Edition.state,
            Offer.reference,
            Offer.organisation_id,
            Organisation.institution_id,
            Offer.title,
            func.coalesce(Institution.name, "").label("institution"),
            service_name().label("service"),
            called().label("called"),
            Organisation.postal_code,
            Organisation.nis,
            municipality_name().label("municipality"),
            Territory.code.label("territory"),
            Territory.name.label("territory_name"),
            sectors_of(Offer.organisation_id).label("sectors"),
            over_openings(capacity_in_all()).label("places"),
            over_openings(taken_in_all()).label("taken"),
        )
        .join_from(Offer, Edition)
        .outerjoin_from(Offer, Organisation, Organisation.id == Offer.organisation_id)
        .outerjoin(Institution, Institution.id == Organisation.institution_id)
        .outerjoin(Municipality, Municipality.nis == Organisation.nis)
        .outerjoin(Territory, (Territory.tenant_id == Offer.tenant_id) & (Territory.id == Offer.territory_id))
        .where(Offer.id.in_(offer_ids), Offer.standing == Standing.ACTIVE, Edition.state.in_(_SHOWN))
    )
    return unit.session.execute(query).all()


def _entry(unit: Unit, row: AnyRow, catalogue: Catalogue, told: CatalogueOffer, *, counted: bool) -> Row:
    """Return an entry as plain values, such as the database gives them back."""
    sectors = list(row.sectors or ())
    details = {code: _published(value) for code, value in told.details.items() if value not in (None, "", [], {})}
    title = {language: without_contacts(text) for language, text in row.title.items()}
    facets = {
        **told.facets,
        SECTOR.code: sectors,
        TERRITORY.code: [row.territory or ""],
        PLACE: [row.nis or ""],
    }
    title_words = words_of(*title.values())
    words = title_words | words_of(row.reference, row.institution, row.service or "", *_places(row))
    words |= words_of_codes("sector", sectors) | _words_told(catalogue, told, details)
    return {
        "id": row.id,
        "tenant_id": unit.tenant.id,
        "edition_id": row.edition_id,
        "module": row.module,
        "edition": row.code,
        "reference": row.reference,
        "organisation_id": row.organisation_id,
        "institution_id": row.institution_id,
        "title": title,
        "institution": row.institution,
        "service": row.service,
        "postal_code": row.postal_code,
        "nis": row.nis,
        "municipality": row.municipality or {},
        "territory": row.territory,
        "facets": kept_values(facets),
        "details": json.loads(json.dumps(details, default=str)),
        "places": row.places,
        "taken": row.taken or 0,
        "requests": told.requests if counted else None,
        "words": sorted(words),
        "title_words": sorted(title_words),
        "name_key": fold(row.called or next(iter(title.values()), row.reference)),
        "place_fr": fold((row.municipality or {}).get("fr", "")),
        "place_nl": fold((row.municipality or {}).get("nl", "")),
    }


def _places(row: AnyRow) -> Iterable[str]:
    """Return what a place is called by: its code, municipality, territory and province, in all languages."""
    yield row.postal_code or ""
    yield from (row.municipality or {}).values()
    yield from (row.territory_name or {}).values()
    here = municipality(row.nis) if row.nis else None
    for province in PROVINCES:
        if here is not None and province.code == here.province:
            yield from (province.fr, province.nl, province.de)


def _words_told(catalogue: Catalogue, told: CatalogueOffer, details: Mapping[str, Any]) -> frozenset[str]:
    """Return the words of what a module publishes: of texts, and of codes in every language."""
    found: frozenset[str] = frozenset()
    for detail in catalogue.details:
        if detail.shown is Shown.TEXT:
            found |= words_of(*details.get(detail.code, {}).values())
    for facet in catalogue.facets:
        if kind := _OF_CODES.get(facet.shown):
            found |= words_of_codes(kind, told.facets.get(facet.code, ()))
    return found


def _published(value: Any) -> Any:
    """Return what a module tells as everybody may read it: in words that somebody wrote no address and no number."""
    if isinstance(value, Mapping):
        return {language: without_contacts(text) for language, text in value.items() if text and text.strip()}
    return without_contacts(value) if isinstance(value, str) else value
