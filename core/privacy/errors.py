"""What can go wrong when somebody is to be forgotten."""


class PrivacyError(Exception):
    """Somebody cannot be forgotten now; the message says why, and what to do first."""


class UnknownPersonError(PrivacyError):
    """The tenant knows no such person, or has forgotten them already."""


class StillTakesPartError(PrivacyError):
    """Somebody who takes part in an edition that goes on is needed by others: first they withdraw."""
