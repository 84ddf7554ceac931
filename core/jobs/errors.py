"""What can go wrong with work that is due."""


class UnknownJobError(Exception):
    """A job is of a kind that no installed module declares."""


class WorkerEndedError(Exception):
    """The worker ended in the middle of the work, every time it was tried."""
