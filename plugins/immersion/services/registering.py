"""Somebody registers as a trainee by themselves: planned and written as the row of a file is, and theirs alone."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from core.accounts.own import make_own_person
from core.accounts.people import facts_of
from core.accounts.rules import PersonFacts
from core.audit.services import record
from core.contract.importing import Subject
from core.directory.proposing import SaidInstitution, settle_said
from core.exchange.checking import CheckedSheet
from core.exchange.values import Cell
from core.programme.by_hand.services import UNCOUNTED, sheet_of_one
from core.programme.models import Edition, Registration
from core.programme.own.entering import flaws_by_column, hold_own, keep_entered
from core.programme.references import next_references
from core.tenancy.unit import Unit
from plugins.immersion.choosing import Registering, WrongChoice, fewest_choices, wrong_choices
from plugins.immersion.entering_errors import NotRegisteringError, RegistrationRefusedError, SecondProposalError
from plugins.immersion.enums import REGISTERED_SELF, ParticipantKind
from plugins.immersion.importing.columns import choice_column
from plugins.immersion.importing.known import KnownFacts
from plugins.immersion.importing.trainees import TraineeRow, check_trainees
from plugins.immersion.queries.choosing import OfferToChoose, judged_by, offers_to_choose_from
from plugins.immersion.queries.importing import known_for_newcomer
from plugins.immersion.queries.registering import (
    Newcomer,
    SaidWhere,
    newcomer,
    registering_now,
    said_where,
    there_already,
)
from plugins.immersion.services.import_trainees import add_trainee
from plugins.immersion.services.importing import TRAINEES
from plugins.immersion.services.letters import tell_registered
from plugins.immersion.settings import ImmersionSettings


@dataclass(frozen=True, slots=True)
class SaidTrainee:
    """What somebody says of themselves who registers."""

    first_name: str
    last_name: str
    phone: str | None
    language: str
    institution: SaidInstitution
    profession: str | None
    expectations: str | None
    #: The references of the offers, the first choice first.
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Registered:
    """A registration, and whether it was made now."""

    id: uuid.UUID
    reference: str
    new: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    """What is entered: by whom, for which institution, and whether that hosts."""

    unit: Unit
    edition: Edition
    said: SaidTrainee
    who: Newcomer
    where: SaidWhere
    hosts: bool


def register(unit: Unit, edition: Edition, said: SaidTrainee) -> Registered:
    """Register whoever is signed in, once for an institution; a letter confirms it (IM-08, IM-11, IM-27).

    What they have already for this institution is returned instead of a second one. Raises RegistrationRefusedError
    with what is wrong, NotRegisteringError while it is closed for them, SecondProposalError, NoSuchOrganisationError
    for an institution that is gone, NotOpenError, NotAllowedError for a unit in which nobody is signed in.
    """
    newcomer(unit)  # Somebody is, before anything is locked for nobody.
    edition = hold_own(unit, edition.id, unit.actor.account_id)
    who, where = newcomer(unit), said_where(unit, said.institution)
    there = there_already(unit, edition.id, who.person.id if who.person else None)
    same = next((each for each in there if where.is_for(each)), None)
    if same is not None:
        return Registered(same.id, same.reference, new=False)
    if where.institution_id is None and any(each.institution_id is None for each in there):
        raise SecondProposalError()
    offers = offers_to_choose_from(unit.session, edition.id)
    entry = _Entry(unit, edition, said, who, where, hosts_in(offers, where.institution_id))
    _refuse_when_closed(entry)
    _refuse_faults(entry, offers)
    row = _write(entry)
    record(unit, REGISTERED_SELF, row.id, reference=row.reference)
    tell_registered(unit, edition, row.id)
    return Registered(row.id, row.reference, new=True)


def hosts_in(offers: Sequence[OfferToChoose], institution_id: uuid.UUID | None) -> bool:
    """Say whether an institution has an accepted offer among these: its people have priority (IM-17)."""
    return any(each.facts.accepted and each.facts.institution == institution_id for each in offers)


def _refuse_when_closed(entry: _Entry) -> None:
    now = registering_now(entry.unit, entry.edition)
    if now.state is Registering.OPEN or (now.state is Registering.HOSTS_ONLY and entry.hosts):
        return
    hosts_only = now.state is Registering.HOSTS_ONLY
    raise NotRegisteringError(hosts_only, now.for_all_on if hosts_only else now.opens_on)


def _refuse_faults(entry: _Entry, offers: Sequence[OfferToChoose]) -> None:
    judged, chosen = judged_by(offers), entry.said.choices
    least = ImmersionSettings.from_json(entry.edition.settings).fewest_choices
    wrong = wrong_choices(chosen, judged, entry.where.institution_id)
    fewest = fewest_choices(least, judged, entry.where.institution_id)
    flaws = flaws_by_column(TRAINEES, _checked(entry, known_for_newcomer(*_here(entry), _as_said(entry)), UNCOUNTED))
    # What is wrong with a choice is said once, by what is wrong with it now.
    flaws = {name: flaw for name, flaw in flaws.items() if name not in _columns(wrong)}
    too_few = fewest if len(chosen) < fewest else None
    if too_few:
        flaws.pop(choice_column(1), None)
    if wrong or flaws or too_few:
        raise RegistrationRefusedError(wrong, too_few, flaws)


def _columns(wrong: Mapping[int, WrongChoice]) -> Collection[str]:
    return {choice_column(at + 1) for at in wrong}


def _as_said(entry: _Entry) -> Mapping[str, PersonFacts]:
    """Return whoever registers as they will be known, under the name that they say; nobody for somebody new."""
    said, person = entry.said, entry.who.person
    if person is None:
        return {}
    facts = PersonFacts(said.first_name, said.last_name, person.email, said.phone, id=person.id, language=said.language)
    return {entry.who.email_key: facts}


def _here(entry: _Entry) -> tuple[Unit, Edition]:
    return entry.unit, entry.edition


def _checked(entry: _Entry, known: KnownFacts, reference: str) -> CheckedSheet[TraineeRow]:
    """Return what is said as the row of a file that says the same, checked."""
    said = entry.said
    cells: dict[str, Cell] = {
        "reference": reference,
        **{name: getattr(said, name) for name in ("first_name", "last_name", "phone", "language")},
        "email": entry.who.email,
        "institution": entry.where.name,
        "profession": said.profession,
        "expectations": said.expectations,
        "host_service": entry.hosts,
        "registered_at": entry.unit.now,
        **{choice_column(rank): choice for rank, choice in enumerate(said.choices, start=1)},
    }
    return check_trainees(sheet_of_one(TRAINEES, cells), known)


def _write(entry: _Entry) -> Registration:
    unit, edition, said = entry.unit, entry.edition, entry.said
    stands = settle_said(unit, edition.id, said.institution)
    person = make_own_person(
        unit,
        first_name=said.first_name,
        last_name=said.last_name,
        phone=said.phone,
        language=said.language,
        organisation_id=stands.organisation_id,
    )
    prefix = ImmersionSettings.from_json(edition.settings).prefixes[ParticipantKind.TRAINEE]
    reference = next_references(unit, edition.id, prefix)[0]
    known = known_for_newcomer(unit, edition, {person.email_key or "": facts_of(person)})
    [row] = _checked(entry, known, reference).rows
    added = add_trainee(unit, edition, known, row, {**stands.columns, "person_id": person.id})
    keep_entered(unit, edition, TRAINEES, Subject(registration_id=added, person_id=person.id), reference)
    return unit.session.get_one(Registration, (unit.tenant.id, added))
