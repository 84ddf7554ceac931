"""Forms of the letters' pages: shape only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, IntegerField, StringField
from wtforms.validators import UUID, InputRequired, Length, NumberRange

from core.web.mail_addresses import MailAddress


class SeenLettersForm(FlaskForm):
    """The letters that were looked at before they are sent again."""

    count = IntegerField(validators=[InputRequired(), NumberRange(min=1)])
    last = StringField(validators=[UUID()])


class ResendForm(FlaskForm):
    """Where to send a letter again."""

    address = EmailField(
        _l("E-mail address"),
        [
            InputRequired(_l("Enter an address.")),
            Length(max=254),
            MailAddress(),
        ],
        # An address that is pasted often brings a space along.
        filters=[lambda typed: typed.strip() if typed else typed],
    )
