"""Reads of editions and phases."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Date, ScalarSelect, String, and_, func, select, true
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, aggregate_order_by
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import TypeEngine

from core.accounts.models import Person
from core.accounts.rules import full_name
from core.contract.standing import PlaceStanding, Standing
from core.database.session import TenantSession
from core.language.texts import TEXT_LANGUAGES
from core.programme.errors import UnknownEditionError
from core.programme.models import Edition, Offer, Participation, Phase, PhaseChange, Registration
from core.programme.rules import Moved, PhaseDates
from core.tenancy.unit import Unit


def editions(session: TenantSession) -> Sequence[Edition]:
    """Return the tenant's editions, the newest first."""
    return session.scalars(select(Edition).order_by(Edition.year.desc(), Edition.module, Edition.code)).all()


def find_edition(session: TenantSession, module: str, code: str) -> Edition:
    """Return the edition `code` of `module`; raises UnknownEditionError, which names those there are."""
    edition = session.scalar(select(Edition).where(Edition.module == module, Edition.code == code))
    if edition is None:
        codes = session.scalars(select(Edition.code).where(Edition.module == module).order_by(Edition.code))
        raise UnknownEditionError(f"There is no edition {code!r}; there are: {', '.join(codes) or 'none yet'}.")
    return edition


def phases_of(session: TenantSession, edition_id: uuid.UUID) -> tuple[PhaseDates, ...]:
    """Return the phases of an edition, in order."""
    return _phases(session, Phase.edition_id == edition_id).get(edition_id, ())


def phases_by_edition(
    session: TenantSession, edition_ids: Collection[uuid.UUID] | None = None
) -> dict[uuid.UUID, tuple[PhaseDates, ...]]:
    """Return the phases of every edition of the tenant, or of some, in one statement."""
    return _phases(session, true() if edition_ids is None else Phase.edition_id.in_(edition_ids))


def _phases(session: TenantSession, which: ColumnElement[bool]) -> dict[uuid.UUID, tuple[PhaseDates, ...]]:
    """Return phases by edition, in order, each with the days that it was first told with, if they were others."""
    told = (
        select(
            PhaseChange.tenant_id,
            PhaseChange.phase_id,
            _first(PhaseChange.old_first_day, PhaseChange.id, Date()).label("first_day"),
            _first(PhaseChange.old_last_day, PhaseChange.id, Date()).label("last_day"),
            _first(PhaseChange.reason, PhaseChange.id.desc(), JSONB()).label("reason"),
        )
        .group_by(PhaseChange.tenant_id, PhaseChange.phase_id)
        .subquery()
    )
    query = (
        select(Phase.edition_id, Phase.kind, Phase.first_day, Phase.last_day, *told.c[2:])
        .outerjoin(told, and_(told.c.tenant_id == Phase.tenant_id, told.c.phase_id == Phase.id))
        .where(which)
        .order_by(Phase.position)
    )
    found: dict[uuid.UUID, list[PhaseDates]] = {}
    for edition_id, kind, first_day, last_day, *before in session.execute(query):
        moved = Moved(*before) if before[0] and (first_day, last_day) != (before[0], before[1]) else None
        found.setdefault(edition_id, []).append(PhaseDates(kind, first_day, last_day, moved))
    return {edition_id: tuple(phases) for edition_id, phases in found.items()}


def _first(column: Any, order: Any, kind: TypeEngine[Any]) -> ColumnElement[Any]:
    """Return the first value of a group, in an order."""
    ordered: ColumnElement[Any] = func.array_agg(aggregate_order_by(column, order), type_=ARRAY(kind))[1]
    return ordered


def taking_part(account_id: ColumnElement[uuid.UUID] | InstrumentedAttribute[uuid.UUID]) -> ScalarSelect[Any]:
    """Return, as a part of another statement, in which roles the people of a sign-in take part in the tenant.

    They are [[role, module, person, registration, ended], ...], in the order in which they registered.
    """
    ended = Registration.standing == Standing.ENDED
    part = func.jsonb_build_array(Registration.role, Edition.module, Person.id, Registration.id, ended)
    return (
        select(func.jsonb_agg(aggregate_order_by(part, Registration.id)))
        .select_from(Person)
        .join(Registration, (Registration.tenant_id == Person.tenant_id) & (Registration.person_id == Person.id))
        .join(Edition, (Edition.tenant_id == Registration.tenant_id) & (Edition.id == Registration.edition_id))
        .where(Person.account_id == account_id)
        .scalar_subquery()
    )


def holds_place() -> ColumnElement[bool]:
    """Return the criterion that a Participation holds its place."""
    return Participation.standing == PlaceStanding.HOLDING


def title_of(*languages: str | ColumnElement[str] | None) -> ColumnElement[str]:
    """Return the title of an Offer in the first of `languages` that it has, else in any; a column may be a language."""
    order = [language for language in (*languages, *TEXT_LANGUAGES) if language is not None]
    return func.coalesce(*map(title_in, order))


def title_in(language: str | ColumnElement[str]) -> ColumnElement[str]:
    """Return the title of an Offer in one language; NULL where it is not written."""
    return Offer.title.op("->>", return_type=String())(language)


def title_for(unit: Unit) -> ColumnElement[str]:
    """Return the title of an Offer as the actor reads it: in their language, else in one of the tenant's."""
    return title_of(unit.actor.language, *unit.tenant.languages)


def titles() -> tuple[ColumnElement[str], ...]:
    """Return the title of an Offer in every language, each NULL where it is not written, to look for words in it."""
    return tuple(title_in(language) for language in TEXT_LANGUAGES)


def names_of_registered(session: TenantSession, registration_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the names of the people of registrations, by registration; one statement."""
    query = select(Registration.id, Person.first_name, Person.last_name).join_from(Registration, Person)
    rows = session.execute(query.where(Registration.id.in_(registration_ids)))
    return {id_: full_name(first_name, last_name) for id_, first_name, last_name in rows}
