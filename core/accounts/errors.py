"""What can go wrong with a sign-in."""


class SignInError(Exception):
    """Address and password do not go together; which of the two is wrong is not said."""


class AccountError(Exception):
    """A sign-in or a role cannot be made as asked; the message says why."""
