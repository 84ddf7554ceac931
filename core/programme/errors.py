"""What can go wrong with an edition."""


class ProgrammeError(Exception):
    """An act on an edition that cannot be done now; the message says why, and the page what to do."""


class UnknownEditionError(ProgrammeError):
    """The tenant has no such edition of the module."""


class EditionExistsError(ProgrammeError):
    """The tenant has an edition of that code already."""


class ClockError(ProgrammeError):
    """Only an edition in rehearsal has a clock of its own."""
