"""Forms of sign-in and of passwords: shape only."""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Mapping
from typing import Final, Self

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, Form, HiddenField, PasswordField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, Regexp

from core.accounts.passwords import LONGEST, SHORTEST, Weakness, weakness
from core.contract.module import Label
from core.web.mail_addresses import MailAddress

_WORDS: Final[Mapping[Weakness, Label]] = {
    Weakness.SHORT: _l("A password has at least %(num)s characters; this one is shorter.", num=SHORTEST),
    Weakness.REPEATED: _l("This password is only a sign or two, repeated. Choose a few words instead."),
    Weakness.ADDRESS: _l("Your address is not a password: everybody knows it. Choose a few words instead."),
}


def strip(typed: str | None) -> str | None:
    """Leave out the spaces that an address often brings along when it is pasted."""
    return typed.strip() if typed else typed


def new_password() -> PasswordField:
    """Return the field of a password that is to be set, in a form that has the address as `email`."""
    return PasswordField(
        _l("New password"),
        [InputRequired(_l("Choose a password.")), Length(max=LONGEST), _strong_enough],
        description=_l("At least %(num)s characters. A sentence of a few words is easy to keep in mind.", num=SHORTEST),
    )


def _strong_enough(form: Form, field: Field) -> None:
    found = weakness(str(field.data), str(form["email"].data or ""))
    if found is not None:
        raise ValidationError(str(_WORDS[found]))


class SignInForm(FlaskForm):
    """Address and password."""

    email = EmailField(_l("E-mail address"), [InputRequired(_l("Enter your e-mail address.")), Length(max=254)])
    password = PasswordField(_l("Password"), [InputRequired(_l("Enter your password.")), Length(max=1024)])


class LetterForm(FlaskForm):
    """To which address the letter goes by which somebody signs in; sent twice, the form asks for one letter."""

    email = EmailField(
        _l("E-mail address"),
        [InputRequired(_l("Enter your e-mail address.")), Length(max=254), MailAddress()],
        id="address",
        filters=[strip],
    )
    asks = HiddenField(id="asks")

    @classmethod
    def fresh(cls) -> LetterForm:
        """Return an empty form that asks for a letter of its own."""
        return cls(formdata=None, asks=str(uuid.uuid4()))

    def request_id(self) -> uuid.UUID:
        """Return by which id the letter is asked for; a new one where the form says none."""
        try:
            return uuid.UUID(str(self.asks.data))
        except ValueError:
            return uuid.uuid4()


class ProofForm(FlaskForm):
    """A press by which somebody signs in: sent twice, it begins one session."""

    press = HiddenField(validators=[Length(max=64)])

    @classmethod
    def fresh(cls) -> Self:
        """Return an empty form with a press of its own."""
        return cls(formdata=None, press=secrets.token_hex(16))


class CodeForm(ProofForm):
    """The code of a letter; what stands between its digits is left out."""

    code = StringField(
        _l("Code from the letter"),
        [
            InputRequired(_l("Enter the code from the letter.")),
            Regexp(r"[0-9]{6}\Z", message=_l("A code has six digits.")),
        ],
        filters=[lambda typed: re.sub(r"[\s.-]", "", typed) if typed else typed],
    )


class FactorForm(FlaskForm):
    """A code of the app, or a recovery code."""

    code = StringField(
        _l("Code of your app"), [InputRequired(_l("Enter the code that your app shows.")), Length(max=40)]
    )


class EndFactorForm(FactorForm):
    """A code once more, before the second factor ends."""


class SetFactorForm(FactorForm):
    """The first code of an app that was told the secret which `grain` makes."""

    grain = HiddenField(validators=[InputRequired(), Length(max=64)])


class ForgottenPasswordForm(FlaskForm):
    """Whose password is forgotten."""

    email = EmailField(
        _l("E-mail address"),
        [
            InputRequired(_l("Enter your e-mail address.")),
            Length(max=254),
            MailAddress(),
        ],
        filters=[strip],
    )


class SetPasswordForm(FlaskForm):
    """A password, for the address that whoever brings the link has; a browser keeps both together."""

    email = EmailField(_l("E-mail address"))
    password = new_password()


class ChangePasswordForm(FlaskForm):
    """The old password and another one."""

    email = EmailField(_l("E-mail address"))
    old = PasswordField(
        _l("Present password"), [InputRequired(_l("Enter your present password.")), Length(max=LONGEST)]
    )
    password = new_password()
