"""The directory searched by a name as people type it: what the database finds, ranked by how near it is.

The names are read, not looked up in an index: PostgreSQL uses none for LIKE behind row-level security, and a directory
of ten thousand is read in some hundredths of a second.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ARRAY, ColumnElement, Select, String, any_, case, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from core.directory.likeness import ALIKE_ANYWHERE, ALIKE_HERE, ENOUGH, Sought, alike, found_again, significant, sought
from core.directory.models import Organisation
from core.directory.names import Institution, called, municipality_name
from core.language.folding import fold
from core.tenancy.models import Municipality

#: So many are shown; whoever does not find theirs among them types a word more.
MOST_SHOWN: Final = 12
#: So many that the database finds are ranked.
_RANKED: Final = 150
MOST_ALIKE: Final = 5


@dataclass(frozen=True, slots=True)
class FoundOrganisation:
    """An organisation as the public sees it: its name and where it lies."""

    id: uuid.UUID
    institution_id: uuid.UUID
    name: str
    postal_code: str | None
    municipality: Mapping[str, str]
    nis: str | None

    def where(self, language: str) -> str:
        """Return where it lies: "7000 Mons"; nothing where that is not known."""
        place = self.municipality.get(language) or self.municipality.get("fr")
        return " ".join(filter(None, (self.postal_code, place)))


def find_organisations(
    session: Session, typed: str, *, rehearsal: uuid.UUID | None = None
) -> Sequence[FoundOrganisation]:
    """Return the organisations that somebody may mean by `typed`, the nearest first; one statement.

    By words of the institution, of its service and of its municipality, or a postal code, in any order. Of a
    `rehearsal` its own count as well.
    """
    ranked = [
        (found_again(typed, _texts(one)), one) for one in _candidates(session, typed, rehearsal) if len(fold(typed)) > 1
    ]
    near = [(score, one) for score, one in ranked if score >= ENOUGH]
    near.sort(key=lambda item: (-item[0], len(significant(item[1].name)), fold(item[1].name)))
    return [one for _, one in near[:MOST_SHOWN]]


def probable_duplicates(
    session: Session, name: str, nis: str | None, *, rehearsal: uuid.UUID | None = None
) -> Sequence[FoundOrganisation]:
    """Return the institutions that a new one called `name` in a municipality may be the same as; one statement."""
    scored = [(alike(name, one.name), one) for one in _candidates(session, name, rehearsal, institutions=True)]
    near = [
        (score + (one.nis == nis), one)
        for score, one in scored
        if score >= (ALIKE_HERE if nis is not None and one.nis in (nis, None) else ALIKE_ANYWHERE)
    ]
    near.sort(key=lambda item: (-item[0], fold(item[1].name)))
    return [one for _, one in near[:MOST_ALIKE]]


def organisations_by_id(
    session: Session, ids: Collection[uuid.UUID], *, rehearsal: uuid.UUID | None = None
) -> Sequence[FoundOrganisation]:
    """Return organisations as the public sees them, in the order of their names; one statement, none for no ids."""
    if not ids:
        return []
    return _read(session, _shown(rehearsal).where(Organisation.id.in_(list(ids))).order_by(Institution.name_key))


def _texts(one: FoundOrganisation) -> tuple[str, ...]:
    return (one.name, *one.municipality.values(), one.postal_code or "")


def _candidates(
    session: Session, typed: str, rehearsal: uuid.UUID | None, *, institutions: bool = False
) -> Sequence[FoundOrganisation]:
    words = sought(typed)
    if not words:
        return []
    hits: ColumnElement[int] = sum((_hit(word) for word in words[1:]), _hit(words[0]))
    query = _shown(rehearsal).where(hits > 0)
    if institutions:
        query = query.where(Organisation.parent_id.is_(None))
    return _read(session, query.order_by(hits.desc(), func.length(_said()), Organisation.name_key).limit(_RANKED))


def _said() -> ColumnElement[str]:
    return func.concat_ws(" ", Institution.name_key, Organisation.name_key)


def _hit(word: Sought) -> ColumnElement[int]:
    """Return what an organisation counts for one word: 2 where it stands, 1 where its beginning or its end does."""
    said = _said()
    whole: list[ColumnElement[bool]] = [said.like(_any(f"%{'%'.join(way.split())}%" for way in word.written))]
    if word.places:
        whole.append(Organisation.nis == _any(word.places))
    numbers = [way for way in word.written if way.isdecimal()]
    if numbers:
        whole.append(Organisation.postal_code == _any(numbers))
    edges = [part for way in word.written if len(way) > 4 for part in (way[:4], way[-4:])]
    part = [(said.like(_any(f"%{edge}%" for edge in edges)), literal(1))] if edges else []
    return case((or_(*whole), literal(2)), *part, else_=literal(0))


def _any(values: Any) -> Any:
    return any_(cast(sorted(values), ARRAY(String)))


def _shown(rehearsal: uuid.UUID | None) -> Select[Any]:
    return (
        select(
            Organisation.id,
            Organisation.institution_id,
            called(),
            Organisation.postal_code,
            municipality_name(),
            Organisation.nis,
        )
        .join(Institution, Institution.id == Organisation.institution_id)
        .outerjoin(Municipality, Municipality.nis == Organisation.nis)
        .where(or_(Organisation.rehearsal_id.is_(None), Organisation.rehearsal_id == rehearsal))
    )


def _read(session: Session, query: Select[Any]) -> Sequence[FoundOrganisation]:
    return [FoundOrganisation(*row) for row in session.execute(query)]
