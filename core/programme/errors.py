"""What can go wrong with an edition."""

from __future__ import annotations

import uuid


class ProgrammeError(Exception):
    """An act on an edition that cannot be done now; the message says why, and the page what to do."""


class UnknownEditionError(ProgrammeError):
    """The tenant has no such edition of the module."""


class EditionExistsError(ProgrammeError):
    """The tenant has an edition of that code already."""


class ClockError(ProgrammeError):
    """Only an edition in rehearsal has a clock of its own."""


class PlacesTakenError(ProgrammeError):
    """An offer would have fewer places than are taken."""

    def __init__(self, offer_id: uuid.UUID, taken: int) -> None:
        super().__init__(f"{taken} places of this offer are taken: it cannot have fewer.")
        self.offer_id = offer_id
        self.taken = taken
