"""What can go wrong with a letter."""


class LetterError(Exception):
    """A letter cannot be written: its text and its variables do not fit; the message says which."""


class UnknownMessageError(Exception):
    """There is no such letter, or it lies outside the territories of who asks."""


class StillQueuedError(Exception):
    """The letter has not been sent yet, so that it cannot be sent again."""


class OtherLettersError(Exception):
    """The letters that failed are no longer those that were looked at; the message is how many there are now."""


class SecretLetterError(Exception):
    """The letter held a secret, which is erased: its addressee asks for a new one, and nobody sends this one again."""


class NoAddressError(Exception):
    """The person has no e-mail address: somebody has to phone."""


class RefusedError(Exception):
    """The mail server refused this letter for good; the message is what it said."""
