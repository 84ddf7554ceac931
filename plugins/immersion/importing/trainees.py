"""Checks the file of trainees: one row, one registration with its ranked choices (IM-08, IM-11)."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from core.accounts.importing import AddressBook, read_person
from core.accounts.rules import PersonFacts
from core.directory.importing import OrganisationReader, profession_words
from core.exchange import cells
from core.exchange.changes import SAME, Change
from core.exchange.checking import CheckedSheet, SheetRow, check_sheet
from core.exchange.reading import Sheet
from core.programme.importing.registrations import SaidRegistration, changed_registration
from plugins.immersion.importing import flaws
from plugins.immersion.importing.choices import read_choices, said_choices
from plugins.immersion.importing.columns import TRAINEES, choice_column
from plugins.immersion.importing.known import KnownFacts, KnownTrainee, TraineeDetails

#: Stands for the territory of a row whose organisation is found without its words.
_ANYWHERE: Final = uuid.UUID(int=0)


@dataclass(frozen=True, slots=True)
class TraineeRow(SaidRegistration):
    """A row without fault: a trainee as the file says them; the address is that of the service."""

    details: TraineeDetails
    choices: tuple[str, ...]


def check_trainees(sheet: Sheet, known: KnownFacts) -> CheckedSheet[TraineeRow]:
    """Check every row of a sheet against the edition; pure.

    The later of two rows that clash carries the fault. Priority is never taken from the file: what a row says of its
    host service is kept, and compared with the accepted offers (IM-17).
    """
    return check_sheet(sheet, TRAINEES, _Check(known).row, known.days)


class _Check:
    def __init__(self, known: KnownFacts) -> None:
        self._known = known
        self._reader = OrganisationReader(known.territories)
        self._accepted = known.accepted_institutions()
        self._alive: defaultdict[uuid.UUID | None, list[str]] = defaultdict(list)
        unseen = set(known.unseen)
        for reference, trainee in known.trainees.items():
            if trainee.alive:
                self._alive[trainee.person.id].append(reference)
                if trainee.person.id is not None and not known.territories.may(trainee.territory_id):
                    unseen.add(trainee.person.id)
        left = {reference for reference, trainee in known.trainees.items() if not trainee.alive}
        self._addresses = AddressBook(known.people, unseen, left)

    def row(self, row: SheetRow) -> TraineeRow | None:
        """Read one row; None if it is faulty."""
        reference = row.reference()
        current = self._known.trainees.get(reference)
        if current is not None:
            self._reader.check_reference(row, current.territory_id)
        person = self._person(row, reference, current)
        where = current.territory_id if current else (_ANYWHERE if self._known.placed else None)
        organisation, territory_id = self._reader.organisation(row, where)
        institution = organisation.key.institution
        details = self._details(row, institution, current)
        choices = self._choices(row, institution, current)
        registered_at = (
            current.registered_at if current and not row.has("registered_at") else row.needed_moment("registered_at")
        )
        if current is not None and row.valid:
            _check_new_choices(row, current, choices)
        if not row.valid:
            return None
        return TraineeRow(reference, person, organisation, territory_id, registered_at, details, choices)

    def _person(self, row: SheetRow, reference: str, current: KnownTrainee | None) -> PersonFacts:
        person = read_person(row)
        self._addresses.check(row, reference, person, current.person if current else None, self._other_reference)
        return person

    def _other_reference(self, person_id: uuid.UUID) -> str | None:
        """Return a reference under which a person takes part already."""
        return next(iter(self._alive.get(person_id, ())), None)

    def _choices(self, row: SheetRow, institution: str, current: KnownTrainee | None) -> tuple[str, ...]:
        """Return the choices of a row; one by hand that says none leaves them, unless they become one's own.

        A list that was taken home says none of somebody whose choices do not count any more (IM-28).
        """
        says = row.has(choice_column(1)) and (current is None or current.asks or said_choices(row))
        if current is None or says:
            return read_choices(row, self._known.offers, institution, self._known.max_choices)
        known = current.waves[-1].choices if current.waves else ()
        becomes_own = current.asks and institution != current.organisation.institution
        if becomes_own and any(self._known.offers[choice].institution == institution for choice in known):
            row.note("institution", flaws.CHOSE_IT)
        return known

    def _details(self, row: SheetRow, institution: str, current: KnownTrainee | None) -> TraineeDetails:
        said = row.read("host_service", cells.yes_or_no)
        accepted = institution in self._accepted
        if said is not None and said != accepted:
            row.note("host_service", flaws.SAID_NOT_ACCEPTED if said else flaws.ACCEPTED_NOT_SAID)
        profession = self._reader.professions(row, "profession")
        details = TraineeDetails(profession[0] if profession else None, row.text("expectations"), said)
        return row.completed(details, current.details if current else None, {"said_host_service": "host_service"})


def _check_new_choices(row: SheetRow, current: KnownTrainee, choices: tuple[str, ...]) -> None:
    """Refuse other first choices once they are history: after newer ones, a round on them, the release of its place."""
    if not current.waves or choices in (current.waves[0].choices, current.waves[-1].choices):
        return  # As the file said them first, or as a list of ours says them now.
    if len(current.waves) > 1:
        row.note("choice_1", flaws.OLDER_CHOICES)
    elif current.has_place:
        row.note("choice_1", flaws.HAS_A_PLACE)
    elif current.waves[0].choices in current.decided or not current.asks:
        row.note("choice_1", flaws.DECIDED_CHOICES)


def _changed_choices(row: TraineeRow, known: KnownTrainee) -> Change:
    current = known.waves[-1].choices if known.waves else None
    return SAME if row.choices == current else Change(known.waves[0].choices if known.waves else None, row.choices)


def changed_columns(row: TraineeRow, known: KnownTrainee) -> dict[str, Change]:
    """Say of each column whether a row differs in it from what the edition has."""
    return {
        **changed_registration(row, known),
        "profession": Change(known.details.profession, row.details.profession, profession_words),
        "host_service": Change(known.details.said_host_service, row.details.said_host_service),
        "expectations": Change(known.details.expectations, row.details.expectations),
        "choices": _changed_choices(row, known),
    }
