"""Forms of an immersion edition: shape only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import Form, RadioField, SearchField, SelectChoice, SelectField
from wtforms.validators import AnyOf, Length

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
