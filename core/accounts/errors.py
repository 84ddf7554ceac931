"""What can go wrong with a sign-in."""


class SignInError(Exception):
    """Address and password do not go together; which of the two is wrong is not said."""


class WeakPasswordError(Exception):
    """A password that is to be set is none; `core.accounts.passwords.Weakness` says why."""


class DeadLinkError(Exception):
    """A link by which a password is set counts no more, or never did."""


class WrongCodeError(Exception):
    """A code is not that of a letter which the browser asked for, or its letter counts no more."""


class AccountError(Exception):
    """A sign-in or a role cannot be made as asked; the message says why."""
