"""What can go wrong with an edition."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy.exc import DontWrapMixin

from core.programme.following.rules import Refusal, Stretch
from core.programme.states import EditionState


class ProgrammeError(Exception):
    """An act on an edition that cannot be done now; the message says why, and the page what to do."""


class UnknownEditionError(ProgrammeError):
    """The tenant has no such edition of the module."""


class EditionExistsError(ProgrammeError):
    """The tenant has an edition of that code already."""


class EditionTitleError(ProgrammeError):
    """Another edition is called so: nobody could tell the two apart."""

    def __init__(self, language: str, title: str, code: str) -> None:
        super().__init__(f"The edition {code} is called {title!r} already: give this one another title.")
        self.language = language
        self.title = title
        self.code = code


class EditionCodeError(ProgrammeError):
    """An edition cannot have that code."""


class ModuleOffError(ProgrammeError):
    """The module is off for the network."""


class NoPlanError(ProgrammeError):
    """The network's file plans no editions of the module."""


class PhaseNeededError(ProgrammeError):
    """A phase cannot go from the calendar."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"The phase {kind} cannot go.")
        self.kind = kind


class FaultyRowsError(ProgrammeError):
    """Rows that Liaison itself made up cannot be imported."""


class NotRehearsedError(ProgrammeError):
    """Only an edition in rehearsal is filled with invented people, or wiped."""

    def __init__(self, code: str, state: str) -> None:
        super().__init__(f"The edition {code} is {state}, and no rehearsal.")


class NotOpenError(ProgrammeError):
    """Nothing can be changed in an edition that is a draft, or is closed."""

    def __init__(self, module: str, code: str, state: str) -> None:
        super().__init__(
            f"The edition {code} is closed: nothing in it changes any more."
            if state == EditionState.CLOSED
            else f"The edition {code} is a draft: open it before anybody is entered in it."
        )
        self.module = module
        self.code = code
        self.state = state


class EditionMovedError(ProgrammeError):
    """The edition is another one than the one that was looked at."""

    def __init__(self) -> None:
        super().__init__("Somebody has changed this edition meanwhile.")


class EditionMoveError(ProgrammeError):
    """There is no way from the state of an edition to the one that is wanted."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__(f"An edition does not go from {old} to {new}.")
        self.old = old
        self.new = new


class EditionNotEmptyError(ProgrammeError):
    """Something is in the edition, and the act is for one that is empty."""

    def __init__(self) -> None:
        super().__init__("There is something in this edition.")


class ReasonMissingError(ProgrammeError):
    """What is done needs a reason."""

    def __init__(self) -> None:
        super().__init__("Say why.")


class UnseenPlanError(ProgrammeError):
    """What was looked at is not what would be done by now."""

    def __init__(self) -> None:
        super().__init__("Things are not as they were looked at.")


class ClockError(ProgrammeError):
    """Only an edition in rehearsal has a clock of its own."""


class PlacesTakenError(ProgrammeError):
    """An offer would have fewer places than are taken."""

    def __init__(self, offer_id: uuid.UUID, taken: int) -> None:
        super().__init__(f"{taken} places of this offer are taken: it cannot have fewer.")
        self.offer_id = offer_id
        self.taken = taken


class BookingError(ProgrammeError):
    """A place cannot be taken: the opening and the registration for which it was asked."""

    def __init__(self, opening_id: uuid.UUID, registration_id: uuid.UUID) -> None:
        super().__init__(f"{self.__doc__} (opening {opening_id}, registration {registration_id})")
        self.opening_id = opening_id
        self.registration_id = registration_id


class FullError(BookingError):
    """There is not enough room, or what is left is for those who wait."""


class AlreadyBookedError(BookingError):
    """The registration asks, waits or holds a place in the opening already."""


class SecondPlaceError(BookingError):
    """The registration holds the only place that it may have."""


class ElsewhereError(BookingError):
    """The person holds a place somewhere else at that time."""


class NotOfferedError(BookingError):
    """What is opened there is no longer offered."""


class NotTakingPartError(BookingError):
    """There is no such opening and registration in one edition, or the registration is over."""


class UndeclaredStatusError(DontWrapMixin, ProgrammeError):
    """A row was to stand as no status says that a module declares of such rows: an error of the module's."""

    def __init__(self, of: str, said: str | None) -> None:
        super().__init__(
            f"{said!r} is no status that a module declares (Module.{of}_statuses): write the row with Status.columns."
        )


class FollowedError(ProgrammeError):
    """An act cannot be undone any more, because of what `followed` it: `named` is whose or what that is."""

    def __init__(self, followed: str, named: str) -> None:
        super().__init__(f"This cannot be undone: {followed} ({named}).")
        self.followed = followed
        self.named = named


class RegistrationMovedError(ProgrammeError):
    """The registration stands otherwise than when it was looked at."""

    def __init__(self) -> None:
        super().__init__("Somebody has changed this registration meanwhile.")


class UnknownOfferError(ProgrammeError):
    """An offer was named that does not exist for the actor."""

    def __init__(self) -> None:
        super().__init__("There is no such offer.")


class OfferMovedError(ProgrammeError):
    """The offer stands otherwise than when it was looked at."""

    def __init__(self) -> None:
        super().__init__("Somebody has changed this offer meanwhile.")


class UnsettledInstitutionError(ProgrammeError):
    """An offer cannot be accepted: its institution is a new one, which the staff have not settled yet (IM-07)."""

    def __init__(self) -> None:
        super().__init__("Its institution is new: settle first which one it is.")


class OfferHeldError(ProgrammeError):
    """People ask, wait for or hold a place in an offer, so that it cannot end: `references` are theirs."""

    def __init__(self, references: Sequence[str]) -> None:
        super().__init__(f"An offer does not end under people who are in it: {', '.join(references)}.")
        self.references = tuple(references)


class UnknownRegistrationError(ProgrammeError):
    """Registrations were named that do not exist for the actor."""

    def __init__(self, missing: int) -> None:
        super().__init__(f"{missing} of the registrations do not exist.")
        self.missing = missing


class PlaceGoneError(ProgrammeError):
    """A place is no longer theirs: it was released or given up meanwhile."""


class CannotSayError(ProgrammeError):
    """Something cannot be said of a place now; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"It cannot be said: {refusal}.")
        self.refusal = refusal


class DatesMovedError(ProgrammeError):
    """Other dates were agreed meanwhile, by somebody else, than those that were looked at."""

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        super().__init__("Other dates were said meanwhile.")
        self.stretches = stretches
