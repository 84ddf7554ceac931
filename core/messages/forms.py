"""Forms of the letters' pages: shape only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from flask_wtf import FlaskForm
from wtforms import EmailField, Form, SearchField, SelectChoice, SelectField
from wtforms.validators import Email, InputRequired, Length

STATES = (
    ("", _l("All letters")),
    ("failed", lazy_pgettext("letters", "Failed")),
    ("queued", lazy_pgettext("letters", "On their way")),
    ("sent", lazy_pgettext("letters", "Sent")),
)


class LetterFilters(Form):
    """What to show of the letters."""

    text = SearchField(_l("Name, address or reference"), [Length(max=200)])
    state = SelectField(_l("State"), choices=[SelectChoice(*state) for state in STATES], validate_choice=False)


class MailFilters(Form):
    """What to show of the captured mail."""

    text = SearchField(_l("Name, address or reference"), [Length(max=200)])


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
