"""Forms: shape only."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import EmailField, SelectChoice, SelectField, StringField
from wtforms.validators import Email, InputRequired, Length

from core.language.spoken import LANGUAGES
from lunch.texts import lazy_gettext as _l


class EntryForm(FlaskForm):
    """Who is to be noted."""

    name = StringField(
        _l("Name"),
        [InputRequired(_l("Enter the name.")), Length(max=200, message=_l("Write it in at most 200 characters."))],
    )
    email = EmailField(
        _l("E-mail address"),
        [
            InputRequired(_l("Enter the e-mail address.")),
            Email(_l("This is no e-mail address. Enter one such as name@service.example.")),
        ],
    )
    language = SelectField(
        _l("Language of the letter"),
        [InputRequired(_l("Choose the language of the letter."))],
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
    )
