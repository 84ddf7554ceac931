"""Reads of the shared directory."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    ScalarSelect,
    SQLColumnExpression,
    String,
    any_,
    cast,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session, aliased

from core.directory.models import Organisation, OrganisationSector
from core.directory.rules import KnownOrganisation, OrganisationKey, PublicFacts


def sectors_of(organisation_id: SQLColumnExpression[uuid.UUID | None]) -> ScalarSelect[Any]:
    """Return the codes of an organisation's sectors, in alphabetical order; NULL when it has none."""
    codes = func.array_agg(aggregate_order_by(OrganisationSector.sector, OrganisationSector.sector))
    return select(codes).where(OrganisationSector.organisation_id == organisation_id).scalar_subquery()


def has_sector(organisation_id: SQLColumnExpression[uuid.UUID | None], *codes: str) -> ColumnElement[bool]:
    """Return the criterion that an organisation has one of the sectors `codes` (it may have others too)."""
    return exists().where(OrganisationSector.organisation_id == organisation_id, OrganisationSector.sector.in_(codes))


def organisations_by_key(
    session: Session, keys: Collection[OrganisationKey], *, rehearsal: uuid.UUID | None = None
) -> dict[OrganisationKey, KnownOrganisation]:
    """Return those of the organisations named by `keys` that the directory has, and their institutions.

    Of a `rehearsal` its own organisations count as well, and before those of the directory that are called so. Two
    statements, however many keys.
    """
    wanted = {*keys, *(key.of_institution for key in keys)}
    institutions = {key.institution for key in keys}
    services = {key.service for key in keys if key.service}
    found = _found(session, rehearsal, institutions) if institutions else {}
    if services:  # Those of that name in any of the institutions, of which some were not meant.
        found.update(_found(session, rehearsal, institutions, services))
    return {key: one for key, one in found.items() if key in wanted}


def _found(
    session: Session, rehearsal: uuid.UUID | None, institutions: Iterable[str], services: Iterable[str] | None = None
) -> dict[OrganisationKey, KnownOrganisation]:
    parent = aliased(Organisation)
    sectors = (
        select(func.array_agg(OrganisationSector.sector))
        .where(OrganisationSector.organisation_id == Organisation.id)
        .scalar_subquery()
    )
    query = select(
        Organisation.id,
        Organisation.institution_id,
        Organisation.steward_id,
        Organisation.name_key,
        Organisation.street,
        Organisation.postal_code,
        Organisation.nis,
        sectors,
        Organisation.rehearsal_id,
        parent.name_key,
    ).outerjoin(parent, parent.id == Organisation.parent_id)
    query = query.where(or_(Organisation.rehearsal_id.is_(None), Organisation.rehearsal_id == rehearsal))
    if services is None:
        query = query.where(Organisation.parent_id.is_(None), Organisation.name_key == _any(institutions))
    else:
        query = query.where(parent.name_key == _any(institutions), Organisation.name_key == _any(services))
    found = {}
    rows = session.execute(query.order_by(Organisation.rehearsal_id.nulls_first()))
    for id, institution_id, steward_id, name, street, postal_code, nis, codes, rehearsed, parent_name in rows:
        key = OrganisationKey(name) if parent_name is None else OrganisationKey(parent_name, name)
        facts = PublicFacts(street, postal_code, nis, frozenset(codes or ()))
        found[key] = KnownOrganisation(id, institution_id, facts, steward_id, rehearsed)
    return found


def _any(names: Iterable[str]) -> Any:
    """One array, so that the statement is the same for one name and for ten thousand."""
    return any_(cast(sorted(names), ARRAY(String)))
