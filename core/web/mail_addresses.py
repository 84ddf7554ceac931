"""The mail address of a form: one that mail refuses is refused where it is typed, in the reader's language."""

from __future__ import annotations

from flask_babel import gettext as _
from wtforms import Field, Form, ValidationError

from core.language.mail_address import MailAddressError, travelling


class MailAddress:
    """Lets an address through that mail can carry (core.language.mail_address), and says what is wrong with another."""

    def __call__(self, _form: Form, field: Field) -> None:
        """Raise ValidationError for an address to which no letter can be sent."""
        try:
            travelling(str(field.data or "").strip())
        except MailAddressError as error:
            raise ValidationError(self.words(error)) from error

    @staticmethod
    def words(error: MailAddressError) -> str:
        """Return what to say of an address that was refused."""
        if error.foreign_sign:
            named: str = _(
                "“%(sign)s” cannot stand before the @ of an e-mail address. Write the address as its owner gives it.",
                sign=error.foreign_sign,
            )
            return named
        plain: str = _("Enter an e-mail address, such as name@service.example.")
        return plain
