"""The form of an upload: shape only."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, SelectChoice
from wtforms.validators import AnyOf

from core.contract.importing import ImportKind


class UploadForm(FlaskForm):
    """A file and what it holds."""

    kind = RadioField(_l("What is in the file?"), choices=[], validate_choice=False)
    file = FileField(_l("Excel file"), [FileRequired(_l("Choose a file."))])

    def __init__(self, kinds: Iterable[ImportKind]) -> None:
        """Offer these kinds of files."""
        super().__init__()
        self.kind.choices = [SelectChoice(kind.name, kind.label) for kind in kinds]
        self.kind.validators = [AnyOf([choice.value for choice in self.kind.choices], _l("Say what is in the file."))]
