"""Forms of the letters' pages: shape only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField
from wtforms.validators import Email, InputRequired, Length


class ResendForm(FlaskForm):
    """Where to send a letter again."""

    address = EmailField(
        _l("E-mail address"),
        [
            InputRequired(_l("Enter an address.")),
            Length(max=254),
            Email(_l("Enter an e-mail address, such as name@service.example.")),
        ],
        # An address that is pasted often brings a space along.
        filters=[lambda typed: typed.strip() if typed else typed],
    )
