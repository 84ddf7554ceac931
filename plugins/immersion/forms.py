"""Forms of an immersion edition: shape only."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, Form, RadioField, SearchField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length, ValidationError

from core.contract.module import Label

#: What a file may hold: the word of the import, and what the page calls it.
FILE_KINDS: tuple[tuple[str, Label], ...] = (
    ("hosts", _l("Host services and their places")),
    ("trainees", _l("Trainees and their choices")),
    ("choices", _l("New choices of trainees without a place")),
    ("withdrawals", _l("Withdrawals")),
)

SHOWN: tuple[tuple[str, Label], ...] = (
    ("", _l("Everybody")),
    ("placed", lazy_pgettext("people", "With a place")),
    ("unplaced", lazy_pgettext("people", "Without a place")),
)


class UploadForm(FlaskForm):
    """A file and what it holds."""

    kind = RadioField(
        _l("What is in the file?"),
        [AnyOf([kind for kind, _label in FILE_KINDS], _l("Say what is in the file."))],
        choices=[SelectChoice(kind, label) for kind, label in FILE_KINDS],
        validate_choice=False,
    )
    file = FileField(_l("Excel file"), [FileRequired(_l("Choose a file."))])


class DecisionFilters(Form):
    """What to show of the decisions of a round."""

    text = SearchField(_l("Name, reference or host"), [Length(max=200)])
    shown = SelectField(
        _l("Who"), choices=[SelectChoice(state, label) for state, label in SHOWN], validate_choice=False
    )
    territory = SelectField(_l("Territory of the host"), choices=[], validate_choice=False)


class WithdrawalForm(FlaskForm):
    """Since when somebody withdraws, and why if they said so."""

    day = DateField(
        _l("When did you hear it?"),
        [InputRequired(_l("Enter the day on which you heard it."))],
        invalid_value_message=_l("This is no day. Enter one such as 18/03/2024."),
    )
    reason = TextAreaField(_l("Reason"), [Length(max=500, message=_l("Say it in at most 500 characters."))])

    def __init__(self, first: date | None = None, last: date | None = None, **values: Any) -> None:
        """Take the first and the last day that can be meant, both included."""
        super().__init__(**values)
        self.first, self.last = first, last

    def validate_day(self, field: DateField) -> None:
        """Refuse a day before the registration, and one that is yet to come."""
        if field.data is None:
            return  # What is no day at all was said already.
        if self.last and field.data > self.last:
            raise ValidationError(_("This day is yet to come. Enter today or an earlier day."))
        if self.first and field.data < self.first:
            raise ValidationError(_("On this day the person was not registered yet. Enter a later day."))
